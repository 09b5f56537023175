import { SampleBackend } from '../sample/backend';
import { SampleServer } from '../sample/sampleServer';
import { SAMPLE_TYPES } from '../sample/types';
import { contract } from './kit';

contract('Sample', {
  start: async () => {
    const server = new SampleServer();
    return {
      backend: new SampleBackend(server),
      profile: { id: '8f5f7e0a-6f1c-4f0e-9a53-0c1f5b1f3a77', name: 'Sample', backend: 'sample', values: { host: 'here', user: 'guest' } },
      secrets: { password: 'open sesame' },
      kill: async () => {
        server.kill();
      },
      leftovers: async () => server.leftovers(),
      stop: async () => undefined,
    };
  },
  otherSide: { kill: true, leftovers: true },
  samples: {
    rows: { statement: 'rows 10000 cols 4 batch 1000', rows: 10_000 },
    empty: { statement: 'empty cols 3', columns: 3 },
    wide: { statement: 'wide 5000', columns: 5_000 },
    types: { statement: 'types', columns: SAMPLE_TYPES.map(({ name, texts }) => ({ name, texts })) },
    endless: 'endless',
    wrong: [{ statement: 'rows many', at: 'many' }, { statement: 'nonsense', at: 'nonsense' }, { statement: 'rows 10 cols', at: '' }],
    paged: { path: ['main'], more: 200 },
    search: { text: 'table_24', finds: 'table_249' },
    resolve: { reference: 'main.table_7', columns: ['id', 'name'] },
    badSecrets: { password: 'wrong horse' },
    unreachable: { host: 'nowhere' },
    affected: { statement: 'affected 3', rows: 3n },
  },
});
