import type { DataType, Field } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import type { ExecutionEvent, RunOptions } from '../../core/contract/execution';
import type { ChangeKind, TableWriter, WriteReport } from '../../core/contract/tables';
import { type Failure, HeadwaterError, isCancelled } from '../../core/errors';
import { typeLabel } from '../../core/format/column';
import { formatCount } from '../../core/format/numbers';
import { castQuery, misfit } from './casts';
import { typesOf } from '../names/catalogs';
import { fieldsOf } from '../names/fields';
import { sameValues } from '../planner/sameValues';
import type { EngineConnection, TableSource } from '../sources';
import { Federation, type FederationParts, LONG_TEXT } from './federation';
import { type BuiltText, placedError } from './parts';
import { FederatedRead } from './read';

export interface WriteOrder {
  readonly target: TableSource;
  readonly kind: ChangeKind;
  /** Columns of the target that the query gives, in order. */
  readonly columns: readonly number[];
  /** Gives those columns, in types that can be cast to the target's. */
  readonly query: BuiltText;
}

/** Writes what a query gives to a table, batch by batch, as fast as the table takes it. */
export async function* writeRows(parts: FederationParts, order: WriteOrder, bound: EngineConnection, options: RunOptions, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
  const fields = fieldsOf(order.target.description.schema);
  const wanted = order.columns.flatMap((column) => fields[column] ?? []);
  await using federation = await Federation.open(parts, order.query, bound, signal);
  const query = await fitting(federation, order, options, signal);
  await federation.plan(query.text, options.parameters ?? [], signal);
  const read = new FederatedRead(federation, query.text, options, signal);
  const writer = openWriter(order, signal);
  let report: WriteReport;
  try {
    for await (const event of read.events()) {
      if (event.kind === 'schema') checkTypes(event.bytes, wanted, order.target);
      else if (event.kind === 'batch') await writer.write(event.bytes);
      else if (event.kind === 'progress') yield event;
    }
    report = await writer.finish();
  } catch (error) {
    throw brokenOff(misfit(placedError(error, query), order.target, order.columns), await writer.abort(), order.target);
  }
  yield* rejections(report);
  yield { kind: 'done', rowsAffected: report.written, facts: read.facts() };
}

/** The query in the types of the target. What it gives is asked first: it may be too few or too many columns, and what fits needs no cast. */
async function fitting(federation: Federation, { target, columns, query }: WriteOrder, { parameters = [] }: RunOptions, signal: AbortSignal): Promise<BuiltText> {
  const types = await typesOf(federation.worker, target, columns);
  const given = parameters.length > 0 || query.text.length > LONG_TEXT ? undefined : await federation.typesOf(query, signal); // types of parameters are not known yet
  if (!given || given.length === columns.length) return castQuery(query, types, given);
  const names = columns.map((column) => `\`${target.description.columns[column]?.name ?? ''}\``);
  throw new HeadwaterError({
    what: `Could not write to \`${target.label}\``,
    why: `The query gives ${given.length} ${given.length === 1 ? 'column' : 'columns'}, and ${columns.length} are to be written: ${names.join(', ')}. Nothing was written.`,
    todo: 'Name the columns that the query gives behind the table’s name.',
    kind: 'invalid',
  });
}

function openWriter({ target, kind, columns }: WriteOrder, signal: AbortSignal): TableWriter {
  const writer = target.tables.writer?.({ table: target.path, kind, columns, signal });
  if (writer) return writer;
  throw new HeadwaterError({ what: `Could not write to \`${target.label}\``, why: 'It takes no rows.', kind: 'readOnly' });
}

/** What DuckDB gives must be what the table was described with. */
function checkTypes(schema: Uint8Array, wanted: readonly Field<DataType>[], target: TableSource): void {
  const { fields } = new ArrowDecoder(schema.slice()).schema;
  wanted.forEach((field, index) => {
    const came = fields[index];
    if (came && sameValues(came.type, field.type)) return;
    throw new HeadwaterError({ what: `Could not write to \`${target.label}\``, why: `Column \`${field.name}\` has the type ${typeLabel(field)}, which DuckDB cannot give.`, kind: 'unsupported' });
  });
}

/** Says exactly what is there now. */
function brokenOff(error: unknown, report: WriteReport, target: TableSource): unknown {
  if (!(error instanceof HeadwaterError) && !isCancelled(error)) return error;
  const left = whatIsLeft(report);
  if (isCancelled(error) && report.written === 0n && report.unknown === 0n) return error;
  const failure: Failure = error instanceof HeadwaterError ? error.failure : { what: `Writing to \`${target.label}\` was stopped`, why: 'It was cancelled.' };
  return new HeadwaterError({ ...failure, why: `${failure.why} ${left}`, ...(report.unknown > 0n ? { outcomeUnknown: true } : {}) }, { cause: error });
}

function whatIsLeft({ written, unknown }: WriteReport): string {
  if (unknown > 0n) return `${formatCount(written)} rows were written; of ${formatCount(unknown)} more it is not known.`;
  return written === 0n ? 'Nothing was written.' : `${formatCount(written)} rows had been written before, and stay.`;
}

function* rejections({ rejected, rejectedRows }: WriteReport): Generator<ExecutionEvent, void, undefined> {
  if (rejectedRows === 0n) return;
  const first = rejected.slice(0, 10).map(({ row, why }) => `row ${formatCount(row + 1n)}: ${why}`);
  yield { kind: 'message', severity: 'warning', text: `${formatCount(rejectedRows)} rows were refused. ${first.join(' ')}` };
}
