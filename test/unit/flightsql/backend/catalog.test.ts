import { Field, Float64, Int64, TimestampNanosecond, Utf8 } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { FlightSqlCatalog } from '../../../../src/backends/flightsql/catalog/catalog';
import { parsePlace } from '../../../../src/backends/flightsql/catalog/places';
import { referencedNames } from '../../../../src/backends/flightsql/catalog/reference';
import { Dialect } from '../../../../src/backends/flightsql/dialect';
import { LayeredMetadata } from '../../../../src/backends/flightsql/metadata/layeredMetadata';
import type { Metadata, TableEntry, TableName } from '../../../../src/backends/flightsql/metadata/metadata';
import { CODES, SqlInfo } from '../../../../src/backends/flightsql/metadata/sqlInfo';
import { SqlMetadata } from '../../../../src/backends/flightsql/metadata/sqlMetadata';
import { OptionalCalls } from '../../../../src/backends/flightsql/metadata/absent';
import { conditionOf } from '../../../../src/backends/flightsql/tables/predicateSql';
import { HeadwaterError } from '../../../../src/core/errors';
import type { Predicate } from '../../../../src/core/contract/tables';

const never = new AbortController().signal;
const info = (values: Readonly<Record<number, unknown>> = {}) => new SqlInfo(Object.entries(values).map(([code, value]) => ({ info_name: Number(code), value })));

/** Tables in memory, told as a server would; `undefined` for calls that it does not have. */
class FakeMetadata implements Metadata {
  asked: string[] = [];
  constructor(
    private readonly entries: readonly TableEntry[] | undefined,
    private readonly catalogNames: readonly (string | null)[] | undefined,
  ) {}
  async catalogs() {
    return this.catalogNames;
  }
  async schemas(catalog: string | null) {
    this.asked.push(`schemas ${String(catalog)}`);
    return this.entries && [...new Set(this.entries.filter((one) => one.catalog === catalog).map(({ schema }) => schema))].map((schema) => ({ catalog, schema }));
  }
  async tables(catalog: string | null, schema: string | null | undefined) {
    this.asked.push(`tables ${String(catalog)}`);
    return this.entries?.filter((one) => one.catalog === catalog && (schema === undefined || one.schema === schema));
  }
  async columns({ table }: TableName) {
    const metadata = new Map([['iox::column::type', 'iox::column_type::tag']]);
    return this.entries?.some((one) => one.table === table) ? [{ name: 'a', type: 'int64', nullable: false, metadata, field: new Field('a', new Int64(), false, metadata) }] : undefined;
  }
  async primaryKey() {
    return ['a'];
  }
  async foreignKeys() {
    return [];
  }
  async referencingKeys() {
    return [];
  }
}

const catalogOf = (metadata: Metadata, roles = false) => new FlightSqlCatalog({ metadata, dialect: new Dialect(info()), catalogTerm: 'catalog', roles, tables: true });
const labels = async (catalog: FlightSqlCatalog, path: readonly string[]) => (await catalog.children(path, { limit: 100 }, never)).nodes.map(({ label }) => label);
const entry = (catalog: string | null, schema: string | null, table: string, type = 'TABLE'): TableEntry => ({ catalog, schema, table, type });

