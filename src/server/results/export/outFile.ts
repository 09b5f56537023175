import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { Disk, DiskFile } from '../store/disk';
import { diskError } from '../store/diskFailure';

/** Bytes gathered before they are written. */
const CHUNK = 1024 * 1024;
const UTF8 = new TextEncoder();

/** A file that grows at its end. */
export class OutFile {
  #position = 0;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor(private readonly file: DiskFile) {}

  /** Bytes so far. */
  get bytes(): number {
    return this.#position + this.#waitingBytes;
  }

  async text(text: string): Promise<void> {
    await this.write(UTF8.encode(text));
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.byteLength;
    if (this.#waitingBytes >= CHUNK) await this.flush();
  }

  async flush(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    const [only] = waiting;
    const bytes = waiting.length === 1 && only ? only : Buffer.concat(waiting);
    await this.file.write(bytes, this.#position);
    this.#position += bytes.byteLength;
  }
}

/**
 * Makes a file: written beside its place under another name, and moved there when it is whole. When `fill` fails or is cancelled nothing is left.
 * @throws HeadwaterError where the disk fails, CancelledError
 */
export async function writeWhole(disk: Disk, target: string, fill: (file: OutFile) => Promise<void>): Promise<{ readonly bytes: number }> {
  const what = `Could not export to ${path.basename(target)}`;
  if (await disk.isFolder(target)) throw new HeadwaterError({ what, why: 'The path is a folder.', todo: 'Choose a file name.', code: 'EISDIR' });
  const part = path.join(path.dirname(target), `.${path.basename(target)}.${randomUUID().slice(0, 8)}.part`);
  try {
    const file = await disk.create(part);
    const out = new OutFile(file);
    try {
      await fill(out);
      await out.flush();
    } finally {
      await file.close();
    }
    await disk.rename(part, target);
    return { bytes: out.bytes };
  } catch (error) {
    await disk.remove(part).catch(() => undefined);
    throw isCancelled(error) ? error : diskError(error, what, 'Nothing was written.');
  }
}
