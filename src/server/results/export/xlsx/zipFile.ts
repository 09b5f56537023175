import { createDeflateRaw, type DeflateRaw } from 'node:zlib';
import { HeadwaterError } from '../../../../core/errors';
import type { OutFile } from '../outFile';

/** Format: PKWARE APPNOTE 6.3.10; sizes stand behind each entry (flag 3), so that nothing is held back. */

const LOCAL_HEADER = 0x0403_4b50;
const DESCRIPTOR = 0x0807_4b50;
const CENTRAL_HEADER = 0x0201_4b50;
const END = 0x0605_4b50;
const VERSION = 20;
/** Sizes follow, names are UTF-8. */
const FLAGS = 0x0808;
const DEFLATED = 8;
/** 1980-01-01: the same rows make the same file. */
const DATE = 0x0021;
const MOST_BYTES = 0xffff_ffff;

interface Entry {
  readonly name: Buffer;
  readonly place: number;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
}

/** Writes entries one after the other, each as a stream. */
export class ZipFile {
  readonly #entries: Entry[] = [];

  constructor(private readonly out: OutFile) {}

  /** Adds an entry; `fill` writes its content, piece by piece. */
  async add(name: string, fill: (write: (text: string) => Promise<void>) => Promise<void>): Promise<void> {
    const bytes = Buffer.from(name);
    const place = this.out.bytes;
    await this.out.write(Buffer.concat([fields([LOCAL_HEADER, 4], [VERSION, 2], [FLAGS, 2], [DEFLATED, 2], [0, 2], [DATE, 2], [0, 4], [0, 4], [0, 4], [bytes.length, 2], [0, 2]), bytes]));
    const start = this.out.bytes;
    const content = new Deflated(this.out);
    await fill((text) => content.write(Buffer.from(text)));
    await content.end();
    const entry = { name: bytes, place, crc: content.crc, packed: this.out.bytes - start, size: content.size };
    if (entry.size > MOST_BYTES || this.out.bytes > MOST_BYTES) {
      throw new HeadwaterError({ what: 'Could not write the workbook', why: 'A workbook holds at most 4 GiB.', todo: 'Export to Parquet or CSV, or fewer rows.', code: 'too-large' });
    }
    await this.out.write(fields([DESCRIPTOR, 4], [entry.crc, 4], [entry.packed, 4], [entry.size, 4]));
    this.#entries.push(entry);
  }

  async end(): Promise<void> {
    const place = this.out.bytes;
    for (const { name, crc, packed, size, place: at } of this.#entries) {
      const header = fields([CENTRAL_HEADER, 4], [VERSION, 2], [VERSION, 2], [FLAGS, 2], [DEFLATED, 2], [0, 2], [DATE, 2], [crc, 4], [packed, 4], [size, 4], [name.length, 2], [0, 2], [0, 2], [0, 2], [0, 2], [0, 4], [at, 4]);
      await this.out.write(Buffer.concat([header, name]));
    }
    const count = this.#entries.length;
    await this.out.write(fields([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [this.out.bytes - place, 4], [place, 4], [0, 2]));
  }
}

class Deflated {
  size = 0;
  #crc = 0xffff_ffff;
  readonly #deflate: DeflateRaw = createDeflateRaw({ level: 4 });
  #packed: Buffer[] = [];
  #failure: Error | undefined;

  constructor(private readonly out: OutFile) {
    this.#deflate.on('data', (bytes: Buffer) => this.#packed.push(bytes));
    this.#deflate.on('error', (error: Error) => {
      this.#failure = error;
    });
  }

  get crc(): number {
    return (this.#crc ^ 0xffff_ffff) >>> 0;
  }

  async write(bytes: Buffer): Promise<void> {
    this.size += bytes.length;
    let crc = this.#crc;
    for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
    this.#crc = crc;
    await new Promise<void>((resolve) => {
      this.#deflate.write(bytes, () => {
        resolve();
      });
    });
    await this.#handOn();
  }

  async end(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#deflate.once('end', resolve);
      this.#deflate.once('error', () => {
        resolve();
      });
      this.#deflate.end();
    });
    await this.#handOn();
  }

  async #handOn(): Promise<void> {
    if (this.#failure) throw this.#failure;
    const packed = this.#packed;
    this.#packed = [];
    for (const bytes of packed) await this.out.write(bytes);
  }
}

/** Little-endian numbers of 2 or 4 bytes. */
function fields(...values: readonly (readonly [value: number, width: 2 | 4])[]): Buffer {
  const bytes = Buffer.alloc(values.reduce((sum, [, width]) => sum + width, 0));
  let at = 0;
  for (const [value, width] of values) {
    if (width === 2) bytes.writeUInt16LE(value, at);
    else bytes.writeUInt32LE(value >>> 0, at);
    at += width;
  }
  return bytes;
}

const CRC_TABLE = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  return crc;
});
