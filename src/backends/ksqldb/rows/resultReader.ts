import { Incomplete, JsonCursor, JsonError } from './jsonCursor';
import { readMessage, type ResultHeader, type ResultMessage, type SentError } from './resultMessages';
import { type ChangeMarks, RowBatch } from './rowBatch';
import type { SqlColumn } from '../types/sqlType';

/** `array`: one JSON array of elements; `lines`: elements one after the other. */
export type Framing = 'array' | 'lines';

export interface ReaderOptions {
  readonly framing: Framing;
  /** Bytes of one element at most. */
  readonly largest?: number;
  /** What the header's columns become: keys marked. */
  readonly columns?: (columns: readonly SqlColumn[]) => readonly SqlColumn[];
  /** Adds the column that says how the row of a table changed. */
  readonly changes?: ChangeMarks;
}

const LARGEST = 128 * 1024 * 1024;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const ROW = Buffer.from('{"row":{"columns":');

/**
 * Reads a result of rows from bytes as they arrive, cut anywhere: rows go straight into Arrow columns, each byte of them read once.
 * Framings: `application/vnd.ksql.v1+json` and `application/json` are arrays, `application/vnd.ksqlapi.delimited.v1` is lines.
 */
export class ResultReader {
  header: ResultHeader | undefined;
  rows: RowBatch | undefined;
  error: SentError | undefined;
  final: string | undefined;
  /** The newest one. */
  continuation: string | undefined;
  /** Whether the array has been closed. */
  closed = false;
  readonly #cursor = new JsonCursor();
  /** Where the element begins that is not whole yet. */
  #element = 0;
  /** How far that element has been looked through for its end, and what was seen. */
  #scan: Scan | undefined;
  #place: 'start' | 'element' | 'between';

  constructor(private readonly options: ReaderOptions) {
    this.#place = options.framing === 'array' ? 'start' : 'element';
  }

  /**
   * Reads on until the bytes end, or, where `enough` says so, behind an element; then call it with no bytes for the rest.
   * @returns whether all that is there has been read
   * @throws JsonError where the bytes are no such result
   */
  feed(chunk: Uint8Array, enough: (rows: RowBatch) => boolean): boolean {
    const cursor = this.#cursor;
    const shift = this.#element;
    cursor.append(chunk, shift);
    this.#element = 0;
    if (this.#scan) {
      const whole = this.#scan.run(cursor);
      if (!whole) {
        this.#checkSize();
        return true;
      }
      this.#scan = undefined;
    }
    try {
      for (;;) {
        if (!this.#step()) return true;
        this.#element = cursor.at;
        if (this.rows && enough(this.rows)) return false;
      }
    } catch (error) {
      this.rows?.revert();
      if (!(error instanceof Incomplete)) throw error;
      cursor.at = this.#element;
      this.#scanLater();
      this.#checkSize();
      return true;
    }
  }

  /** Whether bytes are left over that are no whole element. */
  get cut(): boolean {
    return this.#element < this.#cursor.end;
  }

  /** One element, or what stands between two. False where nothing is left but white space. */
  #step(): boolean {
    const cursor = this.#cursor;
    while (isSpace(cursor.byte)) cursor.at += 1;
    this.#element = cursor.at;
    if (cursor.at >= cursor.end) return false;
    if (this.closed) throw new JsonError(`something stands behind the end of the result: “${cursor.text(cursor.at, Math.min(cursor.end, cursor.at + 24))}”`);
    if (this.options.framing === 'array' && this.#punctuation(cursor.byte)) return true;
    if (cursor.byte === OPEN_OBJECT) this.#object();
    else if (cursor.byte === OPEN_ARRAY) this.#row(() => false);
    else throw cursor.stop('a row');
    this.#place = this.options.framing === 'array' ? 'between' : 'element';
    return true;
  }

  /** Takes what the array has around its elements. */
  #punctuation(byte: number): boolean {
    const cursor = this.#cursor;
    switch (this.#place) {
      case 'start':
        cursor.expect(OPEN_ARRAY);
        this.#place = 'element';
        return true;
      case 'between':
        if (byte !== COMMA && byte !== CLOSE_ARRAY) throw cursor.stop('“,” or “]”');
        cursor.at += 1;
        if (byte === CLOSE_ARRAY) this.closed = true;
        this.#place = 'element';
        return true;
      case 'element':
        // An empty array; old servers may also end with a comma.
        if (byte !== CLOSE_ARRAY) return false;
        cursor.at += 1;
        this.closed = true;
        return true;
    }
  }

