/**
 * Columns of every type that DuckDB has an order for, from a random number `h` (UBIGINT): NULLs, extremes, many equal values and many different ones.
 * Each expression is SQL.
 */
export interface TestColumn {
  readonly name: string;
  readonly sql: string;
}

/** One in eight rows gets one of these instead. */
function withExtremes(value: string, type: string, extremes: readonly string[]): string {
  const picks = extremes.map((one, index) => `WHEN ${index + 1} THEN ${one}::${type}`).join(' ');
  return `CASE (h >> 7) % ${extremes.length * 8} WHEN 0 THEN NULL ${picks} ELSE (${value})::${type} END`;
}

const integers: readonly (readonly [type: string, min: string, max: string])[] = [
  ['TINYINT', "'-128'", '127'],
  ['SMALLINT', "'-32768'", '32767'],
  ['INTEGER', "'-2147483648'", '2147483647'],
  ['BIGINT', "'-9223372036854775808'", '9223372036854775807'],
  ['UTINYINT', '0', '255'],
  ['USMALLINT', '0', '65535'],
  ['UINTEGER', '0', '4294967295'],
  ['UBIGINT', '0', '18446744073709551615'],
  ['HUGEINT', "'-170141183460469231731687303715884105728'", "'170141183460469231731687303715884105727'"],
];

const floats = ["'NaN'", "'Infinity'", "'-Infinity'", "'-0.0'", '0.0', '1e-30', "'-1e30'", '0.1'];
const words = "['', 'a', 'ä', 'aa', 'Z', 'zebra', 'row-value-1', 'row-value-2', 'row-value-10', chr(0), chr(0) || 'a', '日本', '🦆', 'ROW', '10%', repeat('long ', 30)]";
const text = `${words}[1 + (h % 16)::INT] || CASE WHEN h % 3 = 0 THEN ((h >> 9) % 500)::VARCHAR ELSE '' END`;

