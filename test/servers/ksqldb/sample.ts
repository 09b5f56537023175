/** A small shop of streams and tables, for the demo and for tests. */

/** In the order in which they must run. */
export const STATEMENTS: readonly string[] = [
  "CREATE TYPE address AS STRUCT<city VARCHAR, zip VARCHAR>;",
  "CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR, address address, since DATE) WITH (KAFKA_TOPIC='customers', PARTITIONS=1, FORMAT='JSON');",
  "CREATE STREAM clicks (customer INT KEY, page VARCHAR, ms BIGINT, price DECIMAL(8, 2), clicked TIMESTAMP) WITH (KAFKA_TOPIC='clicks', PARTITIONS=4, FORMAT='JSON');",
  "CREATE STREAM slow_clicks AS SELECT customer, page, ms FROM clicks WHERE ms > 1500 EMIT CHANGES;",
  "CREATE STREAM clicks_named AS SELECT c.customer AS customer, u.name AS name, u.address->city AS city, c.page AS page, c.price AS price FROM clicks c LEFT JOIN customers u ON c.customer = u.id EMIT CHANGES;",
  "CREATE TABLE clicks_by_city AS SELECT city, COUNT(*) AS clicks, SUM(price) AS spent FROM clicks_named GROUP BY city EMIT CHANGES;",
  "CREATE TABLE clicks_by_minute AS SELECT page, COUNT(*) AS clicks, MAX(ms) AS slowest FROM clicks WINDOW TUMBLING (SIZE 1 MINUTE) GROUP BY page EMIT CHANGES;",
];

/** Documents for a workspace, by name. */
export const FILES: Readonly<Record<string, string>> = {
  'clicks.ksql': `-- What comes now.
SELECT * FROM clicks EMIT CHANGES;

-- One row for each city: the newest.
SELECT * FROM clicks_by_city EMIT CHANGES;

-- From the beginning, and no more than ten.
SET 'auto.offset.reset' = 'earliest';
SELECT customer, page, ms / 1000 AS whole_seconds FROM clicks WHERE page LIKE '/item/%' EMIT CHANGES LIMIT 10;

-- What a table has now.
SELECT * FROM clicks_by_city WHERE clicks > 3;

-- How a query works.
EXPLAIN SELECT page, COUNT(*) FROM clicks GROUP BY page EMIT CHANGES;
`,
  'views.ksql': `CREATE STREAM IF NOT EXISTS dear_clicks AS
  SELECT * FROM clicks WHERE price > 50 EMIT CHANGES;

INSERT INTO customers (id, name, address, since) VALUES (100, 'Ada', STRUCT(city := 'London', zip := 'NW1'), '1843-10-01');

DESCRIBE dear_clicks EXTENDED;
`,
};

const CITIES = ['Berlin', 'Lyon', 'Porto', 'Oslo'];

export const CUSTOMERS = 20;

export const customer = (id: number): string => `INSERT INTO customers VALUES (${id}, 'Customer ${id}', STRUCT(city := '${CITIES[id % CITIES.length] ?? ''}', zip := '${10_000 + id}'), '2020-01-${String((id % 28) + 1).padStart(2, '0')}');`;

/** @param number which one, from 0: the same one is always the same but for its time */
export const click = (number: number, at: Date): string =>
  `INSERT INTO clicks VALUES (${(number * 7) % CUSTOMERS}, '${number % 3 === 0 ? `/item/${number % 11}` : `/page/${number % 5}`}', ${(number * 137) % 2500}, ${((number * 37) % 9000) / 100}, '${at.toISOString().slice(0, -1)}');`;
