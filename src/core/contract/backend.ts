import type { ActionOffer } from './action';
import type { StatementLanguage } from './language';
import type { MessageMemory } from './memory';
import type { ConnectionProfile, FieldIssue, FieldValue, ImportedProfile, ProfileForm, Secrets } from './profile';
import type { Session } from './session';

/** Log of one connection. Callers never pass secrets; `wire` takes a function, called only while wire logging is on. */
export interface ConnectionLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  wire(message: () => string): void;
}

export interface ConnectContext {
  readonly log: ConnectionLog;
  readonly signal: AbortSignal;
  /** A folder for caches and spill files of this connection; made on first use by who needs it. */
  readonly storageFolder: string;
  /** Absolute paths of the workspace's folders; relative file names are read from the first. */
  readonly workspaceFolders: readonly string[];
  /** False in a restricted workspace: no file access outside it, no loading of code. */
  readonly trusted: boolean;
  /** Display time zone of the person (IANA name), for systems that have a session time zone. */
  readonly timeZone: string;
  /** The proxy that the editor is set to use, and the hosts that are reached without. Absent = as the environment says. */
  readonly proxy?: { readonly url: string; readonly except: readonly string[] };
  /** Asks the person, at any time of the session. Absent = nobody is there to be asked. */
  readonly offer?: (offer: ActionOffer) => void;
  /** For messages that the session gives to whoever runs its statements: their memory is used again. Absent = new memory each time. */
  readonly memory?: MessageMemory;
}

/** A system we can talk to. One folder and one line in the registry. */
export interface Backend {
  readonly id: string;
  readonly label: string;
  /** A codicon name. */
  readonly icon: string;
  readonly description: string;
  readonly form: ProfileForm;
  readonly language: StatementLanguage;
  /** Fields that a URL gives; `undefined` where this is no URL of this system. */
  parseUrl?(url: string): ImportedProfile | undefined;
  /** The URL of a profile, without secrets. */
  formatUrl?(profile: ConnectionProfile): string;
  /** Connections that the environment's variables describe; offered when a person adds one. */
  found?(environment: Readonly<Record<string, string | undefined>>): readonly ImportedProfile[];
  /** Checks beyond the form's own data. */
  validate?(values: Readonly<Record<string, FieldValue>>): readonly FieldIssue[];
  /** Where values and secrets of this profile are sent, for the consent question: `host:port`; empty for none. */
  destination(values: Readonly<Record<string, FieldValue>>): string;
  connect(profile: ConnectionProfile, secrets: Secrets, context: ConnectContext): Promise<Session>;
}

/** What the registry knows without loading a backend. */
export interface BackendEntry {
  readonly id: string;
  load(): Promise<Backend>;
}