export const COLUMNS: readonly TestColumn[] = [
  { name: 'boolean', sql: withExtremes('h % 2 = 0', 'BOOLEAN', ['true', 'false']) },
  ...integers.map(([type, min, max]) => ({
    name: type.toLowerCase(),
    sql: withExtremes(type.startsWith('U') ? '(h >> 11) % 200' : '((h >> 11) % 200)::INT - 100', type, [min, max, '0', '1']),
  })),
  { name: 'bigint wide', sql: `CASE WHEN h % 9 = 0 THEN NULL ELSE (h >> 1)::BIGINT * CASE WHEN h % 2 = 0 THEN 1 ELSE -1 END END` },
  { name: 'float', sql: withExtremes('(h >> 11) % 1000 / 7 - 60', 'FLOAT', floats) },
  { name: 'double', sql: withExtremes('(h >> 11) % 100000 / 7 - 6000', 'DOUBLE', [...floats, "'1.7976931348623157e308'", "'4.9e-324'"]) },
  { name: 'decimal small', sql: withExtremes('(h % 1000)::INT / 10 - 50', 'DECIMAL(4,1)', ["'-999.9'", "'999.9'"]) },
  { name: 'decimal', sql: withExtremes('((h % 100000)::BIGINT - 50000)::DECIMAL(18,0) / 16', 'DECIMAL(18,4)', ["'-99999999999999.9999'", "'99999999999999.9999'", '0']) },
  { name: 'decimal wide', sql: withExtremes("((h >> 3) % 100000)::BIGINT - 50000", 'DECIMAL(38,10)', ["'-9999999999999999999999999999.9999999999'", "'9999999999999999999999999999.9999999999'"]) },
  { name: 'varchar', sql: withExtremes(text, 'VARCHAR', ["''", "'a'"]) },
  { name: 'blob', sql: withExtremes("encode('b' || (h % 300)) || from_hex(lpad(to_hex(h % 256), 2, '0'))", 'BLOB', ["''", "'\\x00'", "'\\x00\\x00'", "'\\xFF'"]) },
  { name: 'enum', sql: "CASE WHEN h % 7 = 0 THEN NULL ELSE (['sad', 'ok', 'happy', 'curious'][1 + ((h >> 5) % 4)::INT])::ENUM('happy', 'sad', 'curious', 'ok') END" },
  { name: 'uuid', sql: withExtremes("md5((h % 500)::VARCHAR)", 'UUID', ["'00000000-0000-0000-0000-000000000000'", "'ffffffff-ffff-ffff-ffff-ffffffffffff'"]) },
  { name: 'date', sql: withExtremes("DATE '2000-01-01' + ((h % 20000)::INT - 10000)", 'DATE', ["'-infinity'", "'infinity'", "'1970-01-01'"]) },
  { name: 'time', sql: withExtremes("TIME '00:00:00' + to_microseconds((h % 86400000000)::BIGINT)", 'TIME', ["'00:00:00'", "'23:59:59.999999'"]) },
  { name: 'timetz', sql: withExtremes("lpad(((h >> 8) % 24)::VARCHAR, 2, '0') || ':00:00+' || lpad(((h >> 3) % 14)::VARCHAR, 2, '0')", 'TIMETZ', ["'00:00:00+15:59:59'", "'23:59:59.999999-15:59:59'"]) },
  { name: 'timestamp', sql: withExtremes("TIMESTAMP '2020-01-01' + to_microseconds((h >> 20)::BIGINT)", 'TIMESTAMP', ["'infinity'", "'-infinity'", "'1969-12-31 23:59:59.999999'"]) },
  { name: 'timestamp_s', sql: withExtremes("TIMESTAMP '1970-01-01' + to_seconds((h % 4000000000)::BIGINT - 2000000000)", 'TIMESTAMP_S', ["'1970-01-01'"]) },
  { name: 'timestamp_ns', sql: withExtremes("make_timestamp_ns((h >> 2)::BIGINT)", 'TIMESTAMP_NS', ["'1970-01-01 00:00:00.000000001'"]) },
  { name: 'timestamptz', sql: withExtremes("to_timestamp((h % 4000000000)::BIGINT - 2000000000)", 'TIMESTAMPTZ', ["'infinity'", "'1970-01-01 00:00:00+00'"]) },
  { name: 'interval', sql: withExtremes("to_microseconds((h % 100000000000)::BIGINT) + to_days((h % 40)::INT) + to_months((h % 30)::INT)", 'INTERVAL', ["'0 days'", "'30 days'", "'1 month'", "'24 hours'", "'1 day'"]) },
  { name: 'list', sql: "CASE h % 8 WHEN 0 THEN NULL WHEN 1 THEN [] WHEN 2 THEN [NULL] WHEN 3 THEN [1, NULL] ELSE [((h >> 4) % 3)::INT, ((h >> 6) % 3)::INT - 1] END::INT[]" },
  { name: 'list of text', sql: "CASE h % 8 WHEN 0 THEN NULL WHEN 1 THEN [] ELSE ['a' || CASE WHEN h % 16 > 7 THEN chr(0) ELSE '' END, CASE WHEN (h >> 5) % 3 = 0 THEN NULL ELSE 'b' || ((h >> 4) % 5) END] END::VARCHAR[]" },
  { name: 'array', sql: "CASE h % 8 WHEN 0 THEN NULL ELSE [(h >> 4) % 3, NULL, (h >> 6) % 2] END::DOUBLE[3]" },
  { name: 'struct', sql: "CASE h % 8 WHEN 0 THEN NULL ELSE {'a': CASE WHEN (h >> 3) % 4 = 0 THEN NULL ELSE ((h >> 4) % 4)::INT END, 'b': 'x' || (h >> 8) % 3} END" },
];

/** A table `name` of `rows` rows: `rid` counts them. */
export function tableSql(name: string, rows: number, seed: number): string {
  const columns = COLUMNS.map(({ name: column, sql }, index) => `${sql.replaceAll(/\bh\b/gu, `h${index}`)} AS "${column}"`);
  const hashes = COLUMNS.map((_, index) => `hash(i * 1000 + ${index} + ${seed} * 1000003) AS h${index}`);
  return `CREATE TABLE ${name} AS SELECT i AS rid, ${columns.join(', ')} FROM (SELECT i, ${hashes.join(', ')} FROM range(${rows}) t(i))`;
}
