import { pieceEnd, utf8Text } from '../../../core/format/bytes';
import type { Pacer } from '../pacer';

const PIECE_BYTES = 256 * 1024;

/**
 * UTF-8 bytes as text, a page at a time. The first look goes through all of it in pieces, to know its length in UTF-16 units;
 * later pages decode only the pieces that they touch. Nothing of the text itself is kept.
 */
export class TextPages {
  /** Where each piece starts, in bytes and in UTF-16 units; the last is the end. */
  readonly #marks: { readonly byte: number; readonly unit: number }[] = [{ byte: 0, unit: 0 }];

  constructor(private readonly bytes: Uint8Array) {}

  async page(from: number, length: number, pacer: Pacer): Promise<{ readonly total: number; readonly text: string }> {
    await this.#measure(pacer);
    const total = this.#marks.at(-1)?.unit ?? 0;
    const end = Math.min(from + length, total);
    let text = '';
    for (let piece = this.#pieceOf(from); piece + 1 < this.#marks.length; piece++) {
      const [start, next] = [this.#marks[piece], this.#marks[piece + 1]];
      if (!start || !next || start.unit >= end) break;
      text += utf8Text(this.bytes.subarray(start.byte, next.byte)).slice(Math.max(from - start.unit, 0), end - start.unit);
    }
    return { total, text };
  }

  async #measure(pacer: Pacer): Promise<void> {
    for (let last = this.#marks.at(-1); last && last.byte < this.bytes.length; last = this.#marks.at(-1)) {
      const end = pieceEnd(this.bytes, last.byte, PIECE_BYTES);
      this.#marks.push({ byte: end, unit: last.unit + utf8Text(this.bytes.subarray(last.byte, end)).length });
      if (pacer.due) await pacer.pause();
    }
  }

  #pieceOf(unit: number): number {
    let piece = 0;
    while (piece + 1 < this.#marks.length && (this.#marks[piece + 1]?.unit ?? Infinity) <= unit) piece++;
    return piece;
  }
}
