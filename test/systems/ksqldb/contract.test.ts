import { KsqlBackend } from '../../../src/backends/ksqldb/backend';
import { contract } from '../../contract/kit';
import { startKsqldb } from '../../servers/ksqldb/start';

const STREAMS = 40;
const COLUMNS = 600;

/** Each type with values at its edges, as the grid shows them. */
const TYPES: readonly (readonly [name: string, type: string, values: readonly [first: string, second: string], shown: readonly [string, string]])[] = [
  ['B', 'BOOLEAN', ['true', 'false'], ['true', 'false']],
  ['I', 'INTEGER', ['-2147483647', '2147483647'], ['-2147483647', '2147483647']],
  ['L', 'BIGINT', ['-9223372036854775807', '9223372036854775807'], ['-9223372036854775807', '9223372036854775807']],
  ['D', 'DOUBLE', ['1e10', '-1.5e-9'], ['10000000000', '-1.5e-9']],
  ['DC', 'DECIMAL(20, 4)', ['1.5', '-1234567890123456.7891'], ['1.5000', '-1234567890123456.7891']],
  ['S', 'VARCHAR', ["''", "'naïve 日本 🦆 '' \"'"], ['', "naïve 日本 🦆 ' \""]],
  ['BS', 'BYTES', ["''", "'AP8='"], ['0x', '0x00ff']],
  ['TS', 'TIMESTAMP', ["'1969-12-31T23:59:59.999'", "'2026-01-02T03:04:05.678'"], ['1969-12-31 23:59:59.999', '2026-01-02 03:04:05.678']],
  ['DA', 'DATE', ["'1582-10-15'", "'9999-12-31'"], ['1582-10-15', '9999-12-31']],
  ['TI', 'TIME', ["'00:00:00'", "'23:59:59'"], ['00:00:00', '23:59:59']],
  ['AR', 'ARRAY<BIGINT>', ['ARRAY[9007199254740993, -1]', 'ARRAY[0]'], ['[9007199254740993,-1]', '[0]']],
  ['M', 'MAP<STRING, INT>', ["MAP('k' := 1)", "MAP('' := -1)"], ['{"k":1}', '{"":-1}']],
  ['ST', 'STRUCT<A INT, T TIMESTAMP>', ["STRUCT(A := 1, T := '2026-01-02T03:04:05.678')", "STRUCT(A := 2, T := '1970-01-01T00:00:00')"], ['{"A":1,"T":"2026-01-02 03:04:05.678"}', '{"A":2,"T":"1970-01-01 00:00:00"}']],
];

contract('ksqlDB', {
  start: async () => {
    const server = await startKsqldb({ user: 'key', password: 'secret' });
    const columns = TYPES.map(([name, type]) => `${name} ${type}`).join(', ');
    server.execute(`CREATE STREAM types (${columns}) WITH (KAFKA_TOPIC='types', VALUE_FORMAT='JSON', PARTITIONS=1);`);
    for (const index of [0, 1] as const) server.execute(`INSERT INTO types VALUES (${TYPES.map(([, , values]) => values[index]).join(', ')});`);
    server.execute(`INSERT INTO types (B) VALUES (NULL);`);
    server.execute(`CREATE STREAM wide (${Array.from({ length: COLUMNS }, (_, index) => `c${index} INT`).join(', ')}) WITH (KAFKA_TOPIC='wide', VALUE_FORMAT='JSON', PARTITIONS=1);`);
    for (let index = 0; index < STREAMS; index += 1) server.execute(`CREATE STREAM s_${index} (id INT KEY, name VARCHAR) WITH (KAFKA_TOPIC='s_${index}', VALUE_FORMAT='JSON', PARTITIONS=1);`);
    server.execute("CREATE STREAM numbers (id BIGINT KEY, text VARCHAR, amount DECIMAL(10, 2)) WITH (KAFKA_TOPIC='numbers', VALUE_FORMAT='JSON', PARTITIONS=1);");
    server.generate('NUMBERS', { rows: 2_000_000 });
    return {
      backend: new KsqlBackend({}),
      profile: { id: '5d9b9c1e-3e2b-4a0c-8b4e-0c7d1c3f6a11', name: 'ksqlDB', backend: 'ksqldb', values: { url: server.url, auth: 'basic', user: 'key', proxyMode: 'none' } },
      secrets: { password: 'secret' },
      kill: () => server.kill(),
      leftovers: async () => Promise.resolve([...server.pushQueries()]),
      stop: () => server.stop(),
    };
  },
  otherSide: { kill: true, leftovers: true },
  samples: {
    rows: { statement: 'SELECT * FROM numbers EMIT CHANGES LIMIT 60000', rows: 60_000 },
    empty: { statement: 'SELECT id, name FROM s_1', columns: 2 },
    wide: { statement: 'SELECT * FROM wide', columns: COLUMNS },
    types: { statement: 'SELECT * FROM types', columns: TYPES.map(([name, , , shown]) => ({ name, texts: [...shown, 'NULL'] })) },
    endless: 'SELECT * FROM numbers EMIT CHANGES',
    wrong: [{ statement: 'SELEC 1', at: 'SELEC' }, { statement: 'SELECT nope\nFROM numbers EMIT CHANGES', at: 'nope' }, { statement: 'SELECT * FROM missing EMIT CHANGES' }, { statement: 'CREATE STREEM x', at: 'STREEM' }],
    paged: { path: ['streams'], more: 30 },
    search: { text: 'umber', finds: 'NUMBERS' },
    resolve: { reference: 'numbers', columns: ['ID', 'TEXT', 'AMOUNT'] },
    badSecrets: { password: 'a wrong password' },
    unreachable: { url: 'http://127.0.0.1:1', auth: 'none', proxyMode: 'none' },
    affected: { statement: "INSERT INTO s_2 VALUES (1, 'x')", rows: 1n },
  },
});
