import { CancellationTokenSource, l10n, window } from 'vscode';
import type { CancellationToken } from 'vscode';
import type { ConnectionProfile, ProfileField } from '../../core/contract/profile';
import { whenCancelled } from '../cancel';
import type { ConnectionPrompts, ConsentQuestion } from './prompts';

/** Asks in the editor's own input box, list and dialog. */
export class EditorPrompts implements ConnectionPrompts {
  secret(profile: ConnectionProfile, field: ProfileField, signal: AbortSignal): Promise<string | undefined> {
    return cancellable(signal, (token) =>
      window.showInputBox(
        {
          title: l10n.t('Connect to {0}', profile.name),
          prompt: field.description ?? l10n.t('{0} is needed to connect.', field.label),
          placeHolder: field.label,
          password: true,
          ignoreFocusOut: true,
          validateInput: (value) => (value === '' ? l10n.t('{0} is needed.', field.label) : undefined),
        },
        token,
      ),
    );
  }

  async remember(profile: ConnectionProfile, signal: AbortSignal): Promise<boolean | undefined> {
    const choices = [
      { label: l10n.t('$(save) Remember'), description: l10n.t('in the secret storage of this computer'), remember: true },
      { label: l10n.t('$(clock) Only Until This Window Closes'), remember: false },
    ];
    const options = { title: l10n.t('Connect to {0}', profile.name), placeHolder: l10n.t('Keep what you typed?'), ignoreFocusOut: true };
    return (await cancellable(signal, (token) => window.showQuickPick(choices, options, token)))?.remember;
  }

  async consent({ profile, destination, variables, secrets }: ConsentQuestion): Promise<boolean> {
    const connect = l10n.t('Connect');
    const sent = [
      ...variables.map((name) => l10n.t('the environment variable {0}', name)),
      ...(secrets.length === 0 ? [l10n.t('secrets that you enter for it')] : []),
    ];
    const detail = l10n.t(
      'This connection stands in the settings of the workspace, and is new or was changed. It sends to {0}: {1}. Connect only if you know this host.',
      destination,
      sent.join(', '),
    );
    return (await window.showWarningMessage(l10n.t('Connect “{0}” to {1}?', profile.name, destination), { modal: true, detail }, connect)) === connect;
  }
}

async function cancellable<T>(signal: AbortSignal, ask: (token: CancellationToken) => Thenable<T>): Promise<T> {
  const source = new CancellationTokenSource();
  const stop = whenCancelled(signal, () => {
    source.cancel();
  });
  try {
    return await ask(source.token);
  } finally {
    stop();
    source.dispose();
  }
}
