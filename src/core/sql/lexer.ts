import type { StatementLanguage } from '../contract/language';

export type TokenKind = 'word' | 'number' | 'string' | 'identifier' | 'comment' | 'parameter' | 'terminator' | 'symbol';

/** What can begin with a given first character. */
interface Opener {
  readonly kind: 'string' | 'identifier' | 'lineComment' | 'blockComment' | 'terminator';
  readonly open: string;
  readonly close: string;
  /** A doubled close stands for one. */
  readonly doubled: boolean;
  /** A backslash takes the next character along. */
  readonly backslash: boolean;
  readonly nested: boolean;
}

/** All openers are made from this one, so that they have one shape and the lexer stays fast. */
const PLAIN: Opener = { kind: 'terminator', open: '', close: '', doubled: false, backslash: false, nested: false };

/** A language made ready for the lexer; make it once per text, or keep it with the language. */
export interface LexRules {
  /** 1 for the ASCII characters that may begin something else than a word, a number or a symbol. */
  readonly special: Uint8Array;
  /** By the first character's code, as far as it is ASCII; a sparse table is the fastest there is. */
  readonly openers: readonly (readonly Opener[] | undefined)[];
  readonly dollarQuotes: boolean;
  readonly question: boolean;
  readonly dollarParameters: { readonly numbered: boolean; readonly named: boolean };
}

export function lexRules(language: StatementLanguage): LexRules {
  const openers: Opener[] = [
    { ...PLAIN, kind: 'terminator', open: language.terminator },
    ...language.lineComments.map((open): Opener => ({ ...PLAIN, kind: 'lineComment', open })),
    ...language.identifiers.map(({ open, close }): Opener => ({ ...PLAIN, kind: 'identifier', open, close, doubled: true })),
    ...language.strings.map(({ open, close, escape }): Opener => {
      return { ...PLAIN, kind: 'string', open, close, doubled: escape === 'double' || escape === 'both', backslash: escape === 'backslash' || escape === 'both' };
    }),
  ];
  if (language.blockComment) openers.push({ ...PLAIN, kind: 'blockComment', ...language.blockComment });
  const table = byFirstCharacter(openers);
  return {
    openers: table,
    special: Uint8Array.from(table, (list, code) => (list || code === DOLLAR || code === QUESTION ? 1 : 0)),
    dollarQuotes: language.dollarQuotes,
    question: language.parameters.includes('question'),
    dollarParameters: { numbered: language.parameters.includes('numbered'), named: language.parameters.includes('named') },
  };
}

/** Longest first, so that `E'` wins over a word and `--` over a minus. Letters match in both cases. */
function byFirstCharacter(openers: readonly Opener[]): LexRules['openers'] {
  const table = Array.from({ length: 128 }, (): Opener[] | undefined => undefined);
  for (const opener of openers) {
    for (const open of new Set([opener.open, opener.open.toLowerCase(), opener.open.toUpperCase()])) {
      const code = open.charCodeAt(0);
      if (code < 128) table[code] = [...(table[code] ?? []), { ...opener, open }].sort((one, next) => next.open.length - one.open.length);
    }
  }
  return table;
}

/**
 * Walks over the tokens of a text in one pass, whatever it holds. White space is skipped.
 * The current token stands in the fields, so that a walk over megabytes makes no objects.
 */
export class Lexer {
  kind: TokenKind = 'symbol';
  start = 0;
  end: number;
  /** What should have closed the current token, where the text ended first. */
  missing: string | undefined;

  /** @param from where to begin; it must not be inside a token */
  constructor(
    readonly text: string,
    private readonly rules: LexRules,
    from = 0,
  ) {
    this.end = from;
  }

  /** Moves to the next token; false at the end of the text. */
  next(): boolean {
    const { text } = this;
    const { length } = text;
    let at = this.end;
    let code = 0;
    while (at < length && isSpace((code = text.charCodeAt(at)))) at++;
    this.start = at;
    this.end = at + 1;
    this.missing = undefined;
    if (at >= length) {
      this.end = at;
      return false;
    }
    this.kind = 'symbol';
    const special = code < 128 && this.rules.special[code] === 1;
    if (special && (this.#opened(code) || this.#dollar(code) || this.#question(code))) return true;
    this.end = at + 1;
    this.#plain(code);
    return true;
  }

  /** The current token's text. */
  get value(): string {
    return this.text.slice(this.start, this.end);
  }

  /** The current token, where it is a word, in upper case; else its first character. */
  get key(): string {
    return this.kind === 'word' ? this.value.toUpperCase() : this.text.charAt(this.start);
  }

  #opened(code: number): boolean {
    const openers = this.rules.openers[code];
    if (!openers) return false;
    for (const opener of openers) {
      if (!this.text.startsWith(opener.open, this.start)) continue;
      this.end = this.start + opener.open.length;
      if (opener.kind === 'terminator' && this.#isWithinWord()) continue;
      this.#finish(opener);
      return true;
    }
    return false;
  }

  /** A terminator that is a word must be the whole word. */
  #isWithinWord(): boolean {
    const { text, end } = this;
    return end < text.length && isWordPart(text.charCodeAt(end - 1)) && isWordPart(text.charCodeAt(end));
  }

  #finish(opener: Opener): void {
    switch (opener.kind) {
      case 'terminator':
        this.kind = 'terminator';
        return;
      case 'lineComment':
        this.kind = 'comment';
        this.end = lineEnd(this.text, this.end);
        return;
      case 'blockComment':
        this.kind = 'comment';
        this.#close(opener.nested ? nestedEnd(this.text, this.end, opener) : plainEnd(this.text, this.end, opener.close), opener.close);
        return;
      case 'string':
      case 'identifier':
        this.kind = opener.kind;
        this.#close(quotedEnd(this.text, this.end, opener), opener.close);
        return;
    }
  }

