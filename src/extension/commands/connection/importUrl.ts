import { env, l10n, window } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { ParseUrl } from '../../../protocol/backends';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';

/** Fills a new form from a URL, which may come from the clipboard. */
export function importUrl({ connections, forms, server }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.importUrl',
    failing: l10n.t('Could not read the URL'),
    run: async () => {
      const examples = (await connections.backends()).flatMap(({ form }) => form.urlExamples ?? []);
      const copied = (await env.clipboard.readText()).trim();
      const url = await window.showInputBox({
        title: l10n.t('Add Connection from URL'),
        prompt: l10n.t('The fields of the connection form are filled from it.'),
        placeHolder: examples.slice(0, 2).join('   '),
        value: /^[a-z][a-z0-9+.-]*:\/\/\S+$/iu.test(copied) ? copied : '',
        ignoreFocusOut: true,
      });
      if (url === undefined || url.trim() === '') return;
      const parsed = await server.request(ParseUrl, { url: url.trim() });
      if (!parsed) throw unknownUrl(examples);
      const { name, values, secrets } = parsed.profile;
      await forms.add({ backend: parsed.backend, values, secrets, ...(name === undefined ? {} : { name }) });
    },
  };
}

function unknownUrl(examples: readonly string[]): HeadwaterError {
  return new HeadwaterError({
    what: l10n.t('Could not read the URL'),
    why: l10n.t('No system that Headwater knows has URLs like it.'),
    ...(examples.length === 0 ? {} : { todo: l10n.t('Known are, for example: {0}', examples.join(', ')) }),
  });
}
