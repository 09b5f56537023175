import { l10n, window } from 'vscode';

/** Asks for the name of a new branch or tag; what the system does not take, it says itself. */
export function askRefName(kind: 'branch' | 'tag', from: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: kind === 'branch' ? l10n.t('New Branch from “{0}”', from) : l10n.t('New Tag at “{0}”', from),
    prompt: l10n.t('Name'),
    ignoreFocusOut: true,
    validateInput: (text) => (/^[^\s/]+$/u.test(text.trim()) ? undefined : l10n.t('A name has no spaces and no slashes.')),
  });
}
