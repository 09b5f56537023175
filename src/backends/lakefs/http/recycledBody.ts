import { type ReplyHead, replyHead } from './replyHead';

const PIECE = 512 * 1024;
/** Pieces that are there at once: 2 MiB. */
const PIECES = 4;
/** Bytes of a head that are read; less than a piece. */
const MOST_HEAD = 64 * 1024;

/** A reply as it comes from a socket, in memory that is used again and again. */
export class RecycledBody {
  readonly head: Promise<ReplyHead | undefined>;
  /** Called where reading may go on after {@link took} has said no. */
  resume: () => void = () => undefined;

  #tellHead!: (head: ReplyHead | undefined) => void;
  readonly #free = Array.from({ length: PIECES - 1 }, () => new Uint8Array(PIECE));
  #piece = new Uint8Array(PIECE);
  /** Where the body starts in the piece, and where what has come ends. */
  #start = 0;
  #filled = 0;
  /** Bytes of the body still to come, the ones in the piece among them; `undefined` before the head. */
  #left: number | undefined;
  readonly #full: Uint8Array[] = [];
  #paused = false;
  #end: { readonly error?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor() {
    this.head = new Promise((resolve) => {
      this.#tellHead = resolve;
    });
  }

  /** True while we do not want more: then nothing comes, and that says nothing of the other side. */
  get paused(): boolean {
    return this.#paused;
  }

  /** Where the next bytes are to go. */
  room(): Uint8Array {
    return this.#piece.subarray(this.#filled);
  }

  /** So many bytes have come into {@link room}. @returns whether more may follow now */
  took(bytes: number): boolean {
    if (this.#isOver()) return false;
    this.#filled += bytes;
    if (this.#left === undefined && !this.#takeHead()) return !this.#isOver();
    const left = this.#left ?? 0;
    if (this.#filled - this.#start >= left) {
      this.#queue(this.#start + left);
      this.end();
    } else if (this.#filled === PIECE) this.#queue(PIECE);
    return !this.#paused && !this.#isOver();
  }

  /** Nothing more comes: all is there, or `error` says why not. What has come is still given out. */
  end(error?: unknown): void {
    if (this.#end) return;
    this.#end = error === undefined ? {} : { error };
    if (this.#left !== undefined && error !== undefined) this.#queue(this.#filled);
    this.#tellHead(undefined);
    this.#wake?.();
  }

  /** The body. A piece is overwritten once the next one is asked for. @throws what {@link end} was told */
  async *read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const piece = this.#full.shift();
      if (piece !== undefined) {
        yield piece;
        this.#release(piece);
      } else if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }

  #isOver(): boolean {
    return this.#end !== undefined;
  }

  #takeHead(): boolean {
    const come = Buffer.from(this.#piece.buffer, 0, this.#filled);
    const end = come.indexOf('\r\n\r\n');
    if (end < 0 && this.#filled < MOST_HEAD) return false;
    const head = end < 0 ? undefined : replyHead(come.toString('latin1', 0, end));
    if (head === undefined) {
      this.end();
      return false;
    }
    this.#start = end + 4;
    this.#left = head.length;
    this.#tellHead(head);
    return true;
  }

  #queue(until: number): void {
    if (until > this.#start) this.#full.push(this.#piece.subarray(this.#start, until));
    this.#left = (this.#left ?? 0) - (until - this.#start);
    this.#start = 0;
    this.#filled = 0;
    // More may come from what was decrypted already even where nothing more is wanted.
    this.#piece = this.#free.pop() ?? new Uint8Array(PIECE);
    this.#paused = this.#free.length === 0;
    this.#wake?.();
  }

  #release(piece: Uint8Array): void {
    if (this.#free.length < PIECES && piece.buffer instanceof ArrayBuffer) this.#free.push(new Uint8Array(piece.buffer));
    if (!this.#paused || this.#end) return;
    this.#paused = false;
    this.resume();
  }
}
