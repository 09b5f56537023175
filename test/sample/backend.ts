import { setTimeout as delay } from 'node:timers/promises';
import type { Backend, ConnectContext } from '../../src/core/contract/backend';
import type { ConnectionProfile, FieldValue, Secrets } from '../../src/core/contract/profile';
import { HeadwaterError } from '../../src/core/errors';
import { SAMPLE_LANGUAGE } from './language';
import { SampleServer } from './sampleServer';
import { SampleSession } from './session';

/** A system in memory that does what tests ask it to: see {@link parseToy} for its statements. */
export class SampleBackend implements Backend {
  readonly id = 'sample';
  readonly label = 'Sample';
  readonly icon = 'beaker';
  readonly description = 'A system in memory, for tests';
  readonly language = SAMPLE_LANGUAGE;
  readonly form = {
    fields: [
      { key: 'host', label: 'Host', kind: 'text', required: true, initial: 'here', description: '“nowhere” cannot be reached; “silent” never answers' },
      { key: 'user', label: 'User', kind: 'text', description: 'Asks for the password' },
      { key: 'password', label: 'Password', kind: 'secret', when: { key: 'user', is: ['guest'] } },
      { key: 'tables', label: 'Tables', kind: 'number', initial: 250, min: 0 },
      { key: 'shop', label: 'Shop', kind: 'boolean', description: 'Tables that can be looked up in, changed and followed' },
      { key: 'atomic', label: 'Atomic', kind: 'boolean', initial: true, description: 'Changes of these tables are applied together' },
      { key: 'every', label: 'Every', kind: 'number', initial: 20, description: 'Milliseconds between ten clicks' },
      { key: 'delay', label: 'Delay', kind: 'number', initial: 0, description: 'Milliseconds that connecting takes' },
    ],
    urlExamples: ['sample://here'],
  } as const;

  constructor(private readonly server = new SampleServer()) {}

  parseUrl(url: string): { values: Record<string, FieldValue>; secrets: Secrets } | undefined {
    const [, host] = /^sample:\/\/([^/]+)$/u.exec(url) ?? [];
    return host === undefined ? undefined : { values: { host }, secrets: {} };
  }

  formatUrl(profile: ConnectionProfile): string {
    return `sample://${this.destination(profile.values)}`;
  }

  destination(values: Readonly<Record<string, FieldValue>>): string {
    return typeof values['host'] === 'string' ? values['host'] : 'here';
  }

  async connect(profile: ConnectionProfile, secrets: Secrets, { signal, log }: ConnectContext): Promise<SampleSession> {
    const host = this.destination(profile.values);
    const tables = profile.values['tables'] ?? 250;
    log.wire(() => `hello from ${JSON.stringify(profile.values['user'] ?? null)} with ${secrets['password'] ?? 'no password'}`);
    if (host === 'silent') await new Promise(() => undefined);
    await delay(Number(profile.values['delay'] ?? 0), undefined, { signal });
    if (host === 'nowhere') throw refused(profile, 'The address “nowhere” cannot be reached.', 'Use the host “here”.', 'unreachable');
    if (profile.values['user'] !== undefined && secrets['password'] !== 'open sesame') {
      throw refused(profile, `The password “${secrets['password'] ?? ''}” was refused.`, 'Enter the right password.', 'credentials');
    }
    this.server.lost.throwIfAborted();
    const shop = profile.values['shop'] === true ? { atomic: profile.values['atomic'] !== false, everyMs: Number(profile.values['every'] ?? 20) } : undefined;
    return new SampleSession(this.server, Number(tables), shop);
  }
}

function refused(profile: ConnectionProfile, why: string, todo: string, code: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not connect to *${profile.name}*`, why, todo, code });
}
