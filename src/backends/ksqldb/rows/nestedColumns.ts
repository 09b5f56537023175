import type { BatchParts } from '../../../core/arrow/batchMessage';
import { StringColumn } from './bytesColumns';
import { bytesOf, Column, grown } from './column';
import { JsonError, type JsonCursor } from './jsonCursor';

const NULL = 0x6e;
const COMMA = 0x2c;
const CLOSE_LIST = 0x5d;
const CLOSE_OBJECT = 0x7d;

/** Where the elements of each list end. */
class Offsets {
  #values = new Int32Array(65);

  mark(row: number, end: number): void {
    if (row >= this.#values.length) this.#values = grown(this.#values, this.#values.length * 2);
    this.#values[row] = end;
  }

  at(row: number): number {
    return this.#values[row] ?? 0;
  }

  bytes(rows: number): Uint8Array {
    return bytesOf(this.#values, rows + 1);
  }
}

export class ListColumn extends Column {
  readonly #offsets = new Offsets();

  constructor(private readonly element: Column) {
    super();
  }

  get size(): number {
    return this.length * 4 + this.element.size;
  }

  read(from: JsonCursor): void {
    if (from.next() === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    from.expect(0x5b);
    if (from.next() === CLOSE_LIST) from.at += 1;
    else {
      do this.element.read(from);
      while (another(from, CLOSE_LIST));
    }
    this.length += 1;
    this.#offsets.mark(this.length, this.element.length);
  }

  protected blank(): void {
    this.#offsets.mark(this.length + 1, this.element.length);
  }

  protected cut(): void {
    this.element.truncate(this.#offsets.at(this.length));
  }

  protected buffers(out: BatchParts): void {
    out.buffer(this.#offsets.bytes(this.length));
    this.element.finish(out);
  }
}

/** A map: an object with any keys. */
export class MapColumn extends Column {
  readonly #offsets = new Offsets();
  readonly #keys = new StringColumn();

  constructor(private readonly element: Column) {
    super();
  }

  get size(): number {
    return this.length * 4 + this.#keys.size + this.element.size;
  }

  read(from: JsonCursor): void {
    if (from.next() === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    from.expect(0x7b);
    if (from.next() === CLOSE_OBJECT) from.at += 1;
    else {
      do {
        if (from.next() === NULL) throw from.stop('a key');
        this.#keys.read(from);
        from.expect(0x3a);
        this.element.read(from);
      } while (another(from, CLOSE_OBJECT));
    }
    this.length += 1;
    this.#offsets.mark(this.length, this.element.length);
  }

  protected blank(): void {
    this.#offsets.mark(this.length + 1, this.element.length);
  }

  protected cut(): void {
    this.#keys.truncate(this.#offsets.at(this.length));
    this.element.truncate(this.#offsets.at(this.length));
  }

  protected buffers(out: BatchParts): void {
    out.buffer(this.#offsets.bytes(this.length));
    out.node(this.element.length, 0).buffer(new Uint8Array(0)); // the entries, none of which is null
    this.#keys.finish(out);
    this.element.finish(out);
  }
}

export interface NamedColumn {
  readonly name: string;
  readonly column: Column;
}

/** A struct: an object whose fields are known; absent ones are null. */
export class StructColumn extends Column {
  readonly #names: readonly Uint8Array[];

  constructor(private readonly fields: readonly NamedColumn[]) {
    super();
    this.#names = fields.map(({ name }) => Buffer.from(JSON.stringify(name), 'utf8'));
  }

  get size(): number {
    return this.fields.reduce((sum, { column }) => sum + column.size, 0);
  }

  read(from: JsonCursor): void {
    if (from.next() === NULL) {
      from.word('null');
      this.appendNull();
      return;
    }
    from.expect(0x7b);
    if (from.next() === CLOSE_OBJECT) from.at += 1;
    else this.#members(from);
    for (const { column } of this.fields) if (column.length === this.length) column.appendNull();
    this.length += 1;
  }

  protected blank(): void {
    for (const { column } of this.fields) column.appendNull();
  }

  protected cut(): void {
    for (const { column } of this.fields) column.truncate(this.length);
  }

  protected buffers(out: BatchParts): void {
    for (const { column } of this.fields) column.finish(out);
  }

  #members(from: JsonCursor): void {
    let expected = 0;
    do {
      const index = this.#field(from, expected);
      from.expect(0x3a);
      const field = this.fields[index];
      if (!field) {
        from.next();
        from.skipValue();
      } else {
        if (field.column.length > this.length) throw new JsonError(`the field ${field.name} stands twice in a STRUCT`);
        field.column.read(from);
        expected = index + 1;
      }
    } while (another(from, CLOSE_OBJECT));
  }

  /** The index of the field whose name stands here, usually the expected one; -1 for none. */
  #field(from: JsonCursor, expected: number): number {
    if (from.next() !== 0x22) throw from.stop('a field');
    const name = this.#names[expected];
    if (name && standsAt(from, name)) {
      from.at += name.length;
      return expected;
    }
    const start = from.at;
    from.skipString();
    const parsed: unknown = parsedString(from, start);
    return this.fields.findIndex((field) => field.name === parsed);
  }
}

function standsAt(from: JsonCursor, name: Uint8Array): boolean {
  for (let index = 0; index < name.length; index++) if (from.bytes[from.at + index] !== name[index]) return false;
  return true;
}

function parsedString(from: JsonCursor, start: number): unknown {
  try {
    return JSON.parse(from.text(start, from.at));
  } catch {
    throw new JsonError('a name is no valid text');
  }
}

/** Behind a value: true at a comma, false at the close; both are taken. */
function another(from: JsonCursor, close: number): boolean {
  const byte = from.next();
  if (byte !== COMMA && byte !== close) throw from.stop(`“,” or “${String.fromCharCode(close)}”`);
  from.at += 1;
  return byte === COMMA;
}
