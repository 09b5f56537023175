import type { ObjectPath, Objects } from '../core/contract/objects';
import type { Session } from '../core/contract/session';
import type { TableDescription, Tables } from '../core/contract/tables';
import type { Failure, HeadwaterError } from '../core/errors';

/** What stands behind the names of a statement: the interface between the engine and those who bring the rows. */

/** An open connection as the engine knows it. */
export interface EngineConnection {
  readonly id: string;
  /** As a person named it: the catalog's name in statements. */
  readonly name: string;
  readonly session: Session;
  /** Read-only unless a person confirms each write. */
  readonly protected: boolean;
}

/** The connections that statements may name. */
export interface EngineConnections {
  /**
   * The connection of that name, whatever its case, opened where it is not open yet. `undefined` where there is none.
   * @throws HeadwaterError where two have the name, or it cannot be opened
   */
  find(name: string, signal: AbortSignal): Promise<EngineConnection | undefined>;
  /** Names for an error that has to say which there are. */
  names(): readonly string[];
}

/** A table of a session: its rows come through the contract, as Arrow. */
export interface TableSource {
  readonly kind: 'table';
  /** One for each table of each connection. */
  readonly id: string;
  /** For people: `prod.sales.orders`. */
  readonly label: string;
  readonly connection: EngineConnection;
  readonly tables: Tables;
  /** In the system's own spelling. */
  readonly path: readonly string[];
  readonly description: TableDescription;
}

/** Files that DuckDB reads itself, from a local place that grows as a statement needs them. */
export interface FileSource {
  readonly kind: 'files';
  /** One for each content: another id where the content has changed. */
  readonly id: string;
  /** For people: `lakefs://repo/main/orders.parquet`. */
  readonly label: string;
  readonly connection: EngineConnection;
  /** What DuckDB runs in place of the name, such as `FROM read_parquet('/…/mirror.parquet')`. Binding it reads metadata only. */
  readonly query: string;
  /** Folders that DuckDB must be able to read. */
  readonly folders: readonly string[];
  /**
   * Keeps the files as they are for everybody else. Held from before {@link prepare} until DuckDB has opened them, and again for each
   * new try. Sources are locked in the order of their ids, so that two statements cannot wait for each other.
   * @returns the way to let go
   */
  lock(signal: AbortSignal): Promise<() => void>;
  /** Fetches what the statement needs, as far as that can be told. @throws HeadwaterError, CancelledError */
  prepare(ask: PlanAsk, signal: AbortSignal): Promise<void>;
  /**
   * The statement failed. True where a part was missing that is there now, so that it is worth another try before any row was given out;
   * the engine holds the lock and does not try more than ten times. @throws HeadwaterError where the content has changed or cannot be fetched
   */
  recover(error: HeadwaterError, signal: AbortSignal): Promise<boolean>;
  /** The failure with the person's names in place of local paths. */
  told(failure: Failure): Failure;
  /** What was fetched for it since it was opened. */
  fetched(): { readonly bytes: number; readonly requests: number };
  /** The statement is done with it: it may be evicted. */
  release(): void;
}

/** A DuckDB connection on which the names of the statement are known. */
export interface PlanAsk {
  /** The query that reads the source, alone; `undefined` where it cannot be told apart, and all columns may be needed. */
  readonly query: string | undefined;
  /** A small result as text, for `json_serialize_plan` and the like. */
  rows(text: string): Promise<readonly (readonly (string | null)[])[]>;
  /** Says what is being fetched: a fraction of this source's bytes. */
  progress(text: string, fraction?: number): void;
  /** Bytes of each source that the person allows for this statement; absent = as much as is fetched without asking. */
  readonly fetchLimit?: number;
}

export type Source = TableSource | FileSource;

/** A local file to be written by `COPY … TO`, sent to where it belongs afterwards. */
export interface CopyTarget {
  /** Absolute; does not exist yet. Its ending is that of the target's name, by which DuckDB chooses the format. */
  readonly path: string;
  readonly folders: readonly string[];
  /** Sends the file, all or nothing. @returns facts for the footer. @throws HeadwaterError, with `outcomeUnknown` where it may have arrived */
  send(signal: AbortSignal, progress: (text: string, fraction?: number) => void, options?: { readonly ifAbsent?: boolean }): Promise<readonly (readonly [label: string, value: string])[]>;
  /** Removes the local file. Call in any case. Never throws. */
  discard(): Promise<void>;
}

export interface OpenWishes {
  /** Objects that cannot be read in parts are fetched whole when they are opened. */
  readonly progress?: (text: string, fraction?: number) => void;
  /** As in {@link PlanAsk}. */
  readonly fetchLimit?: number;
}

/** Objects of a session as tables. */
export interface FileSources {
  /**
   * The object or objects (globs allowed) at `path`; `undefined` where there is nothing of that name.
   * @param label how the statement names them
   * @throws HeadwaterError where they are there and cannot be read as a table
   */
  open(connection: EngineConnection, objects: Objects, path: ObjectPath, label: string, signal: AbortSignal, wishes?: OpenWishes): Promise<FileSource | undefined>;
  /** @throws HeadwaterError where nothing can be written there */
  target(connection: EngineConnection, objects: Objects, path: ObjectPath, label: string, signal: AbortSignal): Promise<CopyTarget>;
}

/** The path that `scheme://a/b/c/d` names, given how many parts come before the key. `undefined` where parts are missing. */
export function objectPath(text: string, { scheme, containerParts }: Pick<Objects, 'scheme' | 'containerParts'>): ObjectPath | undefined {
  const head = `${scheme}://`;
  if (!text.toLowerCase().startsWith(head.toLowerCase())) return undefined;
  const parts = text.slice(head.length).split('/');
  const container = parts.slice(0, containerParts);
  const key = parts.slice(containerParts).join('/');
  return container.length < containerParts || container.includes('') || key === '' ? undefined : [...container, key];
}
