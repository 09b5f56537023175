import { FlightSqlBackend } from '../../../src/backends/flightsql/backend';
import { contract } from '../../contract/kit';
import { startFlightsqld } from '../../servers/flightsql/start';

const TABLES = 250;

/** Least, greatest and null of each type that Arrow's Go library can send, as the grid shows them. */
const TYPES: readonly (readonly [name: string, least: string, greatest: string])[] = [
  ['bool', 'false', 'true'],
  ['int8', '-128', '127'],
  ['int16', '-32768', '32767'],
  ['int32', '-2147483648', '2147483647'],
  ['int64', '-9223372036854775808', '9223372036854775807'],
  ['uint8', '0', '255'],
  ['uint16', '0', '65535'],
  ['uint32', '0', '4294967295'],
  ['uint64', '0', '18446744073709551615'],
  ['float32', '-3.4028235e+38', '1e-45'],
  ['float64', '-1.7976931348623157e+308', '5e-324'],
  ['utf8', '', 'naïve 日本 🦆'],
  ['large_utf8', '', 'naïve 日本 🦆'],
  ['utf8_view', 'short', 'longer than twelve bytes'],
  ['binary', '0x', '0x00ff'],
  ['date32', '1582-10-15', '9999-12-31'],
  ['date64', '1582-10-15', '9999-12-31'],
  ['time32_ms', '00:00:00', '23:59:59.999'],
  ['time64_ns', '00:00:00', '23:59:59.999999999'],
  ['timestamp_s', '0001-01-01 00:00:00', '9999-12-31 23:59:59'],
  ['timestamp_us_utc', '0001-01-01 00:00:00+00:00', '9999-12-31 23:59:59.999999+00:00'],
  ['timestamp_ns', '1677-09-21 00:12:44', '2262-04-11 23:47:16.854775807'],
  ['duration_ns', '-00:00:00.000000001', '106751 days 23:47:16.854775807'],
  ['decimal128', '-99999999999999999999999999999999.999999', '99999999999999999999999999999999.999999'],
  ['decimal256', `-${'9'.repeat(66)}.9999999999`, `${'9'.repeat(66)}.9999999999`],
  ['interval_mdn', '-1 year -2 months -3 days -00:00:00.000000001', '178956970 years 7 months 2147483647 days 2562047:47:16.854775807'],
  ['list', '[]', '[1,null,-9223372036854775808]'],
  ['fixed_list', '[1,2]', '[null,4]'],
  ['struct', '{"a":null,"b":[]}', '{"a":1,"b":["x"]}'],
  ['map', '{}', '{"k":1,"l":null}'],
  ['null', 'NULL', 'NULL'],
];

contract('Flight SQL', {
  start: async () => {
    const server = await startFlightsqld({ user: 'ada', password: 'secret', tables: TABLES });
    return {
      backend: new FlightSqlBackend(),
      profile: { id: '3b6f3d2c-2f0f-4d57-a07d-9f2fd6d6b2a2', name: 'SQLite', backend: 'flightsql', values: { ...server.address, system: 'generic', tls: false, auth: 'password', user: 'ada' } },
      secrets: { password: 'secret' },
      kill: () => server.kill(),
      leftovers: async () => Object.entries(await server.open()).flatMap(([what, count]) => (count === 0 ? [] : [`${count} ${what}`])),
      stop: () => server.stop(),
    };
  },
  otherSide: { kill: true, leftovers: true },
  samples: {
    rows: { statement: 'GENERATE numbers rows=20000 batch=3000', rows: 20_000 },
    empty: { statement: 'SELECT id, name, city FROM stations WHERE id < 0', columns: 3 },
    wide: { statement: 'GENERATE wide columns=5000', columns: 5_000 },
    types: { statement: 'GENERATE types', columns: TYPES.map(([name, least, greatest]) => ({ name, texts: [least, greatest, 'NULL'] })) },
    endless: 'GENERATE endless batch=100 pause=1',
    wrong: [{ statement: 'SELEC 1', at: 'SELEC' }, { statement: 'SELECT *\nFROM missing_table', at: 'missing_table' }, { statement: 'SELECT nope FROM stations', at: 'nope' }, { statement: 'GENERATE nonsense' }],
    paged: { path: ['c:main', 's:', 'k:table'], more: 200 },
    search: { text: 'table_24', finds: 'table_249' },
    resolve: { reference: 'stations', columns: ['id', 'name', 'city', 'opened'] },
    badSecrets: { password: 'a wrong password' },
    unreachable: { host: '127.0.0.1', port: 1, tls: false, auth: 'none' },
    affected: { statement: "INSERT INTO stations SELECT id + 100, name, city, opened FROM stations", rows: 3n },
  },
});
