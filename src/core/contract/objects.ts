/** Path of an object below the session: for example repository, ref, path. The last part may hold `/`. */
export type ObjectPath = readonly string[];

export interface ObjectStat {
  readonly path: ObjectPath;
  /** Bytes. */
  readonly size: number;
  readonly modifiedMs?: number;
  /** Changes whenever the content does. */
  readonly contentId?: string;
  readonly contentType?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

export interface ObjectPage {
  readonly objects: readonly ObjectStat[];
  /** Common prefixes where the listing is not recursive; each ends with `/`. */
  readonly prefixes: readonly ObjectPath[];
  readonly next?: string;
}

export interface ObjectWriteOptions {
  readonly contentType?: string;
  /** Bytes, where known before. */
  readonly size?: number;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Fails where something is there already. */
  readonly ifAbsent?: boolean;
  /** Fails where the content is no longer this one ({@link ObjectStat.contentId}). */
  readonly ifContentId?: string;
  /** Bytes sent so far. */
  readonly progress?: (sent: number) => void;
}

export interface ObjectReadOptions {
  readonly range?: { readonly start: number; readonly end: number };
  /** Fails where the content is no longer this one. */
  readonly ifContentId?: string;
  /**
   * True where each piece is done with before the next one is asked for: pieces may then share memory, which makes large reads cheaper.
   * It may cost a connection of its own: not for small ones.
   */
  readonly transient?: boolean;
}

/** For systems that hold files. Byte ranges are half open. */
export interface Objects {
  /** URL scheme by which statements name these objects, without `://`. */
  readonly scheme: string;
  /** Parts of a path before the key itself: 2 for repository and ref. */
  readonly containerParts: number;
  list(prefix: ObjectPath, page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }, signal: AbortSignal): Promise<ObjectPage>;
  /** @throws HeadwaterError with kind `notFound` where there is no such object */
  stat(path: ObjectPath, signal: AbortSignal): Promise<ObjectStat>;
  read(path: ObjectPath, options: ObjectReadOptions, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Whether objects below this path can be written: false for tags, commits and other saved states. */
  writable(path: ObjectPath, signal: AbortSignal): Promise<boolean>;
  write?(path: ObjectPath, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStat>;
  copy?(from: ObjectPath, to: ObjectPath, signal: AbortSignal): Promise<ObjectStat>;
  delete?(paths: readonly ObjectPath[], signal: AbortSignal): Promise<void>;
}
