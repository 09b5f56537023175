import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';

/** A file that is written once, at its end, and read anywhere. */
export interface DiskFile {
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Exactly `length` bytes in a buffer of their own. */
  read(position: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** The file system as the results use it; tests put a failing one here. */
export interface Disk {
  /** Makes missing parents too. */
  makeFolder(path: string): Promise<void>;
  /** Makes a file that must not exist yet. */
  create(path: string): Promise<DiskFile>;
  /** Names in a folder; none where it does not exist. */
  list(folder: string): Promise<readonly string[]>;
  /** Milliseconds since 1970 of the last change; `undefined` where there is nothing. */
  changedAt(path: string): Promise<number | undefined>;
  isFolder(path: string): Promise<boolean>;
  rename(from: string, to: string): Promise<void>;
  /** A file, or a folder with all in it; nothing where it does not exist. */
  remove(path: string): Promise<void>;
}

export class NodeDisk implements Disk {
  async makeFolder(path: string): Promise<void> {
    await mkdir(path, { recursive: true });
  }

  async create(path: string): Promise<DiskFile> {
    const handle = await open(path, 'wx+');
    return {
      write: async (bytes, position) => {
        for (let done = 0; done < bytes.byteLength; ) {
          done += (await handle.write(bytes, done, bytes.byteLength - done, position + done)).bytesWritten;
        }
      },
      read: async (position, length) => {
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
          if (bytesRead === 0) throw new Error('The file is shorter than it was.');
          done += bytesRead;
        }
        return bytes;
      },
      close: () => handle.close(),
    };
  }

  list(folder: string): Promise<readonly string[]> {
    return readdir(folder).catch(() => []);
  }

  changedAt(path: string): Promise<number | undefined> {
    return stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    );
  }

  isFolder(path: string): Promise<boolean> {
    return stat(path).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }

  rename(from: string, to: string): Promise<void> {
    return rename(from, to);
  }

  remove(path: string): Promise<void> {
    return rm(path, { recursive: true, force: true });
  }
}
