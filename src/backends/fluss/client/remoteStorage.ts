/** A file of a cluster's remote storage. */
export interface RemoteFile {
  /** Fewer bytes than asked for only at the end of the file. */
  read(at: number, length: number, signal: AbortSignal): Promise<Uint8Array>;
  close(): Promise<void>;
}
