import { Schema } from 'apache-arrow';
import { ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import { readStream } from '../../../core/arrow/readStream';
import type { ConnectContext } from '../../../core/contract/backend';
import type { Execution, ExecutionEvent } from '../../../core/contract/execution';
import type { Live, LiveRequest } from '../../../core/contract/live';
import type { LookupRequest, ScanPlan, ScanRequest, StartPosition, TableDescription, Tables, TableWriter, WriteRequest } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import { jsonText, makeJsonWriter } from '../../../core/format/json';
import { columnInfo } from '../catalog/catalog';
import type { SourceDetail, Sources } from '../catalog/sources';
import type { StatementContext } from '../client/ksqlClient';
import type { Connected } from '../connect';
import { quoted } from '../language/words';
import type { ChangeMarks } from '../rows/rowBatch';
import { RunningQuery } from '../statements/runningQuery';
import { executionOf } from '../statements/work';
import { arrowSchema, CHANGE_COLUMN } from '../types/arrowType';
import type { SqlColumn } from '../types/sqlType';
import { InsertWriter } from './insertWriter';
import { keyCondition, literalOf } from './literals';

export interface TablesParts extends Pick<ConnectContext, 'log' | 'offer'> {
  readonly connected: Connected;
  readonly sources: Sources;
  readonly context: StatementContext;
  readonly closed: AbortSignal;
}

/** A source with its columns as requests count them: a table has one more, first, that says how its rows changed. */
interface Open {
  readonly detail: SourceDetail;
  readonly isTable: boolean;
  /** Index of the change column; -1 for none. */
  readonly change: number;
  /** Indexes of the key's columns. */
  readonly keys: readonly number[];
  column(index: number): SqlColumn | undefined;
}

/** Streams and tables as tables: read by pull queries, followed by push queries, inserted into. Paths are one name. */
export class KsqlTables implements Tables, Live {
  readonly starts = ['latest', 'earliest'] as const;

  constructor(private readonly parts: TablesParts) {}

  async resolve(names: readonly string[], signal: AbortSignal): Promise<readonly string[] | undefined> {
    const [name] = names;
    const found = name === undefined || names.length > 1 ? undefined : await this.parts.sources.find(name, signal);
    return found && [found.name];
  }

  async describe(table: readonly string[], signal: AbortSignal): Promise<TableDescription> {
    const { detail, isTable, keys, change } = await this.#open(table, signal);
    const { columns, source } = detail;
    const schema = encodeSchema(arrowSchema(columns, isTable ? change : undefined)).bytes;
    const infos = columns.map(columnInfo);
    return {
      schemaId: Buffer.from(schema).toString('base64').slice(0, 4_000),
      schema,
      columns: isTable ? [{ name: CHANGE_COLUMN, type: 'STRING', comment: 'How the row changed.' }, ...infos] : infos,
      keys: isTable && keys.length > 0 ? [{ name: 'primary key', columns: keys, prefix: keys.length, unique: true }] : [],
      ...(isTable ? { systemColumns: [{ column: change, role: 'change' }] } : {}),
      changes: source.windowed ? [] : isTable ? ['upsert', 'insert'] : ['insert'],
    };
  }

  async plan({ table, predicate, limit, signal }: ScanRequest): Promise<ScanPlan> {
    const open = await this.#open(table, signal);
    const condition = this.#condition(open, predicate);
    return {
      predicate: condition === undefined ? 'none' : condition.exact ? 'exact' : 'superset',
      limit: limit !== undefined && (predicate === undefined || condition?.exact === true),
      access: condition ? 'pull query by key' : open.isTable ? 'pull query over the table' : 'pull query over the stream, from its start',
      ...(condition || open.isTable ? {} : { warning: 'The whole topic is read.' }),
    };
  }

  scan(request: ScanRequest): Execution {
    return executionOf([request.signal, this.parts.closed], (signal) => this.#scan(request, signal));
  }

  lookup(request: LookupRequest): Execution {
    return executionOf([request.signal, this.parts.closed], (signal) => this.#lookup(request, signal));
  }

  subscribe(request: LiveRequest): Execution {
    const query = new RunningQuery(this.parts.connected.client, this.parts);
    return executionOf(
      [request.signal, this.parts.closed],
      (signal) => this.#subscribe(request, query, signal),
      () => query.end(),
    );
  }

  statementOf([name = '']: readonly string[], { at }: StartPosition): string {
    return `-- headwater: offset=${at === 'latest' ? 'latest' : 'earliest'}\nSELECT *\nFROM ${quoted(name)}\nEMIT CHANGES`;
  }

  writer({ table, columns, kind, signal }: WriteRequest): TableWriter {
    const { connected, context, log } = this.parts;
    const [target = ''] = table;
    if (kind !== 'insert' && kind !== 'upsert') throw new HeadwaterError({ what: `Could not write to \`${target}\``, why: 'Rows can only be added: ksqlDB has no statement that changes or deletes them.', todo: 'Insert a row with the same key: it takes the place of the one before.', kind: 'unsupported' });
    const wanted = this.#open(table, signal).then((open) => {
      if (columns.includes(open.change)) throw new HeadwaterError({ what: `Could not write to \`${target}\``, why: `The column ${CHANGE_COLUMN} is set by Headwater.`, todo: 'Leave it out.', kind: 'invalid' });
      return { columns: columns.flatMap((index) => open.column(index) ?? []), keyed: open.isTable };
    });
    wanted.catch(() => undefined);
    return new InsertWriter({ connected, context, target, rows: wanted, signal, onFallback: (why) => log.info(why) });
  }

  async *#scan({ table, columns, predicate, limit, signal: asked }: ScanRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const open = await this.#open(table, asked);
    const condition = this.#condition(open, predicate);
    const where = condition ? ` WHERE ${condition.sql}` : '';
    const limited = limit !== undefined && (predicate === undefined || condition?.exact === true) ? ` LIMIT ${limit}` : '';
    yield* this.#read(open, columns, `${where}${limited};`, this.parts.context, signal);
  }

  async *#lookup({ table, keys, columns }: LookupRequest, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const open = await this.#open(table, signal);
    const own = open.keys.flatMap((index) => open.column(index) ?? []).filter(({ name }) => name !== 'WINDOWSTART' && name !== 'WINDOWEND');
    const rows = keyTexts(keys, own);
    const [only] = own;
    const condition = own.length === 1 && only && rows.length > 1 ? `${quoted(only.name)} IN (${rows.map(([value]) => value ?? '').join(', ')})` : rows.map((values) => own.map(({ name }, index) => `${quoted(name)} = ${values[index] ?? ''}`).join(' AND ')).join(' OR ');
    yield* this.#read(open, columns, ` WHERE ${condition};`, this.parts.context, signal);
  }

  async *#read(open: Open, columns: readonly number[], rest: string, context: StatementContext, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const { sql, marks } = selection(open, columns, '+I');
    const what = `Could not read \`${open.detail.source.name}\``;
    const result = await this.parts.connected.client.query({ sql: sql + rest, ...context }, { what, live: false, ...(marks ? { changes: marks } : {}) }, () => undefined, signal);
    yield* result.messages();
    yield { kind: 'done' };
  }

  async *#subscribe({ table, columns, start, signal: asked }: LiveRequest, query: RunningQuery, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const open = await this.#open(table, asked);
    const { sql, marks } = selection(open, columns, '+U');
    const context = { ...this.parts.context, properties: { ...this.parts.context.properties, 'auto.offset.reset': start.at === 'latest' ? 'latest' : 'earliest' } };
    const what = `Could not follow \`${open.detail.source.name}\``;
    const result = await this.parts.connected.client.query({ sql: `${sql} EMIT CHANGES;`, ...context }, { what, live: true, ...(marks ? { changes: marks } : {}) }, (header) => (query.id = header.queryId), signal);
    yield* result.messages();
    query.id = undefined; // the server has ended it
    yield { kind: 'done' };
  }

  #condition(open: Open, predicate: ScanRequest['predicate']) {
    if (!open.isTable || open.detail.source.windowed) return undefined;
    const all = [{ name: CHANGE_COLUMN, type: { kind: 'STRING' as const }, key: false }, ...open.detail.columns];
    return keyCondition(predicate, all, open.keys);
  }

  async #open([name = '', ...rest]: readonly string[], signal: AbortSignal): Promise<Open> {
    if (rest.length > 0) throw new HeadwaterError({ what: `Could not open \`${name}\``, why: 'Streams and tables have one name.', kind: 'notFound' });
    const detail = await this.parts.sources.detail(name, signal);
    const isTable = detail.source.kind === 'table';
    const shift = isTable ? 1 : 0;
    return {
      detail,
      isTable,
      change: shift - 1,
      keys: detail.columns.flatMap(({ key }, index) => (key ? [index + shift] : [])),
      column: (index) => detail.columns[index - shift],
    };
  }
}

