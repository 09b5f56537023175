// The double of the tests: three meta servers, three replica servers, tables of each kind. No registry carries a Pegasus server.
import { fillShop } from '../../test/servers/pegasus/sample.ts';
import { startPegasus } from '../../test/servers/pegasus/start.ts';

export async function start() {
  const servers = await startPegasus();
  fillShop(servers.cluster);
  return {
    connections: [{ name: 'Pegasus', backend: 'pegasus', colour: 'blue', values: { metas: servers.metas } }],
    environment: {},
    files: { 'pegasus.sql': sql, 'shop.pegasus': commands },
    cells: [
      { kind: 'code', language: 'pegasus', connection: 'Pegasus', text: ['use profiles', 'multi_get_range user44 "order:" "" -n 3'] },
      { kind: 'code', language: 'sql', name: 'orders_of_one', connection: 'Pegasus', text: ["SELECT sort_key, value ->> '$.total' AS total", 'FROM profiles', "WHERE hash_key = 'user44' AND sort_key >= 'order:'"] },
    ],
    stop: () => servers.stop(),
  };
}

const sql = `-- headwater: connection=Pegasus

-- One key: a get.
SELECT value FROM profiles WHERE hash_key = 'user42' AND sort_key = 'profile';

-- A range of sort keys: a multi_get, not a scan.
SELECT sort_key, value ->> '$.total' AS total FROM profiles WHERE hash_key = 'user44' AND sort_key >= 'order:' ORDER BY sort_key;

-- No hash key: all partitions are scanned.
SELECT value ->> '$.city' AS city, count(*) FROM profiles WHERE sort_key = 'profile' GROUP BY city;

-- A hundred million rows: stop it, or see the limit of the connection at work.
SELECT * FROM everybody;
`;

const commands = `# headwater: connection=Pegasus
use profiles
get user42 profile
multi_get_range user44 "order:" "" -n 3
count user44
use counters
incr Berlin visits 1
full_scan -n 10
ls -d
nodes -d
`;
