import type { ResultPhase } from '../../protocol/results';

/** `started`: its end was not recorded, or has not come yet. */
export type HistoryOutcome = Exclude<ResultPhase, 'running'> | 'started';

/** One run statement. Values of parameters are not part of it. */
export interface HistoryEntry {
  readonly id: string;
  readonly statement: string;
  /** True where the statement is not as it ran: too long to keep whole, or a secret was taken out. */
  readonly altered?: boolean;
  readonly title: string;
  readonly connectionId: string;
  /** As it was then: the connection may be gone. */
  readonly connectionName: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly elapsedMs: number;
  readonly rows: number;
  /** Decimal text. */
  readonly rowsAffected?: string;
  readonly outcome: HistoryOutcome;
  /** Why it failed. */
  readonly reason?: string;
  /** The document that it stood in. */
  readonly uri?: string;
  /** Kept until a person takes it out. Absent: as it was before. */
  readonly pinned?: boolean;
}

/** Version of a line. */
const VERSION = 1;

export function toLine(entry: HistoryEntry): string {
  return JSON.stringify({ v: VERSION, ...entry });
}

/** `undefined` for what is no entry, or one of a newer version. */
export function fromLine(line: string): HistoryEntry | undefined {
  if (line.trim() === '') return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isLine(value) ? entryOf(value) : undefined;
  } catch {
    return undefined;
  }
}

/** A line that tells that entries were taken out. */
export function removalLine(ids: readonly string[]): string {
  return JSON.stringify({ v: VERSION, removed: ids });
}

/** The ids that a line says were taken out; none for other lines. */
export function removedBy(line: string): readonly string[] {
  if (!line.includes('"removed"')) return [];
  try {
    const value: unknown = JSON.parse(line);
    const isRemoval = typeof value === 'object' && value !== null && 'removed' in value && Array.isArray(value.removed);
    return isRemoval && Array.isArray(value.removed) ? value.removed.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

type Line = Readonly<Record<'id' | 'statement' | 'title' | 'connectionId' | 'connectionName', string>> &
  Readonly<Record<'startedAt' | 'elapsedMs' | 'rows', number>> & { readonly outcome: HistoryOutcome } & Readonly<Record<string, unknown>>;

const OUTCOMES: Readonly<Record<HistoryOutcome, true>> = { started: true, paused: true, done: true, failed: true, cancelled: true };

function isLine(value: unknown): value is Line {
  if (typeof value !== 'object' || value === null) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  const outcome = fields.get('outcome');
  return (
    fields.get('v') === VERSION &&
    ['id', 'statement', 'title', 'connectionId', 'connectionName'].every((key) => typeof fields.get(key) === 'string') &&
    ['startedAt', 'elapsedMs', 'rows'].every((key) => Number.isFinite(fields.get(key))) &&
    typeof outcome === 'string' &&
    Object.hasOwn(OUTCOMES, outcome)
  );
}

function entryOf(line: Line): HistoryEntry {
  const { id, statement, title, connectionId, connectionName, startedAt, elapsedMs, rows, outcome } = line;
  const { rowsAffected, reason, uri, altered, pinned } = line;
  return {
    ...{ id, statement, title, connectionId, connectionName, startedAt, elapsedMs, rows, outcome },
    ...(typeof rowsAffected === 'string' && /^\d+$/u.test(rowsAffected) ? { rowsAffected } : {}),
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof uri === 'string' ? { uri } : {}),
    ...(altered === true ? { altered } : {}),
    ...(typeof pinned === 'boolean' ? { pinned } : {}),
  };
}