/** The statement that selects columns, and where the change column goes among them. */
function selection(open: Open, columns: readonly number[], row: ChangeMarks['row']): { readonly sql: string; readonly marks: ChangeMarks | undefined } {
  const at = columns.indexOf(open.change);
  const names = columns.flatMap((index) => open.column(index)?.name ?? []);
  // Without columns only the number of rows counts; any column has as many.
  const wanted = names.length > 0 ? names : open.detail.columns.slice(0, 1).map(({ name }) => name);
  return { sql: `SELECT ${wanted.map(quoted).join(', ')} FROM ${quoted(open.detail.source.name)}`, marks: open.change >= 0 && at >= 0 ? { at, row } : undefined };
}

/** The values of keys as they stand in a statement. @throws HeadwaterError where one cannot stand there */
function keyTexts(stream: Uint8Array, columns: readonly SqlColumn[]): readonly (readonly string[])[] {
  const { schema, batches } = readStream(stream);
  const decoder = new ArrowDecoder(encodeSchema(new Schema(schema.fields)).bytes);
  return batches.flatMap((message) => {
    const batch = decoder.batch(message);
    const writers = schema.fields.map((field) => makeJsonWriter(field, { timeZone: 'UTC' }));
    return Array.from({ length: batch.rows }, (_, row) =>
      columns.map((column, index) => {
        const json = writers[index] ? jsonText(writers[index], batch.column(index), row).text : 'null';
        const value: unknown = json.startsWith('"') ? JSON.parse(json) : json === 'null' ? null : json;
        const literal = typeof value === 'string' ? literalOf(column, { value }) : undefined;
        if (literal === undefined) throw new HeadwaterError({ what: 'Could not look up the keys', why: `A value of the key ${column.name} cannot stand in a pull query.`, kind: 'invalid' });
        return literal;
      }),
    );
  });
}
