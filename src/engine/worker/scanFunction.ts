import { MessageChannel } from 'node:worker_threads';
import duckdb from '@duckdb/node-bindings';
import type { Field } from 'apache-arrow';
import { ArrowDecoder } from '../../core/arrow/decode';
import { BatchSource, portToNowhere, sharedSlots } from '../../duckdb/fill/batchSource';
import { makeFill } from '../../duckdb/fill/make';
import { columnName, SCAN_FUNCTION } from '../names/scanNames';
import { KeyNotes } from './keyNotes';
import type { KnownKeys, NotedColumns, OpenedScan, ToScans } from './messages';
import { Scan } from './scan';
import { ScanShape } from './scanShape';

interface Table {
  readonly fields: readonly Field[];
  readonly types: readonly duckdb.LogicalType[];
  readonly rows: number | undefined;
  /** By the columns that were asked for. */
  readonly shapes: Map<string, ScanShape>;
}

/** What one binding of the function stands for. */
class Binding {
  constructor(
    readonly reference: number,
    readonly name: string,
    readonly table: Table,
  ) {}
}

/**
 * The table function behind the views. Each binding in a statement gets the next ordinal, its *reference*, and names its columns by it,
 * so that DuckDB's plan tells which reference and which column a predicate is about.
 */
export class ScanFunction {
  readonly #tables = new Map<string, Table>();
  /** Tables bound in this statement, by reference. */
  #bound: string[] = [];
  #noted: readonly NotedColumns[] = [];
  #counted: ReadonlySet<number> = new Set();
  readonly #notes = new Map<number, KeyNotes>();
  #failed: string | undefined;
  readonly #nowhere = portToNowhere();

  /** @param post tells the other thread of a scan that was opened */
  constructor(private readonly post: (opened: OpenedScan) => void) {}

  /** The tables bound in this statement, by reference. */
  get bound(): readonly string[] {
    return this.#bound;
  }

  define({ table, schema, rows }: Extract<ToScans, { kind: 'define' }>): void {
    const { fields } = new ArrowDecoder(schema).schema;
    this.#tables.set(table, { fields, types: fields.map((field) => makeFill(field, 'exact').type), rows, shapes: new Map() });
  }

  /** The next binding is the first of a statement. */
  begin({ noted, counted }: Extract<ToScans, { kind: 'begin' }>): void {
    this.#bound = [];
    this.#noted = noted;
    this.#counted = new Set(counted);
    this.#notes.clear();
    this.#failed = undefined;
  }

  /** Why the last source failed, where one did in this statement. */
  get failed(): string | undefined {
    return this.#failed;
  }

  /** The statement is about to be bound once more. */
  again(): void {
    this.#bound = [];
    this.#noted = [];
  }

  register(connection: duckdb.Connection): void {
    const table = duckdb.create_table_function();
    duckdb.table_function_set_name(table, SCAN_FUNCTION);
    duckdb.table_function_add_parameter(table, duckdb.create_logical_type(duckdb.Type.VARCHAR));
    duckdb.table_function_supports_projection_pushdown(table, true);
    duckdb.table_function_set_bind(table, (info) => {
      this.#bind(info);
    });
    duckdb.table_function_set_init(table, (info) => {
      this.#open(info);
    });
    duckdb.table_function_set_function(table, (info, chunk) => {
      this.#fill(info, chunk);
    });
    duckdb.register_table_function(connection, table);
  }

  #bind(info: duckdb.TableFunctionBindInfo): void {
    const name = duckdb.get_varchar(duckdb.bind_get_parameter(info, 0));
    const table = this.#tables.get(name);
    if (!table) {
      duckdb.bind_set_error(info, `There is no table ${name}.`);
      return;
    }
    const reference = this.#bound.push(name) - 1;
    table.types.forEach((type, index) => {
      duckdb.bind_add_result_column(info, columnName(reference, index), type);
    });
    if (table.rows !== undefined) duckdb.bind_set_cardinality(info, table.rows, false);
    duckdb.bind_set_bind_data(info, new Binding(reference, name, table));
  }

  #open(info: duckdb.TableFunctionInitInfo): void {
    const binding = duckdb.init_get_bind_data(info);
    if (!(binding instanceof Binding)) throw new TypeError('A scan without its binding.');
    const { reference, name, table } = binding;
    const columns = Array.from({ length: duckdb.init_get_column_count(info) }, (_, index) => duckdb.init_get_column_index(info, index));
    const shape = shapeOf(table, columns);
    const { port1: near, port2: far } = new MessageChannel();
    const shared = sharedSlots();
    const source = new BatchSource(near, shared, this.#nowhere);
    near.unref();
    const known = this.#known();
    duckdb.init_set_init_data(info, new Scan(source, shape, this.#counted.has(reference), this.#note(reference, shape.fields, columns)));
    // More than one thread works on the chunks, though only one fills them at a time.
    duckdb.init_set_max_threads(info, THREADS);
    this.post({ kind: 'open', reference, table: name, columns, port: far, shared, known });
  }

  #fill(info: duckdb.TableFunctionInfo, chunk: duckdb.DataChunk): void {
    try {
      const scan = duckdb.function_get_init_data(info);
      if (!(scan instanceof Scan)) throw new TypeError('A scan that was not opened.');
      scan.fill(chunk);
    } catch (error) {
      this.#failed = error instanceof Error ? error.message : String(error);
      duckdb.data_chunk_set_size(chunk, 0);
      duckdb.function_set_error(info, this.#failed);
    }
  }

  #note(reference: number, fields: readonly Field[], columns: readonly number[]): KeyNotes | undefined {
    const noted = this.#noted.find((candidate) => candidate.reference === reference);
    const places = noted?.columns.map((column) => columns.indexOf(column));
    // Read twice, as by a recursive query: what one reading saw is not all.
    if (!noted || !places || places.includes(-1) || this.#notes.has(reference)) {
      this.#notes.delete(reference);
      return undefined;
    }
    const notes = new KeyNotes(places.flatMap((place) => fields[place] ?? []), places, noted.most);
    this.#notes.set(reference, notes);
    return notes;
  }

  #known(): readonly KnownKeys[] {
    return [...this.#notes].flatMap(([reference, notes]) => {
      const stream = notes.stream();
      return stream ? [{ reference, ...stream }] : [];
    });
  }
}

const THREADS = 4;

const MOST_SHAPES = 100;

function shapeOf(table: Table, columns: readonly number[]): ScanShape {
  const { shapes } = table;
  const key = columns.join();
  const shape = shapes.get(key) ?? new ScanShape(columns.map((column) => fieldAt(table, column)));
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  shapes.set(key, shape);
  return shape;
}

function fieldAt({ fields }: Table, column: number): Field {
  const field = fields[column];
  if (!field) throw new RangeError(`There is no column ${column}.`);
  return field;
}
