import { PegasusBackend } from '../../../src/backends/pegasus/backend';
import { contract } from '../../contract/kit';
import { tableOf } from '../../servers/pegasus/sample';
import { startPegasus } from '../../servers/pegasus/start';

const PARTITIONS = 64;

contract('Pegasus', {
  start: async () => {
    const servers = await startPegasus();
    tableOf(servers.cluster, 'warehouse', [{ hashKey: 'a', sortKey: 'b', value: 'c' }], { partitions: PARTITIONS });
    return {
      backend: new PegasusBackend(),
      profile: { id: '0b6f3d2c-2f0f-4d57-a07d-9f2fd6d6b2a2', name: 'Double', backend: 'pegasus', values: { metas: servers.metas } },
      secrets: {},
      kill: () => servers.killAll(),
      stop: () => servers.stop(),
    };
  },
  otherSide: { kill: true, leftovers: false },
  samples: {
    paged: { path: ['table:warehouse', 'partitions'], more: PARTITIONS - 1 },
    search: { text: 'houSe', finds: 'warehouse' },
    resolve: { reference: 'warehouse', columns: ['hash_key', 'sort_key', 'value', 'expire_ts', '_partition'] },
    unreachable: { metas: ['127.0.0.1:1'] },
  },
});