describe('The tree of a server', () => {
  test('asks catalog by catalog', async () => {
    const metadata = new FakeMetadata([entry('one', 'x', 'a'), entry('two', 'x', 'b'), entry('two', 'y', 'c')], ['one', 'two']);
    const catalog = catalogOf(metadata);
    expect(await labels(catalog, [])).toEqual(['one', 'two']);
    expect(await labels(catalog, ['c:two'])).toEqual(['x', 'y']);
    expect((await catalog.search('c', 5, never)).map(({ reference }) => reference)).toEqual(['two.y.c']);
    expect(metadata.asked.filter((asked) => asked.endsWith('null'))).toEqual([]);
  });
  test('leaves out levels that the server does not have', async () => {
    const catalog = catalogOf(new FakeMetadata([entry(null, null, 'a')], []));
    expect(await labels(catalog, [])).toEqual(['(no catalog)']);
    expect(await labels(catalog, ['c-'])).toEqual(['a']);
    expect((await catalog.search('a', 5, never))[0]?.reference).toBe('a');
  });
  test('groups tables where there is more than one type', async () => {
    const catalog = catalogOf(new FakeMetadata([entry('c', 's', 'v', 'VIEW'), entry('c', 's', 't', 'BASE TABLE'), entry('c', 'r', 't')], ['c']));
    expect(await labels(catalog, ['c:c', 's:s'])).toEqual(['Tables', 'Views']);
    expect(await labels(catalog, ['c:c', 's:r'])).toEqual(['t']);
  });
  test('says that a server tells nothing, and that statements run all the same', async () => {
    const error: unknown = await catalogOf(new FakeMetadata(undefined, undefined)).children([], { limit: 5 }, never).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HeadwaterError);
    expect((error as HeadwaterError).failure).toMatchObject({ kind: 'unsupported', todo: 'Statements run all the same.' });
  });
  test('shows what a column is where the system says so', async () => {
    const catalog = catalogOf(new FakeMetadata([entry('c', 's', 't')], ['c']), true);
    const { nodes } = await catalog.children(['c:c', 's:s', 't:t'], { limit: 5 }, never);
    expect(nodes[0]).toMatchObject({ icon: 'tag', description: 'int64 · primary key, tag' });
  });
  test('finds names in any case, the exact one first and the system’s last', async () => {
    const catalog = catalogOf(new FakeMetadata([entry('c', 'information_schema', 't'), entry('c', 's', 'T'), entry('c', 's', 't')], ['c']));
    expect((await catalog.resolve('t', never))?.node.path).toEqual(['c:c', 's:s', 't:t']);
    expect((await catalog.resolve('S."T"', never))?.node.path).toEqual(['c:c', 's:s', 't:T']);
    expect(await catalog.resolve('c.s.other', never)).toBeUndefined();
  });
});

describe('Places', () => {
  test.each([
    [[], 'root'],
    [['c:a'], 'catalog'],
    [['c-', 's-'], 'schema'],
    [['c:a', 's:b', 'k:VIEW'], 'type'],
    [['c:a', 's:b', 'k:VIEW', 't:c'], 'table'],
    [['c:a', 's:b', 't:c', 'f:d'], 'column'],
    [['databases', 'd:x'], 'database'],
  ])('%j is a %s', (path, kind) => {
    expect(parsePlace(path)?.kind).toBe(kind);
  });
  test.each([[['']], [['x:a']], [['c:a', 't:b']], [['c:a', 's:b', 'f:c']], [['c:a', 's:b', 't:c', 'f:d', 'f:e']], [['databases', 'x']], [['c:a', 's:b', 'k:v', 't:c', 'f:d', 'f:e']]])('%j is none', (path) => {
    expect(parsePlace(path)).toBeUndefined();
  });
  test('names of statements are read in both kinds of quotes', () => {
    expect(referencedNames('a."b""c".`d e`')).toEqual(['a', 'b"c', 'd e']);
    for (const garbage of ['', '"', 'a.', 'a b', '1a', 'a.b.c.d']) expect(referencedNames(garbage)).toBeUndefined();
  });
});

describe('Facts of a server', () => {
  test('change how names are written', () => {
    const dialect = new Dialect(info({ [CODES.quote]: '`', [CODES.keywords]: ['STATION'], [CODES.identifierCase]: 1, [CODES.stringFunctions]: 'shout, whisper' }));
    expect(dialect.table({ catalog: 'c', schema: 's', table: 'odd`name' })).toBe('c.s.`odd``name`');
    expect(dialect.name('Plain')).toBe('Plain');
    expect(dialect.name('station')).toBe('`station`');
    expect(dialect.language.functions).toContain('whisper');
    expect(new Dialect(info()).name('Plain')).toBe('"Plain"');
  });
  test('may be missing or of any kind', () => {
    expect(info({ [CODES.transaction]: 1 }).transactions).toBe(true);
    expect(info({ [CODES.transaction]: 0n }).transactions).toBe(false);
    expect(info({ [CODES.transactionsSupported]: true }).transactions).toBe(true);
    expect(info().transactions).toBeUndefined();
    expect(info({ [CODES.keywords]: 7 }).words(CODES.keywords)).toEqual([]);
  });
});

