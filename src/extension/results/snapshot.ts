import { l10n } from 'vscode';
import type { Connections, Results } from '../services';
import type { Tab, TabList } from './tabList';

export interface SnapshotDeps {
  readonly results: Pick<Results, 'start'>;
  readonly connections: Pick<Connections, 'open'>;
  readonly tabs: Pick<TabList, 'ofResult' | 'pin'>;
}

/** Keeps the rows of a result as they are now, in a pinned tab of their own. */
export async function keepSnapshot({ results, connections, tabs }: SnapshotDeps, { title, resultId, run }: Tab, view?: string): Promise<void> {
  if (resultId === undefined) return;
  await connections.open(run.connectionId);
  const at = new Date().toLocaleTimeString(undefined, { hourCycle: 'h23' });
  const started = await results.start(
    { connectionId: run.connectionId, statement: run.statement, title: l10n.t('{0} at {1}', title, at), data: { kind: 'snapshot', resultId, ...(view !== undefined && { view }) }, readAll: true, rowCap: Number.MAX_SAFE_INTEGER, writes: false },
    { reveal: true },
  );
  const tab = tabs.ofResult(started.resultId);
  if (tab) tabs.pin(tab.id, true);
}
