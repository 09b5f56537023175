import { ArrowDecoder } from '../../../core/arrow/decode';
import type { RowChange, Tables, WriteReport } from '../../../core/contract/tables';
import { failureOf, isCancelled } from '../../../core/errors';
import { makeCellFormatter } from '../../../core/format/cell';
import type { EditOutcome } from '../../../protocol/edits';
import type { PreparedEdit } from './prepare';

export interface Applying {
  readonly tables: Tables;
  readonly table: readonly string[];
  /** Index of the key that rows are found by. */
  readonly key: number;
  /** Columns that are the row's own. What the system adds, such as a place in a log, a scan and a lookup tell differently. */
  readonly own: readonly number[];
  readonly signal: AbortSignal;
}

type Change = NonNullable<PreparedEdit['change']>;
type Ready = PreparedEdit & { readonly change: Change };

/** All together: an outcome for all of them. */
export async function applyTogether(ready: readonly Ready[], { tables, table, signal }: Applying): Promise<readonly EditOutcome[]> {
  const changes = ready.map(({ change }): RowChange => ({ kind: change.kind, columns: change.columns, row: change.row, ...(change.before ? { before: change.before } : {}) }));
  const ids = ready.map(({ operation }) => operation.id);
  try {
    const report = await tables.applyAtomically?.({ table, changes, signal });
    if (!report) return ids.map((id) => ({ id, state: 'untried' }));
    if (report.unknown > 0n) return ids.map((id) => ({ id, state: 'unknown' }));
    const refused = new Map(report.rejected.map(({ row, why }) => [Number(row), why]));
    if (report.rejectedRows === 0n) return ids.map((id) => ({ id, state: 'written' }));
    return ids.map((id, index) => {
      const why = refused.get(index);
      return why === undefined ? { id, state: 'untried' } : { id, state: 'refused', why };
    });
  } catch (error) {
    const state = stateOf(error);
    return ids.map((id) => ({ id, state, why: failureOf(error, '').why }));
  }
}

/** One after the other; an error that is not about the row itself ends it, and the rest is not tried. */
export async function applyOneByOne(ready: readonly Ready[], applying: Applying): Promise<readonly EditOutcome[]> {
  const outcomes: EditOutcome[] = [];
  for (const [index, { operation, change }] of ready.entries()) {
    const { id } = operation;
    try {
      if (applying.signal.aborted) {
        outcomes.push({ id, state: 'untried' });
        continue;
      }
      outcomes.push({ id, ...(await applyOne(change, applying)) });
    } catch (error) {
      outcomes.push({ id, state: stateOf(error), ...(isCancelled(error) ? {} : { why: failureOf(error, '').why }) });
      outcomes.push(...ready.slice(index + 1).map(({ operation: rest }) => ({ id: rest.id, state: 'untried' }) as const));
      break;
    }
  }
  return outcomes;
}

async function applyOne(change: Change, applying: Applying): Promise<Omit<EditOutcome, 'id'>> {
  const moved = await changedSince(change, applying);
  if (moved !== undefined) return { state: 'refused', why: moved };
  const { tables, table, signal } = applying;
  const writer = tables.writer?.({ table, kind: change.kind, columns: change.columns, signal });
  if (!writer) return { state: 'refused', why: 'The system takes no changes of this table.' };
  let finished = false;
  try {
    await writer.write(change.encoded.batch);
    const report = await writer.finish();
    finished = true;
    return outcomeOf(report);
  } finally {
    if (!finished) await writer.abort();
  }
}

function outcomeOf({ written, unknown, rejected }: WriteReport): Omit<EditOutcome, 'id'> {
  if (unknown > 0n) return { state: 'unknown' };
  if (written > 0n) return { state: 'written' };
  return { state: 'refused', why: rejected[0]?.why ?? 'The system did not say why.' };
}

/** Why the row must not be written over: somebody else has changed or deleted it. Not known where the system has no lookups. */
async function changedSince({ before, key }: Change, { tables, table, key: index, own, signal }: Applying): Promise<string | undefined> {
  if (!before || !tables.lookup) return undefined;
  const [schema, batch] = messagesOf(before);
  const decoder = new ArrowDecoder(schema);
  const columns = decoder.schema.fields.map((_, column) => column);
  const then = textsOf(decoder, batch, own);
  const now: string[] = [];
  let found: ArrowDecoder | undefined;
  for await (const event of tables.lookup({ table, key: index, keys: key, columns, signal }).events) {
    if (event.kind === 'schema') found = new ArrowDecoder(event.bytes);
    else if (event.kind === 'dictionary') found?.dictionary(event.bytes);
    else if (event.kind === 'batch' && found && event.rows > 0) now.push(textsOf(found, event.bytes, own));
  }
  if (now.length === 0) return 'The row has been deleted since it was read.';
  return now.includes(then) ? undefined : 'The row has changed since it was read.';
}

function textsOf(decoder: ArrowDecoder, message: Uint8Array, columns: readonly number[]): string {
  const batch = decoder.batch(message);
  return JSON.stringify(columns.map((column) => {
    const field = decoder.schema.fields[column];
    const cell = field && makeCellFormatter(field, { timeZone: 'UTC' }).format(batch.column(column), 0);
    return cell === undefined || cell.kind === 'null' ? null : cell.text;
  }));
}

/** The schema message and the batch message of a stream of one batch. */
function messagesOf(stream: Uint8Array): readonly [schema: Uint8Array, batch: Uint8Array] {
  const end = 8 + new DataView(stream.buffer, stream.byteOffset).getInt32(4, true);
  return [stream.slice(0, end), stream.slice(end)];
}

function stateOf(error: unknown): 'unknown' | 'refused' | 'untried' {
  if (failureOf(error, '').outcomeUnknown) return 'unknown';
  return isCancelled(error) ? 'unknown' : 'refused';
}