describe('Calls that a server need not have', () => {
  const failing = (code: string) => (): Promise<string> => Promise.reject(new HeadwaterError({ what: 'w', why: 'y', code }));
  test('count as absent by any of the codes that servers use, and are not made again after UNIMPLEMENTED', async () => {
    const calls = new OptionalCalls();
    for (const code of ['INVALID_ARGUMENT', 'INTERNAL', 'UNKNOWN']) expect(await calls.try('a', failing(code))).toBeUndefined();
    expect(calls.has('a')).toBe(true);
    expect(await calls.try('a', failing('UNIMPLEMENTED'))).toBeUndefined();
    expect(calls.has('a')).toBe(false);
  });
  test('that fail otherwise say so', async () => {
    await expect(new OptionalCalls().try('a', failing('UNAUTHENTICATED'))).rejects.toThrow();
  });
  test('are made up for by information_schema', async () => {
    const asked: string[] = [];
    const schema = new SqlMetadata(async (statement) => {
      asked.push(statement);
      return [{ TABLE_CATALOG: 'main', table_schema: "o'clock", table_name: 't', table_type: 'VIEW', column_name: 'a', data_type: 'Int64', is_nullable: 'NO' }];
    });
    const metadata = new LayeredMetadata(new FakeMetadata(undefined, undefined), schema);
    expect(await metadata.catalogs(never)).toEqual(['main']);
    expect(await metadata.tables('main', "o'clock", never)).toEqual([entry('main', "o'clock", 't', 'VIEW')]);
    expect(asked.at(-1)).toContain("table_schema = 'o''clock'");
    expect((await metadata.columns({ catalog: null, schema: null, table: 't' }, never))?.[0]).toMatchObject({ name: 'a', type: 'Int64', nullable: false });
  });
});

describe('Predicates that the server applies', () => {
  const fields = [new Field('n', new Int64(), true), new Field('t', new Utf8(), true), new Field('f', new Float64(), true), new Field('at', new TimestampNanosecond(null), true)];
  const dialect = new Dialect(info());
  const sql = (predicate: Predicate) => conditionOf(predicate, fields, dialect);
  const compare = (column: number, comparison: '=' | '<' | '<>', value: string | null): Predicate => ({ op: 'compare', column, comparison, value: { type: 'x', value } });
  test('keep every row that the predicate keeps', () => {
    expect(sql(compare(0, '<', '5'))).toEqual({ sql: '"n" < 5', exact: true });
    expect(sql(compare(1, '=', "o'clock"))).toEqual({ sql: `"t" = 'o''clock'`, exact: false });
    expect(sql(compare(1, '<', 'x'))).toBeUndefined();
    expect(sql(compare(2, '=', '0.5'))?.exact).toBe(false);
    expect(sql(compare(3, '<', '2026-01-01 00:00:00'))?.sql).toBe(`"at" < TIMESTAMP '2026-01-01 00:00:00'`);
    expect(sql(compare(0, '=', null))).toBeUndefined();
    expect(sql(compare(0, '=', '1; DROP TABLE t'))).toBeUndefined();
    expect(sql(compare(9, '=', '1'))).toBeUndefined();
  });
  test('are weakened by AND, given up by OR, and negated only where they are exact', () => {
    const unknown: Predicate = { op: 'like', column: 1, value: 'a%' };
    expect(sql({ op: 'and', args: [compare(0, '=', '1'), unknown] })).toEqual({ sql: '("n" = 1)', exact: false });
    expect(sql({ op: 'or', args: [compare(0, '=', '1'), unknown] })).toBeUndefined();
    expect(sql({ op: 'not', arg: compare(0, '=', '1') })).toEqual({ sql: 'NOT ("n" = 1)', exact: true });
    expect(sql({ op: 'not', arg: compare(1, '=', 'a') })).toBeUndefined();
    expect(sql({ op: 'in', column: 0, values: [{ type: 'x', value: '1' }, { type: 'x', value: null }] })).toBeUndefined();
    expect(sql({ op: 'null', column: 1 })).toEqual({ sql: '"t" IS NULL', exact: true });
  });
});
