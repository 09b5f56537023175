import type { SqlColumn, SqlType, StructField } from './sqlType';

/** A text that should be a type or a list of columns and is not. */
export class SchemaTextError extends Error {
  override readonly name = 'SchemaTextError';
}

const SIMPLE = { BOOLEAN: 'BOOLEAN', INTEGER: 'INTEGER', INT: 'INTEGER', BIGINT: 'BIGINT', DOUBLE: 'DOUBLE', STRING: 'STRING', VARCHAR: 'STRING', BYTES: 'BYTES', DATE: 'DATE', TIME: 'TIME', TIMESTAMP: 'TIMESTAMP' } as const;

/** Deeper than any type that somebody made on purpose. */
const DEEPEST = 64;

/** A type as headers write it. @throws SchemaTextError */
export function parseType(text: string): SqlType {
  const parser = new Parser(text);
  const type = parser.type(0);
  parser.end();
  return type;
}

/** The columns of a header's schema: `` `NAME` TYPE [KEY], … `` (LogicalSchema.toString). @throws SchemaTextError */
export function parseColumns(text: string): readonly SqlColumn[] {
  return new Parser(text).columns();
}

class Parser {
  #at = 0;

  constructor(private readonly text: string) {}

  columns(): readonly SqlColumn[] {
    const columns: SqlColumn[] = [];
    this.#space();
    if (this.#at === this.text.length) return columns;
    do {
      const name = this.#name();
      const type = this.type(0);
      columns.push({ name, type, key: this.#constraints() });
    } while (this.#take(','));
    this.end();
    return columns;
  }

  type(depth: number): SqlType {
    if (depth > DEEPEST) throw this.#wrong('a type with fewer levels');
    const word = this.#word();
    const upper = word.toUpperCase();
    if (isSimple(upper)) return { kind: SIMPLE[upper] };
    switch (upper) {
      case 'DECIMAL':
        return this.#decimal();
      case 'ARRAY': {
        this.#expect('<');
        const element = this.type(depth + 1);
        this.#expect('>');
        return { kind: 'ARRAY', element };
      }
      case 'MAP': {
        this.#expect('<');
        const key = this.type(depth + 1);
        this.#expect(',');
        const value = this.type(depth + 1);
        this.#expect('>');
        return { kind: 'MAP', key, value };
      }
      case 'STRUCT':
        return { kind: 'STRUCT', fields: this.#fields(depth) };
      default:
        return { kind: 'OTHER', text: word };
    }
  }

  end(): void {
    this.#space();
    if (this.#at < this.text.length) throw this.#wrong('the end');
  }

  #decimal(): SqlType {
    this.#expect('(');
    const precision = this.#number();
    this.#expect(',');
    const scale = this.#number();
    this.#expect(')');
    return { kind: 'DECIMAL', precision, scale };
  }

  #fields(depth: number): readonly StructField[] {
    const fields: StructField[] = [];
    this.#expect('<');
    if (this.#take('>')) return fields;
    do {
      const name = this.#name();
      fields.push({ name, type: this.type(depth + 1) });
    } while (this.#take(','));
    this.#expect('>');
    return fields;
  }

  /** Words behind a type; true where one of them says that the column is of the key. */
  #constraints(): boolean {
    let key = false;
    for (;;) {
      this.#space();
      const word = /^[A-Za-z]+/u.exec(this.text.slice(this.#at, this.#at + 32))?.[0];
      if (word === undefined) return key;
      this.#at += word.length;
      if (word.toUpperCase() === 'KEY') key = true;
      // HEADER('name')
      if (this.#take('(')) {
        const close = this.text.indexOf(')', this.#at);
        if (close < 0) throw this.#wrong(')');
        this.#at = close + 1;
      }
    }
  }

  #name(): string {
    this.#space();
    if (this.text[this.#at] !== '`') return this.#word();
    let name = '';
    for (let from = this.#at + 1; ; ) {
      const close = this.text.indexOf('`', from);
      if (close < 0) throw this.#wrong('a closing `');
      name += this.text.slice(from, close);
      if (this.text[close + 1] !== '`') {
        this.#at = close + 1;
        return name;
      }
      name += '`';
      from = close + 2;
    }
  }

  #word(): string {
    this.#space();
    const word = /^[\p{L}_][\p{L}\p{N}_@]*/u.exec(this.text.slice(this.#at, this.#at + 256))?.[0];
    if (word === undefined) throw this.#wrong('a word');
    this.#at += word.length;
    return word;
  }

  #number(): number {
    this.#space();
    const digits = /^\d{1,9}/u.exec(this.text.slice(this.#at, this.#at + 9))?.[0];
    if (digits === undefined) throw this.#wrong('a number');
    this.#at += digits.length;
    return Number(digits);
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) throw this.#wrong(symbol);
  }

  #take(symbol: string): boolean {
    this.#space();
    if (this.text[this.#at] !== symbol) return false;
    this.#at += 1;
    return true;
  }

  #space(): void {
    while (this.#at < this.text.length && this.text.charCodeAt(this.#at) <= 32) this.#at += 1;
  }

  #wrong(expected: string): SchemaTextError {
    return new SchemaTextError(`${expected} was expected at “${this.text.slice(this.#at, this.#at + 20)}”`);
  }
}

function isSimple(word: string): word is keyof typeof SIMPLE {
  return Object.hasOwn(SIMPLE, word);
}