  #close(end: number, close: string): void {
    this.end = end < 0 ? this.text.length : end;
    this.missing = end < 0 ? close : undefined;
  }

  /** `$tag$ … $tag$`, `$1`, `$name`. */
  #dollar(code: number): boolean {
    if (code !== DOLLAR) return false;
    const { text, rules } = this;
    const first = text.charCodeAt(this.start + 1);
    const numbered = isDigit(first);
    let end = this.start + 1;
    while (end < text.length && isWordPart(text.charCodeAt(end)) && text.charCodeAt(end) !== DOLLAR) end++;
    if (rules.dollarQuotes && !numbered && text.charCodeAt(end) === DOLLAR) {
      const tag = text.slice(this.start, end + 1);
      this.kind = 'string';
      this.#close(plainEnd(text, end + 1, tag), tag);
      return true;
    }
    if (end === this.start + 1 || !(numbered ? rules.dollarParameters.numbered : rules.dollarParameters.named)) return false;
    this.kind = 'parameter';
    this.end = end;
    return true;
  }

  /** `?`, `?2`. */
  #question(code: number): boolean {
    if (code !== QUESTION || !this.rules.question) return false;
    let end = this.start + 1;
    while (isDigit(this.text.charCodeAt(end))) end++;
    this.kind = 'parameter';
    this.end = end;
    return true;
  }

  #plain(code: number): void {
    if (!isWordPart(code)) return;
    const { text } = this;
    const { length } = text;
    let end = this.end;
    if (isDigit(code)) {
      while (end < length && isNumberPart(text.charCodeAt(end))) end++;
      this.kind = 'number';
    } else {
      while (end < length && isWordPart(text.charCodeAt(end))) end++;
      this.kind = 'word';
    }
    this.end = end;
  }
}

const WORD_PARTS = Uint8Array.from({ length: 128 }, (_, code) => (isLetter(code) || isDigit(code) || code === 36 ? 1 : 0));
const DOLLAR = 36;
const DOT = 46;
const QUESTION = 63;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

/** Everything beyond ASCII that is no space counts as a letter, halves of surrogate pairs too. */
export function isWordPart(code: number): boolean {
  return code < 128 ? WORD_PARTS[code] === 1 : !isSpace(code);
}

function isNumberPart(code: number): boolean {
  return isDigit(code) || isLetter(code) || code === DOT;
}

export function isSpace(code: number): boolean {
  return code < 128 ? code === 32 || (code >= 9 && code <= 13) : isWideSpace(code);
}

function isWideSpace(code: number): boolean {
  return code === 0xa0 || code === 0xfeff || code === 0x1680 || code === 0x3000 || code === 0x202f || code === 0x205f || (code >= 0x2000 && code <= 0x200a) || code === 0x2028 || code === 0x2029;
}

function lineEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === 10 || code === 13) return at;
    at++;
  }
  return at;
}

function plainEnd(text: string, from: number, close: string): number {
  const at = text.indexOf(close, from);
  return at < 0 ? -1 : at + close.length;
}

function nestedEnd(text: string, from: number, { open, close }: Opener): number {
  const [openCode, closeCode] = [open.charCodeAt(0), close.charCodeAt(0)];
  let depth = 1;
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === closeCode && text.startsWith(close, at)) {
      at += close.length;
      if (--depth === 0) return at;
    } else if (code === openCode && text.startsWith(open, at)) {
      at += open.length;
      depth++;
    } else {
      at++;
    }
  }
  return -1;
}

function quotedEnd(text: string, from: number, { close, doubled, backslash }: Opener): number {
  let at = from;
  while (at < text.length) {
    if (backslash) {
      const stop = backslashOrClose(text, at, close);
      if (stop < 0) return -1;
      if (text.charCodeAt(stop) === 92) {
        at = stop + 2;
        continue;
      }
      at = stop;
    } else {
      at = text.indexOf(close, at);
      if (at < 0) return -1;
    }
    at += close.length;
    if (!doubled || !text.startsWith(close, at)) return at;
    at += close.length;
  }
  return -1;
}

function backslashOrClose(text: string, from: number, close: string): number {
  const closeCode = close.charCodeAt(0);
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 92 || (code === closeCode && text.startsWith(close, at))) return at;
  }
  return -1;
}