  #object(): void {
    const cursor = this.#cursor;
    if (startsWith(cursor, ROW)) {
      cursor.at += ROW.length;
      this.#row(() => this.#restOfRow());
      return;
    }
    const start = cursor.at;
    cursor.at += 1;
    if (cursor.next() === CLOSE_OBJECT) {
      cursor.at += 1;
      return;
    }
    do {
      const key = this.#key();
      if (key === 'row' && cursor.next() === OPEN_OBJECT) {
        this.#rowObject();
        this.#skipMembers();
        return;
      }
      cursor.next();
      cursor.skipValue();
    } while (another(cursor));
    this.#take(readMessage(cursor.text(start, cursor.at)));
  }

  /** `{"columns":[…],…}`, its members in any order. */
  #rowObject(): void {
    const cursor = this.#cursor;
    cursor.at += 1;
    let tombstone = false;
    let found = false;
    do {
      const key = this.#key();
      cursor.next();
      if (key === 'columns' && !found) {
        this.#rowsOrThrow().read(cursor);
        found = true;
      } else if (key === 'tombstone') tombstone = this.#flag();
      else cursor.skipValue();
    } while (another(cursor));
    if (!found) throw new JsonError('a row has no columns (the protobuf framing is not read)');
    this.#rowsOrThrow().added(tombstone);
  }

  /** An array of values, then what `rest` reads, which says whether the row is a deletion. The row counts when both are there. */
  #row(rest: () => boolean): void {
    const rows = this.#rowsOrThrow();
    rows.read(this.#cursor);
    rows.added(rest());
  }

  /** Behind the columns of the usual row: the rest of both objects. */
  #restOfRow(): boolean {
    const cursor = this.#cursor;
    let tombstone = false;
    while (another(cursor)) {
      const key = this.#key();
      cursor.next();
      if (key === 'tombstone') tombstone = this.#flag();
      else cursor.skipValue();
    }
    this.#skipMembers();
    return tombstone;
  }

  #skipMembers(): void {
    const cursor = this.#cursor;
    while (another(cursor)) {
      this.#key();
      cursor.next();
      cursor.skipValue();
    }
  }

  /** A member's name, and the colon behind it. */
  #key(): string {
    const cursor = this.#cursor;
    if (cursor.next() !== 0x22) throw cursor.stop('a name');
    const start = cursor.at;
    cursor.skipString();
    const name = cursor.text(start + 1, cursor.at - 1);
    cursor.expect(0x3a);
    return name;
  }

  #flag(): boolean {
    const cursor = this.#cursor;
    const flag = cursor.byte === 0x74;
    cursor.skipValue();
    return flag;
  }

  #take(message: ResultMessage): void {
    switch (message.kind) {
      case 'header': {
        if (this.header) throw new JsonError('a second header came');
        const columns = this.options.columns?.(message.header.columns) ?? message.header.columns;
        this.header = { ...message.header, columns };
        this.rows = new RowBatch(columns, this.options.changes);
        return;
      }
      case 'error':
        this.error ??= message.error;
        return;
      case 'final':
        this.final = message.text;
        return;
      case 'continuation':
        this.continuation = message.token;
        return;
      case 'other':
    }
  }

  #rowsOrThrow(): RowBatch {
    if (this.rows) return this.rows;
    throw new JsonError('a row came before the header');
  }

  /** An element that is large is not read again from its start with each piece: its end is looked for first. */
  #scanLater(): void {
    const cursor = this.#cursor;
    const rest = cursor.byte;
    if (cursor.end - cursor.at < LONG_ELEMENT || (rest !== OPEN_OBJECT && rest !== OPEN_ARRAY)) return;
    this.#scan = new Scan(this.#element);
    this.#scan.run(cursor);
  }

  #checkSize(): void {
    const size = this.#cursor.end - this.#element;
    const { largest = LARGEST } = this.options;
    if (size > largest) throw new JsonError(`a row is larger than ${largest >> 20} MiB`);
  }
}

/** Bytes of an element that is not whole from which on its end is looked for. */
const LONG_ELEMENT = 32 * 1024;

/** Looks for the end of a value, piece by piece, each byte once. */
class Scan {
  #depth = 0;
  #string = false;
  /** Counted from the element's start, so that it stays true when what stands before is let go. */
  #seen = 0;

  constructor(start: number) {
    this.#start = start;
  }

  #start: number;

  /** Whether the value is whole now. */
  run(cursor: JsonCursor): boolean {
    const { bytes, end } = cursor;
    let at = this.#start + this.#seen;
    while (at < end) {
      const byte = bytes[at] ?? 0;
      if (this.#string) {
        if (byte === 0x5c) {
          if (at + 1 >= end) break; // the character behind it has not come
          at += 1;
        } else if (byte === 0x22) this.#string = false;
      } else if (byte === 0x22) this.#string = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) this.#depth += 1;
      else if ((byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) && --this.#depth <= 0) return true;
      at += 1;
    }
    this.#seen = at - this.#start;
    this.#start = 0; // the element stands first from now on
    return false;
  }
}

function another(cursor: JsonCursor): boolean {
  const byte = cursor.next();
  if (byte !== COMMA && byte !== CLOSE_OBJECT) throw cursor.stop('“,” or “}”');
  cursor.at += 1;
  return byte === COMMA;
}

function startsWith(cursor: JsonCursor, bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) if (cursor.bytes[cursor.at + index] !== bytes[index]) return false;
  return true;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
