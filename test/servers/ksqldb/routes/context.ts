import type { Engine } from '../engine/engine';
import type { Exchange } from '../http/exchange';
import type { Fault } from '../http/faults';

/** Rows that come as fast as they are read: for what a million rows a second do to a client. */
export interface Generator {
  /** How many; then the query says nothing more. */
  readonly rows: number;
}

/** What a route works with. */
export interface Context {
  readonly engine: Engine;
  readonly exchange: Exchange;
  readonly version: string;
  /** What is to go wrong with this answer. */
  readonly fault: Fault | undefined;
  /** Sources whose push queries give made-up rows as fast as they are read. */
  readonly generators: ReadonlyMap<string, Generator>;
  /** Told of each row that went out. */
  readonly sent: (rows: number) => void;
}

export type Route = (context: Context) => Promise<void> | void;
