import { randomUUID } from 'node:crypto';
import type { ObjectStat } from '../../core/contract/objects';
import { CancelledError, HeadwaterError } from '../../core/errors';
import type { BeginWriteParams } from '../../protocol/objects';
import type { SessionRegistry } from '../sessions/sessionRegistry';
import { objectsOf, verbOf } from './capable';
import { PieceQueue } from './pieceQueue';

const WHAT = 'Could not write the object';

interface PipeWrite {
  readonly pieces: PieceQueue;
  readonly stop: AbortController;
  readonly stored: Promise<ObjectStat>;
  idle: NodeJS.Timeout;
}

/** Writes whose content comes from the host piece by piece. One that is left alone for too long is given up. */
export class PipeWrites {
  readonly #writes = new Map<string, PipeWrite>();

  constructor(
    private readonly sessions: SessionRegistry,
    private readonly idleMs = 60_000,
  ) {}

  begin({ connectionId, path, size, ifAbsent, ifContentId }: BeginWriteParams): string {
    const writeId = randomUUID();
    const pieces = new PieceQueue();
    const stop = new AbortController();
    const options = { size, ...(ifAbsent === undefined ? {} : { ifAbsent }), ...(ifContentId === undefined ? {} : { ifContentId }) };
    const stored = this.sessions.use(connectionId, WHAT, async (live) => {
      const objects = objectsOf(live, WHAT);
      return verbOf(objects, 'write', WHAT).call(objects, path, pieces, options, stop.signal);
    });
    // Told to whoever pushes or ends; a write that nobody asks about any more has nobody to tell.
    stored.catch((error: unknown) => {
      pieces.fail(error);
    });
    this.#writes.set(writeId, { pieces, stop, stored, idle: this.#giveUpLater(writeId) });
    return writeId;
  }

  async piece(writeId: string, bytes: Uint8Array): Promise<void> {
    const write = this.#touch(writeId);
    // The bytes are a view into the pipe's buffer, which the next message takes over.
    await write.pieces.push(bytes.slice());
  }

  async end(writeId: string): Promise<ObjectStat> {
    const write = this.#touch(writeId);
    write.pieces.end();
    try {
      return await write.stored;
    } finally {
      clearTimeout(write.idle);
      this.#writes.delete(writeId);
    }
  }

  abort(writeId: string): void {
    const write = this.#writes.get(writeId);
    if (!write) return;
    clearTimeout(write.idle);
    this.#writes.delete(writeId);
    write.stop.abort();
    write.pieces.fail(new CancelledError());
  }

  dispose(): void {
    for (const writeId of [...this.#writes.keys()]) this.abort(writeId);
  }

  #touch(writeId: string): PipeWrite {
    const write = this.#writes.get(writeId);
    if (!write) throw new HeadwaterError({ what: WHAT, why: 'The write was given up, since no more of its content came.', todo: 'Write it again.', kind: 'timeout', code: 'no-write' });
    clearTimeout(write.idle);
    write.idle = this.#giveUpLater(writeId);
    return write;
  }

  #giveUpLater(writeId: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.abort(writeId);
    }, this.idleMs).unref();
  }
}
