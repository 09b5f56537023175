import { l10n, window } from 'vscode';
import { withOptional } from '../../connections/changes';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Turns the question before each write on; off only once the person agrees. */
export function toggleProtected({ connections }: ConnectionCommandDeps, id: string): Command {
  return {
    id,
    failing: l10n.t('Could not change the protection'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Protect or Unprotect Connection'));
      if (!profile || (profile.protected && !(await mayUnprotect(profile.name)))) return;
      await connections.save(withOptional(profile, 'protected', profile.protected ? undefined : true));
    },
  };
}

async function mayUnprotect(name: string): Promise<boolean> {
  const unprotect = l10n.t('Unprotect Connection');
  const detail = l10n.t('Statements and actions that change data will then run without a question.');
  return (await window.showWarningMessage(l10n.t('Unprotect the connection “{0}”?', name), { modal: true, detail }, unprotect)) === unprotect;
}
