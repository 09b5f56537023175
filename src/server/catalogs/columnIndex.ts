import type { Session } from '../../core/contract/session';
import { isCancelled } from '../../core/errors';
import type { FoundColumn } from '../../protocol/catalog';
import { SharedTask } from '../sessions/sharedTask';

/** Tables whose columns are read. */
const MOST_TABLES = 500;
/** Tables described at the same time. */
const AT_ONCE = 4;
/** How long what was read counts, in milliseconds. */
const FRESH_MS = 60_000;

interface Reading {
  readonly started: number;
  readonly columns: SharedTask<readonly FoundColumn[]>;
}

/** The columns of each session's first {@link MOST_TABLES} tables, read when somebody looks for one, and only as long as somebody does. */
export class ColumnIndex {
  readonly #readings = new WeakMap<Session, Reading>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Columns whose name contains `text`, ignoring case, those that begin with it first. */
  async search(session: Session, text: string, limit: number, signal: AbortSignal): Promise<readonly FoundColumn[]> {
    const columns = await this.#columnsOf(session).join(signal);
    const wanted = text.toLowerCase();
    const place = ({ column }: FoundColumn): number => column.name.toLowerCase().indexOf(wanted);
    const hits = columns.filter((one) => place(one) >= 0);
    return hits.sort((one, other) => Math.sign(place(one)) - Math.sign(place(other))).slice(0, limit);
  }

  #columnsOf(session: Session): SharedTask<readonly FoundColumn[]> {
    const known = this.#readings.get(session);
    if (known && !known.columns.abandoned && this.now() - known.started < FRESH_MS) return known.columns;
    const reading: Reading = {
      started: this.now(),
      columns: new SharedTask((signal) =>
        columnsOf(session, signal).catch((error: unknown) => {
          if (this.#readings.get(session) === reading) this.#readings.delete(session);
          throw error;
        }),
      ),
    };
    this.#readings.set(session, reading);
    return reading.columns;
  }
}

/** Tables that cannot be described are left out: what the others have still helps. */
async function columnsOf({ catalog }: Session, signal: AbortSignal): Promise<readonly FoundColumn[]> {
  const nodes = await catalog.search('', MOST_TABLES, signal);
  const tables = nodes.filter(({ selectable, table }) => selectable === true || table !== undefined);
  const found: (readonly FoundColumn[])[] = tables.map(() => []);
  const left = tables.entries();
  const describe = async (): Promise<void> => {
    for (const [at, node] of left) {
      const { columns = [] } = await catalog.describe(node.path, signal).catch((error: unknown) => {
        if (isCancelled(error) || signal.aborted) throw error;
        return { columns: [] };
      });
      found[at] = columns.map((column) => ({ node, column }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, describe));
  return found.flat();
}
