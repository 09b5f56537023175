import type { ProfileField } from '../../../src/core/contract/profile';
import type { StatementLanguage } from '../../../src/core/contract/language';
import { HeadwaterError } from '../../../src/core/errors';
import type { BackendDescriptor } from '../../../src/protocol/backends';
import type { NotificationDefinition, RequestDefinition } from '../../../src/protocol/define';
import type { SessionInfo } from '../../../src/protocol/sessions';
import type { Cancel } from '../../../src/extension/cancel';
import type { ConnectionPrompts } from '../../../src/extension/connections/prompts';
import type { SharedSource } from '../../../src/extension/connections/sharedSource';
import { readSettings } from '../../../src/extension/connections/sharedSource';
import type { SharedSetting } from '../../../src/extension/connections/sharedSource';
import { ConnectionService } from '../../../src/extension/connections/connectionService';
import { Emitter } from '../../../src/extension/emitter';
import type { Server, ServerState } from '../../../src/extension/server/api';

export class FakeMemento {
  readonly data = new Map<string, unknown>();
  get(key: string): unknown {
    return this.data.get(key);
  }
  async update(key: string, value: unknown): Promise<void> {
    this.data.set(key, JSON.parse(JSON.stringify(value)));
  }
}

export class FakeVault {
  readonly data = new Map<string, string>();
  async get(key: string): Promise<string | undefined> {
    return this.data.get(key);
  }
  async store(key: string, value: string): Promise<void> {
    this.data.set(key, value);
  }
  async delete(key: string): Promise<void> {
    this.data.delete(key);
  }
}

type Answer = (params: never, cancel: Cancel | undefined) => unknown;

/** A server that answers by method name and remembers what it was asked. Parameters and results pass the real checks as JSON would. */
export class FakeServer implements Server {
  state: ServerState = 'running';
  generation: string | undefined = 'g1';
  readonly asked: { readonly method: string; readonly params: unknown }[] = [];
  readonly #states = new Emitter<ServerState>();
  readonly #notes = new Map<string, Emitter<unknown>>();
  readonly #answers = new Map<string, Answer>();
  readonly onDidChangeState = this.#states.event;

  answer(method: string, answer: Answer): void {
    this.#answers.set(`headwater/${method}`, answer);
  }

  async request<P extends object, R>(definition: RequestDefinition<P, R>, params: P, cancel?: Cancel): Promise<R> {
    this.asked.push({ method: definition.method.slice('headwater/'.length), params });
    const answer = this.#answers.get(definition.method);
    if (!answer) throw new HeadwaterError({ what: 'Not answered', why: definition.method });
    return (await answer(params as never, cancel)) as R;
  }

  notify(): void {}

  on<P>(definition: NotificationDefinition<P>, handle: (params: P) => void): { dispose(): void } {
    const emitter = this.#notes.get(definition.method) ?? new Emitter<unknown>();
    this.#notes.set(definition.method, emitter);
    return emitter.event((params) => {
      handle(params as P);
    });
  }

  tell<P>(definition: NotificationDefinition<P>, params: P): void {
    this.#notes.get(definition.method)?.fire(params);
  }

  restarted(generation: string): void {
    this.state = 'restarting';
    this.#states.fire('restarting');
    this.generation = generation;
    this.state = 'running';
    this.#states.fire('running');
  }

  async start(): Promise<void> {}
  async restart(): Promise<void> {}

  count(method: string): number {
    return this.asked.filter((entry) => entry.method === method).length;
  }
}

export class FakePrompts implements ConnectionPrompts {
  readonly asked: string[] = [];
  secretAnswer: string | undefined = 'typed';
  rememberAnswer: boolean | undefined = true;
  consentAnswer = true;
  async secret(_: unknown, field: ProfileField): Promise<string | undefined> {
    this.asked.push(`secret ${field.key}`);
    return this.secretAnswer;
  }
  async remember(): Promise<boolean | undefined> {
    this.asked.push('remember');
    return this.rememberAnswer;
  }
  async consent(question: { readonly destination: string; readonly variables: readonly string[] }): Promise<boolean> {
    this.asked.push(`consent ${question.destination} ${question.variables.join(',')}`);
    return this.consentAnswer;
  }
}

export class FakeShared implements SharedSource {
  readonly #changed = new Emitter<void>();
  readonly onDidChange = this.#changed.event;
  #settings: readonly SharedSetting[] = [];
  trusted = true;

  set(value: unknown, origin = 'file:///w'): void {
    this.#settings = [{ origin, value, own: false }];
    this.#changed.fire();
  }
  get profiles(): SharedSource['profiles'] {
    return readSettings(this.#settings, this.trusted).profiles;
  }
  get problems(): SharedSource['problems'] {
    return readSettings(this.#settings, this.trusted).problems;
  }
  get ignored(): number {
    return readSettings(this.#settings, this.trusted).ignored;
  }
}

export const LANGUAGE: StatementLanguage = {
  id: 'sql',
  label: 'SQL',
  terminator: ';',
  lineComments: ['--'],
  strings: [{ open: "'", close: "'", escape: 'double' }],
  identifiers: [{ open: '"', close: '"' }],
  dollarQuotes: false,
  parameters: [],
  plainIdentifier: '^[a-z_]+$',
  reserved: [],
  keywords: [],
  writing: [],
};

export const REMOTE: BackendDescriptor = {
  id: 'remote',
  label: 'Remote',
  icon: 'server',
  description: 'A system for tests',
  language: LANGUAGE,
  form: {
    fields: [
      { key: 'host', label: 'Host', kind: 'text', required: true },
      { key: 'port', label: 'Port', kind: 'number', initial: 80, min: 1, max: 65535 },
      { key: 'auth', label: 'Sign in', kind: 'choice', initial: 'none', choices: [{ value: 'none', label: 'None' }, { value: 'token', label: 'Token' }] },
      { key: 'token', label: 'Token', kind: 'secret', required: true, when: { key: 'auth', is: ['token'] } },
    ],
  },
};

export function sessionInfo(connectionId: string): SessionInfo {
  return { connectionId, server: { product: 'Fake', version: '1.2', features: [], facts: [] }, capabilities: ['statements'], actions: [], connectMs: 3 };
}

/** A connection service over fakes, with a server that opens everything. */
export function world(environment: Readonly<Record<string, string>> = {}) {
  const server = new FakeServer();
  const memento = new FakeMemento();
  const vault = new FakeVault();
  const shared = new FakeShared();
  const prompts = new FakePrompts();
  server.answer('backends/list', () => [REMOTE, { ...REMOTE, id: 'local', label: 'Local', form: { fields: [] } }]);
  server.answer('backends/check', ({ values }: { values: { host?: string; port?: number } }) => ({
    issues: [],
    destination: values.host === undefined ? '' : `${values.host}:${values.port ?? 80}`,
  }));
  server.answer('session/open', ({ profile }: { profile: { id: string } }) => sessionInfo(profile.id));
  server.answer('session/close', () => null);
  const connections = new ConnectionService({ server, memento, vault, shared, prompts, environment, pick: async () => undefined });
  return { server, memento, vault, shared, prompts, connections };
}
