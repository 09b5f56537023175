// The double of ksqlDB that the tests have, with a small shop in it and somebody who goes on clicking.
import { CUSTOMERS, click, customer, FILES, STATEMENTS } from '../../test/servers/ksqldb/sample.ts';
import { startKsqldb } from '../../test/servers/ksqldb/start.ts';

const KEY = 'demo-key';
const SECRET = 'demo-secret';
const NAME = 'ksqlDB (double)';

export async function start() {
  const server = await startKsqldb({ user: KEY, password: SECRET });
  for (const statement of STATEMENTS) server.execute(statement, { properties: { 'auto.offset.reset': 'earliest' } });
  for (let id = 0; id < CUSTOMERS; id += 1) server.execute(customer(id));
  let clicks = 0;
  const add = () => server.execute(click(clicks++, new Date()));
  for (let count = 0; count < 200; count += 1) add();
  const timer = setInterval(() => {
    add();
    add();
  }, 200);
  return {
    connections: [{ name: NAME, backend: 'ksqldb', colour: 'yellow', values: { url: server.url, auth: 'basic', user: KEY }, secrets: { password: '${env:HEADWATER_DEMO_KSQLDB_SECRET}' } }],
    environment: { HEADWATER_DEMO_KSQLDB_SECRET: SECRET },
    files: Object.fromEntries(Object.entries(FILES).map(([name, text]) => [name, `-- headwater: connection=${NAME}\n\n${text}`])),
    cells: [{ kind: 'code', language: 'ksql', name: 'clicks_now', connection: NAME, text: ['-- Twenty clicks, as they come.', 'SELECT customer, page, ms, price FROM clicks EMIT CHANGES LIMIT 20;'] }],
    stop: async () => {
      clearInterval(timer);
      await server.stop();
    },
  };
}
