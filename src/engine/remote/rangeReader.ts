import type { ObjectPath, Objects, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';

/** One content of an object: every range read of it is of that content, or an error. */
export interface RangeReader {
  readonly size: number;
  /** The bytes from `start` up to `end`, in pieces. @throws HeadwaterError with kind `changed` where the content is another by now */
  pieces(start: number, end: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** The same in one piece: for small ranges. */
  bytes(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** What was asked of the other side. */
export interface Traffic {
  bytes: number;
  requests: number;
}

/** Reads ranges of an object as it was when `stat` was made, and checks that as many bytes come as were asked for. */
export class ObjectRanges implements RangeReader {
  readonly size: number;

  constructor(
    private readonly objects: Objects,
    private readonly path: ObjectPath,
    private readonly stat: ObjectStat,
    private readonly label: string,
    private readonly traffic: Traffic,
  ) {
    this.size = stat.size;
  }

  async *pieces(start: number, end: number, signal: AbortSignal): AsyncGenerator<Uint8Array, void, undefined> {
    const { contentId } = this.stat;
    if (start >= end) return;
    signal.throwIfAborted();
    this.traffic.requests++;
    let left = end - start;
    for await (const piece of this.objects.read(this.path, { range: { start, end }, ...(contentId === undefined ? {} : { ifContentId: contentId }) }, signal)) {
      left -= piece.length;
      this.traffic.bytes += piece.length;
      if (left < 0) throw this.#wrongLength(`more than the ${end - start} bytes asked for`);
      yield piece;
    }
    signal.throwIfAborted();
    if (left > 0) throw this.#wrongLength(`${end - start - left} of the ${end - start} bytes asked for`);
  }

  async bytes(start: number, end: number, signal: AbortSignal): Promise<Uint8Array> {
    const whole = new Uint8Array(end - start);
    let at = 0;
    for await (const piece of this.pieces(start, end, signal)) {
      whole.set(piece, at);
      at += piece.length;
    }
    return whole;
  }

  #wrongLength(came: string): HeadwaterError {
    return new HeadwaterError({
      what: `Could not read \`${this.label}\``,
      why: `The server sent ${came}.`,
      todo: 'Try again; if it happens again, a proxy on the way may change what is sent.',
      code: 'wrong-length',
    });
  }
}
