import { contract } from '../../contract/kit';
import { startLakeFs } from '../../servers/lakefs/start';
import { backendOf, never, openSession, profileOf, secretsOf } from './support/session';
import { createRepository } from './support/repository';

const BRANCHES = 40;

contract('lakeFS', {
  start: async () => {
    const server = await startLakeFs();
    const session = await openSession(server);
    await createRepository(server, 'warehouse');
    for (let branch = 0; branch < BRANCHES; branch++) await session.versions.createRef(['warehouse'], 'branch', `branch-${branch}`, 'main', never);
    await session[Symbol.asyncDispose]();
    return { backend: backendOf(), profile: profileOf(server), secrets: secretsOf(server), kill: () => server.kill(), stop: () => server.stop() };
  },
  otherSide: { kill: true, leftovers: false },
  samples: {
    paged: { path: ['r:warehouse', 'branches'], more: BRANCHES },
    search: { text: 'houSe', finds: 'warehouse' },
    badSecrets: { secretAccessKey: 'not-the-secret-at-all' },
    unreachable: { credentials: 'key', endpoint: 'http://127.0.0.1:1', accessKeyId: 'AKIA', proxyMode: 'none' },
  },
});
