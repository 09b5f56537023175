import type { CancellationToken, Event, Uri } from 'vscode';
import type { ConnectionProfile } from '../core/contract/profile';
import type { BackendDescriptor } from '../protocol/backends';
import type { ResultState, StartRun } from '../protocol/results';
import type { Port } from '../protocol/rpc';
import type { SessionInfo } from '../protocol/sessions';
import type { Disposal } from './emitter';

/** What the features of the host offer each other. Made in the composition root, injected by constructor. */

export type SessionState = 'closed' | 'opening' | 'open' | 'failed';

export interface Connections {
  /** In tree order; the built-in Local connection is always there, first. */
  readonly profiles: readonly ConnectionProfile[];
  /** Fired when profiles are added, changed or removed. */
  readonly onDidChange: Event<void>;
  find(id: string): ConnectionProfile | undefined;
  /** By name, ignoring case; the first in tree order. */
  findByName(name: string): ConnectionProfile | undefined;
  /** The backends that the server knows; starts it. */
  backends(): Promise<readonly BackendDescriptor[]>;
  /** Opens the session where it is not open (asks for consent and missing secrets), also after a restart of the server. */
  open(id: string, cancel?: CancellationToken): Promise<SessionInfo>;
  state(id: string): SessionState;
  /** Fired with the connection's id. */
  readonly onDidChangeState: Event<string>;
  /** Lets the person pick a connection, with an entry to add one; `undefined` when they did not. */
  pick(title: string): Promise<ConnectionProfile | undefined>;
}

export interface StartedResult {
  readonly resultId: string;
  /** The first state that is not `running`: the statement ended, or its source waits for more to be asked. Rows that keep coming are not settled by a pause. */
  readonly settled: Promise<ResultState>;
}

/** A statement that was sent, by whichever way: a command, a tab's "run again", a tree. */
export interface SentRun {
  readonly resultId: string;
  readonly run: StartRun;
}

export interface Results {
  /**
   * Starts a statement and shows it in a tab of the results view. With `held` it has no tab until it is revealed, and is kept until
   * it is released.
   */
  start(run: StartRun, options: { readonly reveal: boolean; readonly replaces?: string; readonly held?: boolean }): Promise<StartedResult>;
  /** Keeps a result until it is released as often as it was held, also where its tab is closed. */
  hold(resultId: string): void;
  /** A result that was held is wanted no more; where a tab shows it, it stays. */
  release(resultId: string): void;
  readonly states: readonly ResultState[];
  /** Fired once for every run that the server has taken, before its first change is told; the history listens. */
  readonly onDidStart: Event<SentRun>;
  readonly onDidChange: Event<ResultState>;
  cancel(resultId: string): Promise<void>;
  reveal(resultId: string): Promise<void>;
}

/** Shows single results in places of their own, with all that the results view offers for one. */
export interface ResultEmbeds {
  /** `place` is what the view asks of where it stands. Ends with `dispose`. */
  embed(port: Port, resultId: string, place: { runAgain(): Promise<void>; reveal(): Promise<void> }): Disposal;
}

/** The address of a document; the editor's own has more. */
export type DocumentUri = Pick<Uri, 'scheme' | 'path' | 'toString'>;

export interface Bindings {
  /** The connection of a document: its own setting line, the remembered one, or the default. */
  connectionOf(uri: DocumentUri): ConnectionProfile | undefined;
  readonly onDidChange: Event<DocumentUri>;
  bind(uri: DocumentUri, connectionId: string): Promise<void>;
}
