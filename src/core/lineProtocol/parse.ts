import type { TextRange } from '../errors';
import type { Precision } from './precision';
import { checkNumber, checkTimestamp, isBoolean } from './values';

/**
 * InfluxDB line protocol: `measurement[,tag=value…] field=value[,field=value…] [timestamp]`.
 * Source: InfluxDB 3 documentation, "Line protocol reference", and the grammar of the line-protocol module of InfluxData.
 */

export interface LineIssue extends TextRange {
  /** Counted from 0, of the text. */
  readonly line: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

/** One row of the text. A quoted field may hold line breaks, so that it can take several lines. */
export interface LineRow extends TextRange {
  readonly line: number;
}

export interface ParsedLines {
  readonly rows: readonly LineRow[];
  readonly issues: readonly LineIssue[];
  /** True where there were more than {@link MOST_ISSUES}. */
  readonly more: boolean;
}

/** More are of no use to anybody. */
export const MOST_ISSUES = 1_000;

/** Reads any text in one pass. Never throws. */
export function parseLines(text: string, precision: Precision = 'auto'): ParsedLines {
  return new Parser(text, precision).run();
}

const [TAB, LF, CR, SPACE, QUOTE, HASH, COMMA, EQUALS, BACKSLASH] = [9, 10, 13, 32, 34, 35, 44, 61, 92] as const;

/** What ends a name, by where it stands. */
const ENDS = { measurement: [COMMA, SPACE], tagKey: [EQUALS, COMMA, SPACE], tagValue: [COMMA, SPACE, EQUALS], fieldKey: [EQUALS, COMMA, SPACE] } as const;

class Parser {
  readonly #rows: LineRow[] = [];
  readonly #issues: LineIssue[] = [];
  #at = 0;
  #line = 0;
  #more = false;

  constructor(
    private readonly text: string,
    private readonly precision: Precision,
  ) {}

  run(): ParsedLines {
    while (this.#at < this.text.length) {
      this.#spaces();
      const code = this.#code();
      if (code === HASH) this.#toEndOfLine();
      else if (!isEnd(code)) this.#row();
      this.#lineBreak();
    }
    return { rows: this.#rows, issues: this.#issues, more: this.#more };
  }

  #row(): void {
    const [start, line] = [this.#at, this.#line];
    const whole = this.#measurement() && this.#tags() && this.#fields() && this.#timestamp();
    if (!whole) this.#toEndOfLine();
    let end = this.#at;
    while (end > start && this.text.charCodeAt(end - 1) === SPACE) end--;
    this.#rows.push({ start, end, line });
  }

  #measurement(): boolean {
    const { start, end } = this.#name(ENDS.measurement);
    if (start === end) return this.#wrong(start, start + 1, 'The name of the table (measurement) is missing.');
    if (this.text.charCodeAt(start) === 0x5f) this.#warn(start, end, 'Names that begin with “_” are reserved by InfluxDB.');
    return true;
  }

