// A double: it shows that the interface drives tables rightly, and nothing of how a real system answers.
import { Bool, DateDay, Decimal, Field, Float64, Int32, Int64, Schema, TimestampMicrosecond, Utf8 } from 'apache-arrow';
import { encodeSchema } from '../../../src/core/arrow/messages';
import type { TableDescription } from '../../../src/core/contract/tables';

export type Texts = readonly (string | null)[];

/** A table in memory, its values as text. */
export interface SampleTable {
  readonly description: TableDescription;
  readonly schema: Schema;
  readonly rows: Map<string, Texts>;
}

const field = (name: string, type: Field['type'], nullable = true): Field => new Field(name, type, nullable);

const PEOPLE = new Schema([
  field('id', new Int64(), false),
  field('name', new Utf8(), false),
  field('amount', new Decimal(2, 10, 128)),
  field('active', new Bool()),
  field('born', new DateDay()),
  field('seen', new TimestampMicrosecond('UTC')),
  field('score', new Float64()),
]);

export const EVENTS = new Schema([field('_change_type', new Utf8(), false), field('user', new Int32(), false), field('clicks', new Int64()), field('page', new Utf8())]);

const CITIES = new Schema([field('country', new Utf8(), false), field('city', new Utf8(), false), field('people', new Int64())]);

const NAMES = ['Ada', 'Blaise', 'Carl', 'Dorothy', 'Emmy', 'Frances', 'Grace', 'Hedy', 'Ida', 'Joan', 'Katherine', 'Leonhard'];

/** The tables of one sample server. */
export class SampleStore {
  readonly #tables: ReadonlyMap<string, SampleTable>;

  constructor() {
    this.#tables = new Map([
      ['people', people()],
      ['cities', cities()],
      ['events', table(EVENTS, [], { keys: [key('primary key', [1])], systemColumns: [{ column: 0, role: 'change' }] })],
    ]);
  }

  get names(): readonly string[] {
    return [...this.#tables.keys()];
  }

  find(path: readonly string[]): SampleTable | undefined {
    return path.length === 2 && path[0] === 'shop' ? this.#tables.get(path[1] ?? '') : undefined;
  }
}

function people(): SampleTable {
  const rows = NAMES.map((name, index): Texts => [String(index + 1), name, `${index * 10}.50`, index % 2 === 0 ? 'true' : null, `19${10 + index}-0${1 + (index % 9)}-15`, `2024-02-29 12:00:0${index % 10}`, String(index / 4)]);
  return table(PEOPLE, rows, { keys: [key('primary key', [0])], changes: ['insert', 'upsert', 'update', 'delete'] });
}

function cities(): SampleTable {
  const rows: readonly Texts[] = [['FR', 'Lyon', '522250'], ['FR', 'Sète', '44712'], ['NO', 'Bergen', '291940']];
  return table(CITIES, rows, { keys: [{ ...key('hash key + sort key', [0, 1]), prefix: 1 }], changes: ['upsert', 'delete'] });
}

function key(name: string, columns: readonly number[]): TableDescription['keys'][number] {
  return { name, columns, prefix: columns.length, unique: true };
}

function table(schema: Schema, rows: readonly Texts[], more: Pick<TableDescription, 'keys' | 'changes' | 'systemColumns'>): SampleTable {
  const description: TableDescription = {
    schemaId: '1',
    schema: encodeSchema(schema).bytes,
    columns: schema.fields.map(({ name, type, nullable }) => ({ name, type: String(type).toUpperCase(), nullable })),
    ...more,
    estimatedRows: rows.length,
  };
  const [by] = more.keys;
  return { description, schema, rows: new Map(rows.map((row) => [keyOf(by?.columns ?? [], row), row])) };
}

export function keyOf(columns: readonly number[], row: Texts): string {
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}
