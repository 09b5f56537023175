import { HeadwaterError } from '../../src/core/errors';

/** A statement of the toy language. Sizes are in bytes, times in milliseconds. */
export type Toy =
  | { readonly verb: 'rows'; readonly rows: number; readonly cols: number; readonly batch: number; readonly every: number }
  | { readonly verb: 'endless'; readonly cols: number; readonly every: number }
  | { readonly verb: 'empty'; readonly cols: number }
  | { readonly verb: 'wide'; readonly cols: number }
  | { readonly verb: 'cell'; readonly size: number }
  | { readonly verb: 'types' }
  | { readonly verb: 'message'; readonly count: number }
  | { readonly verb: 'affected'; readonly rows: number }
  | { readonly verb: 'sleep'; readonly ms: number }
  /** Fails after so many batches. */
  | { readonly verb: 'fail'; readonly after: number }
  /** Never answers, not even to a cancel. */
  | { readonly verb: 'deaf' };

const UNITS: Readonly<Record<string, number>> = { '': 1, ms: 1, s: 1_000, m: 60_000, kb: 1_024, mb: 1_048_576, k: 1_000, million: 1_000_000 };

/**
 * `rows 1000000 cols 20 batch 4096 every 5ms` · `endless every 1ms` · `empty cols 3` · `wide 5000` · `cell 50MB` · `types` ·
 * `message 3` · `affected 3` · `sleep 10s` · `fail after 5` · `deaf`
 * @throws HeadwaterError with the position of the word that was not understood
 */
export function parseToy(text: string): Toy {
  const words = new Words(text);
  const verb = words.next();
  switch (verb) {
    case 'rows':
      return { verb, rows: words.number(), cols: words.after('cols', 3), batch: words.after('batch', 4_096), every: words.after('every', 0) };
    case 'endless':
      return { verb, cols: words.after('cols', 3), every: words.after('every', 0) };
    case 'empty':
      return { verb, cols: words.after('cols', 3) };
    case 'wide':
      return { verb, cols: words.number() };
    case 'cell':
      return { verb, size: words.number() };
    case 'types':
    case 'deaf':
      return { verb };
    case 'message':
      return { verb, count: words.number(1) };
    case 'affected':
      return { verb, rows: words.number() };
    case 'sleep':
      return { verb, ms: words.number() };
    case 'fail':
      return { verb, after: words.after('after', 0) };
    default:
      throw words.wrong(`There is no statement “${verb}”.`);
  }
}

class Words {
  readonly #words: readonly { readonly word: string; readonly start: number }[];
  #at = 0;

  constructor(text: string) {
    this.#words = Array.from(text.matchAll(/[^\s;]+/gu), (match) => ({ word: match[0].toLowerCase(), start: match.index }));
  }

  next(): string {
    return this.#words[this.#at++]?.word ?? '';
  }

  number(initial?: number): number {
    const word = this.next();
    if (word === '' && initial !== undefined) return initial;
    const [, digits, unit] = /^(\d+)([a-z]*)$/u.exec(word) ?? [];
    const factor = UNITS[unit ?? '?'];
    if (digits === undefined || factor === undefined) throw this.wrong(word === '' ? 'A number is missing.' : `“${word}” is not a number.`);
    return Number(digits) * factor;
  }

  /** The number after an optional keyword, wherever it stands. */
  after(keyword: string, initial: number): number {
    const index = this.#words.findIndex(({ word }) => word === keyword);
    if (index === -1) return initial;
    this.#at = index + 1;
    return this.number();
  }

  /** About the word read last. */
  wrong(why: string): HeadwaterError {
    const { word, start } = this.#words[this.#at - 1] ?? { word: '', start: 0 };
    return new HeadwaterError({ what: 'Could not run the statement', why, todo: 'Write one of the sample’s statements.', code: 'syntax', position: { start, end: start + word.length } });
  }
}