  #tags(): boolean {
    const seen = new Set<string>();
    while (this.#code() === COMMA) {
      this.#at++;
      const key = this.#name(ENDS.tagKey);
      if (key.start === key.end) return this.#wrong(key.start - 1, key.start, this.#code() === EQUALS ? 'The name of a tag is missing.' : 'A tag is missing after the comma.');
      if (this.#code() !== EQUALS) return this.#wrong(key.start, key.end, `The tag ${this.#shown(key)} has no value: write ${this.#shown(key)}=value.`);
      this.#at++;
      const value = this.#name(ENDS.tagValue);
      if (this.#code() === EQUALS) return this.#wrong(value.start, this.#at + 1, 'An equals sign in a tag’s value needs a backslash: “\\=”.');
      if (value.start === value.end) return this.#wrong(key.start, this.#at, `The value of the tag ${this.#shown(key)} is empty: leave the tag out.`);
      const name = this.text.slice(key.start, key.end);
      if (seen.has(name)) return this.#wrong(key.start, key.end, `The tag ${this.#shown(key)} is given twice.`);
      seen.add(name);
      if (name === 'time') return this.#wrong(key.start, key.end, 'A tag may not be called “time”.');
    }
    return true;
  }

  #fields(): boolean {
    if (this.#code() !== SPACE) return this.#wrong(this.#at - 1, this.#at, 'Fields are missing: write a space and field=value.');
    const gap = this.#at;
    this.#spaces();
    if (isEnd(this.#code())) return this.#wrong(gap - 1, this.#at, 'Fields are missing: write field=value after the space.');
    const seen = new Set<string>();
    for (;;) {
      const key = this.#name(ENDS.fieldKey);
      if (key.start === key.end) return this.#wrong(key.start - 1, key.start + 1, 'The name of a field is missing.');
      if (this.#code() !== EQUALS) return this.#wrong(key.start, key.end, `The field ${this.#shown(key)} has no value: write ${this.#shown(key)}=value.`);
      this.#at++;
      if (!this.#fieldValue(key)) return false;
      const name = this.text.slice(key.start, key.end);
      if (name === 'time') return this.#wrong(key.start, key.end, 'A field may not be called “time”.');
      if (seen.has(name)) this.#warn(key.start, key.end, `The field ${this.#shown(key)} is given twice: only one of the values is kept.`);
      seen.add(name);
      if (this.#code() !== COMMA) return true;
      this.#at++;
    }
  }

  #fieldValue(key: TextRange): boolean {
    const start = this.#at;
    if (this.#code() === QUOTE) return this.#string();
    while (!isEnd(this.#code()) && this.#code() !== SPACE && this.#code() !== COMMA) this.#at++;
    const value = this.text.slice(start, this.#at);
    if (value === '') return this.#wrong(key.start, this.#at, `The value of the field ${this.#shown(key)} is missing.`);
    if (isBoolean(value)) return true;
    const issue = checkNumber(value);
    return issue === undefined || this.#wrong(start, this.#at, issue);
  }

  /** A line break inside belongs to the value. */
  #string(): boolean {
    const start = this.#at;
    const line = this.#line;
    for (this.#at++; this.#at < this.text.length; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code === BACKSLASH) {
        const next = this.text.charCodeAt(this.#at + 1);
        if (next === QUOTE || next === BACKSLASH) this.#at++;
      } else if (code === QUOTE) {
        this.#at++;
        const after = this.#code();
        return isEnd(after) || after === SPACE || after === COMMA || this.#wrong(start, this.#at + 1, 'Text stands behind the closing quote: a quote inside needs a backslash.');
      } else if (code === LF) this.#line++;
    }
    // Most often the quote of one line is missing: the others are read as lines.
    this.#at = this.#endOfLine(start);
    this.#line = line;
    return this.#wrong(start, this.#at, 'The text is not closed: a quote is missing.');
  }

  #timestamp(): boolean {
    this.#spaces();
    if (isEnd(this.#code())) return true;
    const start = this.#at;
    while (!isEnd(this.#code()) && this.#code() !== SPACE) this.#at++;
    const issue = checkTimestamp(this.text.slice(start, this.#at), this.precision);
    if (issue?.severity === 'error') return this.#wrong(start, this.#at, issue.message);
    if (issue) this.#warn(start, this.#at, issue.message);
    this.#spaces();
    return isEnd(this.#code()) || this.#wrong(this.#at, this.#endOfLine(this.#at), 'Text stands behind the timestamp: a space inside a name or value needs a backslash, and text needs quotes.');
  }

  /** Up to a character of `ends` that has no backslash before it, or the end of the line. */
  #name(ends: readonly number[]): TextRange {
    const start = this.#at;
    for (; this.#at < this.text.length; this.#at++) {
      const code = this.text.charCodeAt(this.#at);
      if (code === BACKSLASH && !isEnd(this.#codeAt(this.#at + 1))) this.#at++;
      else if (isEnd(code) || ends.includes(code)) break;
    }
    return { start, end: this.#at };
  }

  #code(): number {
    return this.#codeAt(this.#at);
  }

  /** A line feed behind the end of the text. */
  #codeAt(at: number): number {
    if (at >= this.text.length) return LF;
    const code = this.text.charCodeAt(at);
    return code === CR && (at + 1 >= this.text.length || this.text.charCodeAt(at + 1) === LF) ? LF : code;
  }

  #spaces(): void {
    while (this.#at < this.text.length && (this.text.charCodeAt(this.#at) === SPACE || this.text.charCodeAt(this.#at) === TAB)) this.#at++;
  }

  #endOfLine(from: number): number {
    let at = from;
    while (!isEnd(this.#codeAt(at))) at++;
    return at;
  }

  #toEndOfLine(): void {
    this.#at = this.#endOfLine(this.#at);
  }

  #lineBreak(): void {
    if (this.#at < this.text.length && this.text.charCodeAt(this.#at) === CR) this.#at++;
    if (this.#at < this.text.length && this.text.charCodeAt(this.#at) === LF) {
      this.#at++;
      this.#line++;
    }
  }

  #shown({ start, end }: TextRange): string {
    const name = this.text.slice(start, end);
    return `“${name.length > 60 ? `${name.slice(0, 57)}…` : name}”`;
  }

  #wrong(start: number, end: number, message: string): false {
    this.#issue(start, end, 'error', message);
    return false;
  }

  #warn(start: number, end: number, message: string): void {
    this.#issue(start, end, 'warning', message);
  }

  #issue(start: number, end: number, severity: LineIssue['severity'], message: string): void {
    if (this.#issues.length >= MOST_ISSUES) this.#more = true;
    else this.#issues.push({ start: Math.max(0, start), end: Math.max(start + 1, Math.min(end, this.text.length)), line: this.#line, severity, message });
  }
}

function isEnd(code: number): boolean {
  return code === LF;
}
