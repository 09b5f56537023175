import * as z from 'zod/mini';
import { type StartRun, startRun } from '../../protocol/results';
import { isNewer } from '../newerStorage';
import type { Tab } from './tabList';

/** The parts of the editor's `Memento` that are used here. */
export interface TabMemento {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** Their place in the storage of the workspace. */
export const TABS = { key: 'headwater.results.tabs', version: 1 } as const;

interface StoredTab {
  readonly id: string;
  readonly title: string;
  readonly named: boolean;
  readonly pinned: boolean;
  readonly valuesMissing: boolean;
  readonly run: StartRun;
}

const storedTab: z.core.$ZodType<StoredTab> = z.object({ id: z.string(), title: z.string(), named: z.boolean(), pinned: z.boolean(), valuesMissing: z.boolean(), run: startRun });
const stored = z.object({ version: z.literal(TABS.version), selected: z.nullable(z.string()), tabs: z.array(z.unknown()) });

/** Statements longer than this are not kept: the workspace's storage is read at every start. */
const LONGEST_STATEMENT = 100_000;

/** Keeps the tabs of a workspace, without rows and without the values of parameters. */
export class TabStore {
  constructor(private readonly memento: TabMemento) {}

  read(): { readonly tabs: readonly Tab[]; readonly selected: string | undefined } {
    const all = z.safeParse(stored, this.memento.get(TABS.key));
    if (!all.success) return { tabs: [], selected: undefined };
    const tabs = all.data.tabs.flatMap((entry) => {
      const read = z.safeParse(storedTab, entry);
      return read.success ? [restored(read.data)] : [];
    });
    return { tabs, selected: all.data.selected ?? undefined };
  }

  /** Nothing where a newer Headwater wrote the tabs: they would be lost. */
  async write(tabs: readonly Tab[], selected: string | undefined): Promise<void> {
    if (isNewer(this.memento.get(TABS.key), TABS.version)) return;
    await this.memento.update(TABS.key, { version: TABS.version, selected: selected ?? null, tabs: tabs.filter(({ run }) => run.statement.length <= LONGEST_STATEMENT).map(toStored) });
  }
}

function toStored({ id, title, named, pinned, run, valuesMissing }: Tab): StoredTab {
  const { parameters, ...rest } = run;
  return { id, title, named, pinned, valuesMissing: (valuesMissing ?? false) || (parameters?.length ?? 0) > 0, run: rest };
}

function restored({ valuesMissing, ...tab }: StoredTab): Tab {
  return {
    ...tab,
    ...(valuesMissing && { valuesMissing }),
    lost: {
      what: `The rows of “${tab.title}” are no longer there`,
      why: 'Results end with the window that ran them.',
      todo: valuesMissing ? 'Run it from its document: the values of its parameters were not kept.' : 'Run it again to see its rows.',
    },
  };
}
