// Two Flight SQL servers of the tests: SQLite behind Arrow's Go server, and the double of InfluxDB 3, which takes line protocol.
import { startInflux } from '../../test/servers/flightsql/doubles.ts';
import { startFlightsqld } from '../../test/servers/flightsql/start.ts';

const PASSWORD = 'demo-password';
const TOKEN = 'demo-token';

export async function start() {
  const sqlite = await startFlightsqld({ user: 'demo', password: PASSWORD, tables: 300 });
  const influx = await startInflux({ token: TOKEN, database: 'sample' }).catch(async (error) => {
    await sqlite.stop();
    throw error;
  });
  const at = ({ host, port }) => ({ host, port, tls: false });
  return {
    connections: [
      { name: 'SQLite by Flight SQL', backend: 'flightsql', colour: 'blue', values: { ...at(sqlite.address), system: 'generic', auth: 'password', user: 'demo' }, secrets: { password: '${env:HEADWATER_DEMO_PASSWORD}' } },
      { name: 'InfluxDB 3 (double)', backend: 'flightsql', colour: 'purple', values: { ...at(influx.address), system: 'influxdb3', auth: 'token', database: 'sample', httpUrl: influx.httpUrl }, secrets: { token: '${env:HEADWATER_DEMO_TOKEN}' } },
    ],
    environment: { HEADWATER_DEMO_PASSWORD: PASSWORD, HEADWATER_DEMO_TOKEN: TOKEN },
    files: { 'flightsql.sql': sql, 'influxdb.sql': influxSql, 'points.lp': points },
    cells: [
      { kind: 'code', language: 'sql', name: 'readings_by_station', connection: 'SQLite by Flight SQL', text: ['SELECT s.name, count(*) AS readings, max(r.celsius) AS warmest', 'FROM readings r JOIN stations s ON s.id = r.station_id', 'GROUP BY s.name'] },
      { kind: 'code', language: 'lineprotocol', connection: 'InfluxDB 3 (double)', text: ['weather,city=Sète celsius=19.5,wind=12i', 'weather,city=Nîmes celsius=24.1,wind=4i'] },
      { kind: 'code', language: 'influxql', connection: 'InfluxDB 3 (double)', text: ['SHOW MEASUREMENTS'] },
    ],
    stop: async () => {
      await influx.stop();
      await sqlite.stop();
    },
  };
}

const sql = `-- headwater: connection=SQLite by Flight SQL

SELECT s.name, count(*) AS readings, min(r.celsius) AS coldest, max(r.celsius) AS warmest
FROM readings r JOIN stations s ON s.id = r.station_id
GROUP BY s.name;

-- A parameter: its value is asked for and sent beside the statement.
SELECT * FROM readings WHERE station_id = :station AND celsius > :above;

-- Not SQL, but generated rows: ten million of them, in messages of 65,536.
GENERATE numbers rows=10000000 batch=65536;

-- Says nothing until it is stopped.
GENERATE silent;

UPDATE stations SET city = 'Sète' WHERE id = 3;
`;

const influxSql = `-- headwater: connection=InfluxDB 3 (double)

SELECT room, date_bin(INTERVAL '10 minutes', time) AS at, avg(temp) AS temp
FROM home
WHERE time > now() - INTERVAL '2 hours'
GROUP BY room, at
ORDER BY at DESC;
`;

const points = `# Line protocol: one of these lines cannot be written.
weather,city=Sète celsius=19.5,wind=12i
weather,city=Nîmes celsius=24.1,wind=4i
weather,city=Arles celsius=warm
weather,city=Avignon celsius=22.8,wind=31i,gusts=true
`;
