import { randomUUID } from 'node:crypto';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import type { Failure } from '../../core/errors';
import { ListBackends } from '../../protocol/backends';
import type { BackendDescriptor } from '../../protocol/backends';
import { TestSession } from '../../protocol/sessions';
import type { OpenSessionParams, SessionInfo, SessionTest } from '../../protocol/sessions';
import type { Cancel } from '../cancel';
import { Emitter } from '../emitter';
import type { Server } from '../server/api';
import type { Connections, SessionState } from '../services';
import { Consent } from './consent';
import type { Environment } from './environment';
import { LOCAL_ID } from './localProfile';
import type { ConnectionNotice } from './notices';
import { noticesOf } from './notices';
import { prepareOwn, prepareShared } from './prepare';
import type { PrepareDeps } from './prepare';
import { ProfileStore } from './profileStore';
import type { ConnectionPrompts } from './prompts';
import type { SecretChanges } from './secrets';
import { ConnectionSecrets } from './secrets';
import { Sessions } from './sessions';
import type { SharedSource } from './sharedSource';
import type { KeyValueStore, SecretStore } from './storage';
import { inTreeOrder } from './treeOrder';

export interface ConnectionServiceDeps {
  readonly server: Server;
  readonly memento: KeyValueStore;
  readonly vault: SecretStore;
  readonly shared: SharedSource;
  readonly prompts: ConnectionPrompts;
  readonly environment: Environment;
  /** Lets the person pick one; see {@link Connections.pick}. */
  pick(connections: ConnectionService, title: string): Promise<ConnectionProfile | undefined>;
}

/** Profiles, their secrets and their sessions: the one place that the rest of the host asks about connections. */
export class ConnectionService implements Connections {
  readonly #store: ProfileStore;
  readonly #secrets: ConnectionSecrets;
  readonly #sessions: Sessions;
  readonly #prepare: PrepareDeps;
  readonly #changed = new Emitter<void>();
  #profiles: readonly ConnectionProfile[] | undefined;
  #backends: Promise<readonly BackendDescriptor[]> | undefined;
  readonly onDidChange = this.#changed.event;
  readonly onDidChangeState;
  /** Fired with the id of a connection that a person has closed, or whose settings have changed. */
  readonly onDidClose;

