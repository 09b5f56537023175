import type { CellPart } from '../../../protocol/results';
import type { HostLink } from '../hostLink';

export interface CellAddress {
  readonly resultId: string;
  /** The view that row counts in, where the result has several. */
  readonly view?: string;
  readonly row: number;
  readonly column: number;
}

const FIRST = 32_768;
const NEXT = 262_144;

/** One value read piece by piece: the first small, so that it shows at once, others on demand. */
export class CellLoader {
  readonly parts: CellPart[] = [];
  #loaded = 0;
  #total: number | undefined;
  #loading = false;

  constructor(
    private readonly link: HostLink,
    private readonly cell: CellAddress,
    readonly as: 'text' | 'json' | 'raw',
    private readonly signal: AbortSignal,
  ) {}

  get loaded(): number {
    return this.#loaded;
  }

  get total(): number | undefined {
    return this.#total;
  }

  get whole(): boolean {
    return this.#total !== undefined && this.#loaded >= this.#total;
  }

  get loading(): boolean {
    return this.#loading;
  }

  get isNull(): boolean {
    return this.parts[0]?.isNull ?? false;
  }

  get family(): string | undefined {
    return this.parts[0]?.family;
  }

  text(): string {
    return this.parts.map((part) => part.text ?? '').join('');
  }

  bytes(): Uint8Array {
    const out = new Uint8Array(this.parts.reduce((sum, part) => sum + (part.bytes?.byteLength ?? 0), 0));
    let at = 0;
    for (const part of this.parts) {
      if (!part.bytes) continue;
      out.set(part.bytes, at);
      at += part.bytes.byteLength;
    }
    return out;
  }

  async more(): Promise<void> {
    if (this.#loading || this.whole) return;
    this.#loading = true;
    try {
      const part = await this.link.call('cell', { ...this.cell, as: this.as, from: this.#loaded, length: this.parts.length === 0 ? FIRST : NEXT }, this.signal);
      const length = this.as === 'raw' ? (part.bytes?.byteLength ?? 0) : (part.text?.length ?? 0);
      this.parts.push(part);
      this.#loaded += length;
      // A part that brings nothing ends it, so that asking for more always ends.
      this.#total = length === 0 ? this.#loaded : part.total;
    } finally {
      this.#loading = false;
    }
  }

  async upTo(limit: number, progress: () => void): Promise<void> {
    while (!this.whole && this.#loaded < limit) {
      await this.more();
      progress();
    }
  }
}
