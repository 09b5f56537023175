/** The data of the random statements: small tables full of NULLs, duplicates and extremes. Each is made by a query of DuckDB. */
export const TABLES: Readonly<Record<string, string>> = {
  orders: `SELECT (i * 7919 % 300)::BIGINT AS id, CASE WHEN i % 11 = 0 THEN NULL ELSE (i % 23)::INTEGER END AS cust,
      CASE i % 13 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'a%b' WHEN 3 THEN 'A_b' WHEN 4 THEN 'ünï🙂' WHEN 5 THEN 'it''s' ELSE 'n' || (i % 17) END AS name,
      CASE i % 9 WHEN 0 THEN NULL WHEN 1 THEN 'NaN'::DOUBLE WHEN 2 THEN '-Infinity'::DOUBLE WHEN 3 THEN -0.0::DOUBLE WHEN 4 THEN 'Infinity'::DOUBLE ELSE (i - 100) / 8.0 END AS v,
      CASE WHEN i % 7 = 0 THEN NULL ELSE ((i - 150) * 1.25)::DECIMAL(12,2) END AS price,
      CASE WHEN i % 10 = 0 THEN NULL ELSE TIMESTAMP '2024-01-01' + to_seconds((i % 40) * 3600) END AS ts,
      CASE WHEN i % 6 = 0 THEN NULL ELSE i % 2 = 0 END AS flag FROM range(300) t(i)`,
  cust: `SELECT CASE WHEN i = 20 THEN NULL ELSE i::INTEGER END AS id, CASE WHEN i % 4 = 3 THEN NULL ELSE 'n' || (i % 6) END AS name, DATE '2024-01-01' + (i % 5)::INTEGER AS day,
      CASE i WHEN 0 THEN 9223372036854775807 WHEN 1 THEN -9223372036854775808 WHEN 2 THEN NULL ELSE i * 1000 END AS big, (i / 3.0)::FLOAT AS f FROM range(26) t(i)`,
  tiny: `SELECT * FROM (VALUES (1::BIGINT, 'n1'), (2, NULL), (NULL, 'n3'), (5, 'n5'), (5, 'n5')) t(id, name)`,
  none: `SELECT 1::BIGINT AS id, 'x' AS name WHERE false`,
};

export type ColumnKind = 'integer' | 'text' | 'double' | 'decimal' | 'timestamp' | 'boolean' | 'date';

export const COLUMNS: Readonly<Record<string, Readonly<Record<string, ColumnKind>>>> = {
  orders: { id: 'integer', cust: 'integer', name: 'text', v: 'double', price: 'decimal', ts: 'timestamp', flag: 'boolean' },
  cust: { id: 'integer', name: 'text', day: 'date', big: 'integer', f: 'double' },
  tiny: { id: 'integer', name: 'text' },
  none: { id: 'integer', name: 'text' },
};
