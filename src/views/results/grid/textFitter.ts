const REMEMBERED = 20_000;
const ELLIPSIS = '…';

/**
 * Widths of texts in one font and texts cut to a width. Asking the browser costs microseconds per text: in a font of equal widths plain
 * texts are counted instead, others are asked once.
 */
export class TextFitter {
  readonly #widths = new Map<string, number>();
  /** Width of a plain character where all have the same. */
  readonly #each: number | undefined;
  readonly #ellipsis: number;

  constructor(private readonly measure: (text: string) => number) {
    const [thin, wide] = [measure('iiiiiiiiii') / 10, measure('WWWWWWWWWW') / 10];
    this.#each = Math.abs(thin - wide) < 0.01 ? thin : undefined;
    this.#ellipsis = measure(ELLIPSIS);
  }

  width(text: string): number {
    if (this.#each !== undefined && isPlain(text)) return this.#each * text.length;
    const known = this.#widths.get(text);
    if (known !== undefined) return known;
    if (this.#widths.size >= REMEMBERED) this.#widths.clear();
    const width = this.measure(text);
    this.#widths.set(text, width);
    return width;
  }

  /** The text, or as much of it as fits in `room` before an ellipsis. */
  fit(text: string, room: number): string {
    if (this.#each !== undefined && isPlain(text)) {
      if (this.#each * text.length <= room) return text;
      return cut(text, Math.floor((room - this.#ellipsis) / this.#each));
    }
    // No sign of a font of equal widths takes more than two and a half of them: most texts need no measuring.
    if (this.#each !== undefined && text.length * this.#each * 2.5 <= room) return text;
    // Nothing is narrower than a twentieth of the font's ellipsis, so a longer text need not be measured whole.
    const head = text.length > room ? text.slice(0, Math.max(1, Math.floor(room))) : text;
    if (head === text && this.width(text) <= room) return text;
    return cut(head, this.#longest(head, room - this.#ellipsis));
  }

  /** Number of leading code units that are at most `room` wide. */
  #longest(text: string, room: number): number {
    let low = 0;
    let high = text.length;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.width(text.slice(0, middle)) <= room) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** Whether there are only signs of ASCII in it. Asked of every text of every frame: a loop takes a tenth of what an expression takes. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 || code > 0x7e) return false;
  }
  return true;
}

function cut(text: string, units: number): string {
  const end = Math.max(0, units);
  // Half of a surrogate pair would show as a box.
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end) + ELLIPSIS;
}