  constructor(private readonly deps: ConnectionServiceDeps) {
    this.#store = new ProfileStore(deps.memento);
    this.#secrets = new ConnectionSecrets(deps.vault, deps.memento);
    this.#sessions = new Sessions(deps.server, (id, signal) => this.#params(this.#known(id), signal));
    this.#prepare = {
      ...{ server: deps.server, prompts: deps.prompts, environment: deps.environment },
      ...{ secrets: this.#secrets, consent: new Consent(deps.memento) },
      descriptor: async (backend) => (await this.backends()).find((known) => known.id === backend),
    };
    this.onDidChangeState = this.#sessions.onDidChange;
    this.onDidClose = this.#sessions.onDidClose;
    this.#store.onDidChange(() => {
      this.reload();
    });
    deps.shared.onDidChange(() => {
      this.reload();
    });
  }

  get profiles(): readonly ConnectionProfile[] {
    this.#profiles ??= inTreeOrder([...this.#store.profiles, ...this.deps.shared.profiles.map(({ profile }) => profile)]);
    return this.#profiles;
  }

  /** What a person should know about connections that are not shown as such: unreadable, ignored, read-only. */
  get notices(): readonly ConnectionNotice[] {
    return noticesOf(this.#store.stored, this.deps.shared);
  }

  find(id: string): ConnectionProfile | undefined {
    return this.profiles.find((profile) => profile.id === id);
  }

  findByName(name: string): ConnectionProfile | undefined {
    const wanted = name.trim().toLowerCase();
    return this.profiles.find((profile) => profile.name.toLowerCase() === wanted);
  }

  /** True where the connection stands in workspace settings and is changed there. */
  isShared(id: string): boolean {
    return this.deps.shared.profiles.some(({ profile }) => profile.id === id);
  }

  backends(): Promise<readonly BackendDescriptor[]> {
    this.#backends ??= this.deps.server.request(ListBackends, {}).catch((error: unknown) => {
      this.#backends = undefined;
      throw error;
    });
    return this.#backends;
  }

  open(id: string, cancel?: Cancel): Promise<SessionInfo> {
    return this.#sessions.open(id, cancel);
  }

  close(id: string): Promise<void> {
    return this.#sessions.close(id);
  }

  state(id: string): SessionState {
    return this.#sessions.state(id);
  }

  info(id: string): SessionInfo | undefined {
    return this.#sessions.info(id);
  }

  failure(id: string): Failure | undefined {
    return this.#sessions.failure(id);
  }

  pick(title: string): Promise<ConnectionProfile | undefined> {
    return this.deps.pick(this, title);
  }

  /** Connects with a saved profile and disconnects again. */
  async test(id: string, signal: AbortSignal): Promise<SessionTest> {
    return this.deps.server.request(TestSession, await this.#params(this.#known(id), signal), signal);
  }

  /** Connects with a profile that need not be saved; secrets that were not typed are those stored for its id. */
  async testDraft(profile: ConnectionProfile, typed: SecretChanges, signal: AbortSignal): Promise<SessionTest> {
    const merged = Object.entries({ ...(await this.#secrets.get(profile.id)), ...typed });
    const secrets: Secrets = Object.fromEntries(merged.flatMap(([key, value]) => (value === null ? [] : [[key, value]])));
    return this.deps.server.request(TestSession, { profile, secrets }, signal);
  }

  /** Names of the secrets that are stored for a profile. */
  async storedSecrets(id: string): Promise<readonly string[]> {
    return Object.keys(await this.#secrets.get(id));
  }

  /** Adds or replaces a profile with its secrets. A session with other settings is closed. @throws HeadwaterError where it cannot be saved */
  async save(profile: ConnectionProfile, secrets: SecretChanges = {}): Promise<void> {
    this.#own(profile.id);
    await this.#store.put(profile);
    if (Object.keys(secrets).length === 0) return;
    await this.#secrets.change(profile.id, secrets);
    await this.close(profile.id);
  }

  /** A copy with its secrets, beside the original. */
  async duplicate(id: string): Promise<ConnectionProfile> {
    const copy = { ...this.#known(id), id: randomUUID(), name: this.freeName(this.#known(id).name) };
    await this.#store.put(copy);
    await this.#secrets.copy(id, copy.id);
    return copy;
  }

  /** @throws HeadwaterError for the Local connection, for those of the workspace and where it cannot be saved */
  async remove(id: string): Promise<void> {
    this.#own(id);
    if (id === LOCAL_ID) throw new HeadwaterError({ what: 'Could not remove the Local connection', why: 'It is built in.', todo: 'Edit it instead.' });
    await this.close(id);
    await this.#store.remove(id);
    await this.#secrets.remove(id);
  }

  discardUnreadable(): Promise<void> {
    return this.#store.discardSetAside();
  }

  /** A name that no connection has, like `name`. */
  freeName(name: string): string {
    if (!this.findByName(name)) return name;
    for (let number = 2; ; number++) if (!this.findByName(`${name} ${number}`)) return `${name} ${number}`;
  }

  /** Reads storage and settings again: another window or an editor may have changed them. */
  reload(): void {
    const before = new Map(this.#profiles?.map((profile) => [profile.id, profile]));
    this.#profiles = undefined;
    for (const [id, profile] of before) {
      const now = this.find(id);
      if (!now || settingsOf(now) !== settingsOf(profile)) void this.close(id);
    }
    this.#changed.fire();
  }

  dispose(): void {
    this.#sessions.dispose();
    this.#store.dispose();
    this.#changed.dispose();
  }

  #known(id: string): ConnectionProfile {
    const profile = this.find(id);
    if (profile) return profile;
    throw new HeadwaterError({ what: 'Could not find the connection', why: 'It was removed.', todo: 'Choose another connection.', code: 'unknown-connection' });
  }

  #own(id: string): void {
    if (!this.isShared(id)) return;
    throw new HeadwaterError({
      what: 'Could not change the connection',
      why: 'It stands in the settings of the workspace.',
      todo: 'Change the setting headwater.connections, or duplicate the connection and change the copy.',
      code: 'shared-connection',
    });
  }

  #params(profile: ConnectionProfile, signal: AbortSignal): Promise<OpenSessionParams> {
    const shared = this.deps.shared.profiles.find((known) => known.profile.id === profile.id);
    return shared ? prepareShared(this.#prepare, shared, signal) : prepareOwn(this.#prepare, profile, signal);
  }
}

/** What a session depends on: all but name, folder and colour. */
function settingsOf(profile: ConnectionProfile): string {
  const appearance = new Set(['name', 'folder', 'colour']);
  const settings = Object.entries(profile).filter(([key]) => !appearance.has(key));
  return JSON.stringify(settings.sort(([one], [other]) => (one < other ? -1 : 1)));
}
