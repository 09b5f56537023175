import { Refusal } from '../refusal';
import type { Place } from './ast';
import { type Token, tokens } from './lexer';

/** Words that are not names unless quoted; the rest of the grammar's keywords may be. */
const RESERVED = new Set(
  'ADVANCE ALL AND AS AT BEGINNING BETWEEN BY CASE CAST CATALOG CONNECTOR CONNECTORS CREATE DAYS DECIMAL DELETE DESCRIBE DISTINCT DROP ELSE END EXISTS EXPORT EXTENDED FROM FULL GROUP HAVING HOPPING HOURS IN INNER INSERT INTO IS JOIN LEFT LIKE LIMIT LIST LOAD MATERIALIZED MILLISECOND MILLISECONDS MINUTES MONTHS NAMESPACE NOT NULL ON OR OUTER PAUSE PRINT PROPERTIES QUERIES QUERY RENAME RESUME RETENTION RIGHT RUN SAMPLE SCRIPT SECONDS SELECT SIZE STREAM STREAMS TABLE TERMINATE THEN TO TOPIC TOPICS TRUE FALSE TUMBLING UNSET VALUES VIEW WHEN WHERE WINDOW WITH WITHIN YEARS'.split(' '),
);

/** Walks over the tokens of one text. */
export class Reader {
  private at = 0;
  private readonly all: readonly Token[];

  /** @param begin where the text begins in what it was cut from */
  constructor(
    readonly text: string,
    begin: Place = { line: 1, column: 1 },
  ) {
    this.all = tokens(text, begin);
  }

  get next(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    return this.all[Math.min(this.at + ahead, this.all.length - 1)]!;
  }

  take(): Token {
    const token = this.next;
    this.at += 1;
    return token;
  }

  isWord(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.peek(ahead).kind === 'word' && this.peek(ahead).value === word);
  }

  /** Takes these words, all or none. */
  accept(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false;
    this.at += words.length;
    return true;
  }

  isSymbol(symbol: string): boolean {
    return this.next.kind === 'symbol' && this.next.value === symbol;
  }

  acceptSymbol(symbol: string): boolean {
    if (!this.isSymbol(symbol)) return false;
    this.at += 1;
    return true;
  }

  expect(...words: readonly string[]): void {
    if (!this.accept(...words)) throw this.wrong(words.map((word) => `'${word}'`).join(' '));
  }

  expectSymbol(symbol: string): void {
    if (!this.acceptSymbol(symbol)) throw this.wrong(`'${symbol}'`);
  }

  isName(): boolean {
    return this.next.kind === 'quoted' || (this.next.kind === 'word' && !RESERVED.has(this.next.value));
  }

  name(): string {
    if (this.isName()) return this.take().value;
    if (this.next.kind === 'word') {
      const { line, column, value } = this.next;
      throw new Refusal(`line ${line}:${column}: Syntax Error\n"${value}" is a reserved keyword and it can't be used as an identifier. You can use it as an identifier by escaping it as '${value}' `);
    }
    throw this.wrong('IDENTIFIER');
  }

  string(): string {
    if (this.next.kind !== 'string') throw this.wrong('STRING');
    return this.take().value;
  }

  integer(): number {
    if (this.next.kind !== 'integer') throw this.wrong('INTEGER_VALUE');
    return Number(this.take().value);
  }

  /** One or more, between commas. */
  list<T>(one: () => T): readonly T[] {
    const found = [one()];
    while (this.acceptSymbol(',')) found.push(one());
    return found;
  }

  /** What is wrong here: not what was expected. */
  wrong(expected: string): Refusal {
    const { line, column, value, kind } = this.next;
    return new Refusal(`line ${line}:${column}: Syntax Error\nmismatched input '${kind === 'end' ? '<EOF>' : value}' expecting ${expected}`);
  }
}
