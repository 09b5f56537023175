import { availableParallelism } from 'node:os';
import type { Transform } from 'node:stream';

/** Node has four threads for this, and they are for others as well. */
const MOST_LANES = 4;
/** After so long without work the compressors are let go, with their memory. */
const KEPT_MS = 10_000;

interface Lane {
  readonly level: number;
  readonly stream: Transform;
}

/** Compressors that stay: each works on one buffer at a time, whoever comes first waits least. */
export class Lanes {
  readonly #idle: Lane[] = [];
  #count = 0;
  readonly #waiting: (() => void)[] = [];
  #forget: NodeJS.Timeout | undefined;

  /** @param create a stream that answers each write with one frame */
  constructor(
    private readonly create: (level: number) => Transform,
    private readonly most = Math.min(MOST_LANES, availableParallelism()),
  ) {}

  /** @returns one frame. `bytes` must not change before that */
  async compress(bytes: Uint8Array, level: number): Promise<Uint8Array> {
    const lane = await this.#take(level);
    try {
      const frame = await written(lane.stream, bytes);
      this.#idle.push(lane);
      return frame;
    } catch (error) {
      this.#drop(lane);
      throw error;
    } finally {
      this.#waiting.shift()?.();
      this.#rearm();
    }
  }

  async #take(level: number): Promise<Lane> {
    while (this.#idle.length === 0 && this.#count >= this.most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    const fitting = this.#idle.findLastIndex((lane) => lane.level === level);
    const [lane] = this.#idle.splice(fitting, fitting < 0 ? 0 : 1);
    if (lane) return lane;
    const [other] = this.#count < this.most ? [] : this.#idle.splice(0, 1);
    if (other) this.#drop(other);
    this.#count += 1;
    const stream = this.create(level);
    stream.on('error', () => undefined); // told to whoever writes
    return { level, stream };
  }

  #drop(lane: Lane): void {
    this.#count -= 1;
    lane.stream.destroy();
  }

  #rearm(): void {
    if (this.#forget) this.#forget.refresh();
    else this.#forget = setTimeout(() => this.#idle.splice(0).forEach((lane) => this.#drop(lane)), KEPT_MS).unref();
  }
}

function written(stream: Transform, bytes: Uint8Array): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    stream.write(bytes, (error) => {
      const frame: unknown = error ? undefined : stream.read();
      if (frame instanceof Uint8Array) resolve(frame);
      else reject(error ?? new Error('Zstandard gave nothing.'));
    });
  });
}
