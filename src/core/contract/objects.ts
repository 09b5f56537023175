/** Path of an object below the session: for example repository, ref, path. */
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

/** For systems that hold files. Byte ranges are half open. */
export interface Objects {
  /** URL scheme by which statements name these objects, without `://`. */
  readonly scheme: string;
  list(prefix: ObjectPath, page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }, signal: AbortSignal): Promise<{ readonly objects: readonly ObjectStat[]; readonly prefixes: readonly ObjectPath[]; readonly next?: string }>;
  stat(path: ObjectPath, signal: AbortSignal): Promise<ObjectStat>;
  read(path: ObjectPath, range: { readonly start: number; readonly end: number } | undefined, signal: AbortSignal): AsyncIterable<Uint8Array>;
  write?(path: ObjectPath, content: AsyncIterable<Uint8Array>, options: { readonly contentType?: string; readonly ifAbsent?: boolean }, signal: AbortSignal): Promise<ObjectStat>;
  copy?(from: ObjectPath, to: ObjectPath, signal: AbortSignal): Promise<ObjectStat>;
  delete?(paths: readonly ObjectPath[], signal: AbortSignal): Promise<void>;
}
