import { env, l10n, window } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { FormatUrl } from '../../../protocol/backends';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Copies the URL of a connection, which holds no secret. */
export function copyUrl({ connections, server }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.copyUrl',
    failing: l10n.t('Could not copy the URL'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Copy Connection URL'));
      if (!profile) return;
      const url = await server.request(FormatUrl, { profile });
      if (url === null) {
        const why = l10n.t('Connections of this system have no URL.');
        throw new HeadwaterError({ what: l10n.t('Could not copy the URL of {0}', profile.name), why, todo: l10n.t('Export the connection to a file.') });
      }
      await env.clipboard.writeText(url);
      window.setStatusBarMessage(l10n.t('$(copy) Copied {0} (without secrets)', url), 4000);
    },
  };
}
