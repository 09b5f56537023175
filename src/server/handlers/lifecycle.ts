import { setTimeout as delay } from 'node:timers/promises';
import { Configure, CrashForTests, EchoForTests, Ping } from '../../protocol/lifecycle';
import type { Router } from '../router';
import type { Settings } from '../settings';

export function handleLifecycle(router: Router, settings: Settings, generation: string): void {
  router.handle(Ping, 'The server did not answer', () => ({ generation, pid: process.pid }));
  router.listen(Configure, (next) => {
    settings.update(next);
  });
}

/** Only for servers that tests and benchmarks started. */
export function handleTests(router: Router): void {
  router.handle(EchoForTests, 'The server did not echo', ({ size }) => ({ bytes: new Uint8Array(size) }));
  router.handle(CrashForTests, 'The server did not crash', async ({ how }) => {
    switch (how) {
      case 'exit':
        process.exit(70);
      case 'throw':
        setImmediate(() => {
          throw new Error('A crash that a test asked for');
        });
        break;
      case 'hang':
        for (;;);
      case 'memory':
        fillMemory();
    }
    return delay(60_000, null);
  });
}

function fillMemory(): never {
  const kept: string[][] = [];
  for (;;) kept.push(Array.from({ length: 1_000_000 }, (_, index) => `${kept.length}-${index}`));
}
