import type { CancellationToken, Event } from 'vscode';
import type { NotificationDefinition, RequestDefinition } from '../../protocol/define';
import type { Disposal } from '../emitter';

export type ServerState = 'stopped' | 'starting' | 'running' | 'restarting' | 'failed';

/** The server process as the rest of the host sees it. Every request starts it when it is not running. */
export interface Server {
  readonly state: ServerState;
  readonly onDidChangeState: Event<ServerState>;
  /** Changes with every start of the process; `undefined` until it has run once. Results and sessions of an older generation are gone. */
  readonly generation: string | undefined;
  /**
   * @throws HeadwaterError with the server's failure, or one that says that the server ended; CancelledError when cancelled by either side
   */
  request<P extends object, R>(definition: RequestDefinition<P, R>, params: P, cancel?: CancellationToken | AbortSignal): Promise<R>;
  /** Sent only while the server runs; it does not start it. */
  notify<P extends object>(definition: NotificationDefinition<P>, params: P): void;
  /** Stays over restarts. */
  on<P>(definition: NotificationDefinition<P>, handle: (params: P) => void): Disposal;
  /** Starts it without asking anything, for documents that want language features. */
  start(): Promise<void>;
  restart(): Promise<void>;
}
