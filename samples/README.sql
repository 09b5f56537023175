-- Welcome to Headwater.
--
-- This file is bound to the Local connection: an embedded DuckDB that needs no server. Its name stands in the status bar.
-- Put the cursor into a statement and press Ctrl+Enter (⌘+Enter), or click "Run" above it.

-- 1. A Parquet file of this folder is a table.
FROM 'data/trips.parquet';

-- 2. Files of different kinds join like tables.
SELECT o.country, count(*) AS orders, sum(o.total) AS revenue, avg(e.seconds) AS average_seconds
FROM 'data/orders.csv' AS o
JOIN 'data/events.jsonl' AS e ON e.order_id = o.id
WHERE e.kind = 'delivered'
GROUP BY ALL
ORDER BY revenue DESC;

-- 3. Ten million rows: scroll to any of them, select a few cells, look at the footer.
SELECT i AS row, i % 97 AS bucket, hash(i) AS fingerprint, TIMESTAMP '2024-01-01' + INTERVAL (i) SECOND AS at, 'row ' || i AS label
FROM range(10_000_000) AS t(i);

-- 4. Values are exact: decimals, huge integers, nanoseconds, nested values.
SELECT
  12345678901234567890.123456789::DECIMAL(38, 9)     AS exact,
  170141183460469231731687303715884105727::HUGEINT   AS huge,
  TIMESTAMP_NS '2024-02-29 12:34:56.123456789'       AS nanoseconds,
  {'city': 'Sète', 'tags': ['sea', 'canal']}         AS nested,
  'raw'::BLOB                                        AS bytes;

-- 5. A parameter is asked for, and remembered.
SELECT * FROM 'data/trips.parquet' WHERE distance_km > $minimum ORDER BY distance_km DESC;

-- 6. An error is marked where it is. Mend the name of the column and run it again.
SELECT distanz_km FROM 'data/trips.parquet';
