// A double of an object store: proves what we do with ranges, changes and faults; not what a real server answers.
import type { ObjectPage, ObjectPath, Objects, ObjectStat, ObjectWriteOptions } from '../../../src/core/contract/objects';
import { HeadwaterError } from '../../../src/core/errors';

interface Held {
  readonly bytes: Uint8Array;
  readonly contentId: string;
}

export interface ReadRequest {
  readonly path: string;
  readonly start: number;
  readonly end: number;
}

/** Objects in memory, under repository, ref and key, with a log of what was read and faults to order. */
export class MemoryObjects implements Objects {
  readonly scheme = 'mem';
  readonly containerParts = 2;
  readonly reads: ReadRequest[] = [];
  readonly #objects = new Map<string, Held>();
  #versions = 0;
  /** Called before each read; throws or waits to make a fault. */
  beforeRead: (request: ReadRequest) => Promise<void> | void = () => undefined;
  /** Bytes after which a read breaks off, once each. */
  readonly cuts: number[] = [];
  /** Bytes of one piece. */
  pieceBytes = 64 * 1024;
  hasContentIds = true;
  isReadOnly = false;

  put(path: string, bytes: Uint8Array): void {
    this.#versions++;
    this.#objects.set(path, { bytes, contentId: `v${this.#versions}` });
  }

  get(path: string): Uint8Array | undefined {
    return this.#objects.get(path)?.bytes;
  }

  get bytesRead(): number {
    return this.reads.reduce((sum, { start, end }) => sum + end - start, 0);
  }

  async list(prefix: ObjectPath, page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }): Promise<ObjectPage> {
    const start = prefix.join('/');
    const names = [...this.#objects.keys()].filter((name) => name.startsWith(start) && name > (page.cursor ?? '')).sort();
    const shown = names.slice(0, page.limit);
    const last = shown.at(-1);
    return { objects: shown.map((name) => this.#stat(name)), prefixes: [], ...(last !== undefined && names.length > shown.length ? { next: last } : {}) };
  }

  async stat(path: ObjectPath): Promise<ObjectStat> {
    return this.#stat(path.join('/'));
  }

  async *read(path: ObjectPath, options: { readonly range?: { readonly start: number; readonly end: number }; readonly ifContentId?: string }, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const name = path.join('/');
    const { bytes } = this.#held(name);
    const { start, end } = options.range ?? { start: 0, end: bytes.length };
    const request = { path: name, start, end };
    this.reads.push(request);
    await this.beforeRead(request);
    signal.throwIfAborted();
    const held = this.#held(name);
    if (options.ifContentId !== undefined && held.contentId !== options.ifContentId) {
      throw new HeadwaterError({ what: `Could not read \`${name}\``, why: 'Its content has changed.', kind: 'changed' });
    }
    const cut = this.cuts.shift() ?? Infinity;
    for (let at = start; at < end; at += this.pieceBytes) {
      if (at - start >= cut) throw new HeadwaterError({ what: `Could not read \`${name}\``, why: 'The connection broke off.', kind: 'unreachable' });
      yield held.bytes.slice(at, Math.min(end, at + this.pieceBytes));
    }
  }

  async writable(): Promise<boolean> {
    return !this.isReadOnly;
  }

  async write(path: ObjectPath, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStat> {
    const parts: Uint8Array[] = [];
    let sent = 0;
    for await (const part of content) {
      signal.throwIfAborted();
      parts.push(part.slice());
      options.progress?.((sent += part.length));
    }
    const name = path.join('/');
    this.put(name, Buffer.concat(parts));
    return this.#stat(name);
  }

  #held(name: string): Held {
    const held = this.#objects.get(name);
    if (!held) throw new HeadwaterError({ what: `Could not read \`${name}\``, why: 'There is no such object.', kind: 'notFound' });
    return held;
  }

  #stat(name: string): ObjectStat {
    const { bytes, contentId } = this.#held(name);
    const [repository = '', ref = '', ...key] = name.split('/');
    return { path: [repository, ref, key.join('/')], size: bytes.length, ...(this.hasContentIds ? { contentId } : {}) };
  }
}
