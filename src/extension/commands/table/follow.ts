import { l10n, window } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import type { StartPosition } from '../../../core/contract/tables';
import { DescribeTable } from '../../../protocol/tables';
import { chooseTable } from '../../tables/pickTable';
import { readTable } from '../../tables/readTable';
import type { Command } from '../command';
import type { TableCommandDeps } from './deps';

/** Shows what happens in a table from now on, or from an earlier place in its log. */
export function followTable(deps: TableCommandDeps): Command {
  return {
    id: 'headwater.table.follow',
    failing: l10n.t('Could not follow the table'),
    run: async (argument) => {
      const ref = await chooseTable(deps, argument, l10n.t('Follow Table'));
      if (!ref) return;
      const { live, label } = await deps.server.request(DescribeTable, ref);
      const [first] = live;
      if (first === undefined) throw new HeadwaterError({ what: l10n.t('Could not follow `{0}`', label), why: l10n.t('This system tells no changes as they happen.'), todo: l10n.t('Open the table, and run it again for newer rows.') });
      const start = live.length === 1 && first !== 'timestamp' ? { at: first } : await askStart(live, label);
      if (start) await readTable(deps, ref.connectionId, { kind: 'live', table: ref.table, start });
    },
  };
}

async function askStart(starts: readonly StartPosition['at'][], label: string): Promise<StartPosition | undefined> {
  const words: Readonly<Record<StartPosition['at'], readonly [label: string, detail: string]>> = {
    full: [l10n.t('All Rows, Then Changes'), l10n.t('The rows as they are now come first.')],
    earliest: [l10n.t('From the Beginning'), l10n.t('Everything that the log still holds.')],
    latest: [l10n.t('From Now On'), l10n.t('Only what happens after this.')],
    timestamp: [l10n.t('From a Time…'), l10n.t('What happened since then.')],
  };
  const items = starts.map((at) => ({ label: words[at][0], detail: words[at][1], at }));
  const chosen = await window.showQuickPick(items, { title: l10n.t('Follow {0}', label) });
  if (!chosen) return undefined;
  return chosen.at === 'timestamp' ? askTime() : { at: chosen.at };
}

async function askTime(): Promise<StartPosition | undefined> {
  const text = await window.showInputBox({
    title: l10n.t('From Which Time?'),
    value: new Date(Date.now() - 3_600_000).toISOString(),
    validateInput: (value) => (Number.isNaN(Date.parse(value)) ? l10n.t('A time such as 2024-01-31T12:30:00Z') : undefined),
  });
  return text === undefined ? undefined : { at: 'timestamp', ms: Date.parse(text) };
}
