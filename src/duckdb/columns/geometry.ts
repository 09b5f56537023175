import { DuckDBGeometryValue } from '@duckdb/node-api';

/** Well-known text of a geometry; of one that is not understood, its bytes as DuckDB writes a BLOB. */
export function wellKnownText(value: unknown): string {
  if (!(value instanceof DuckDBGeometryValue)) return String(value);
  try {
    return new Reader(value.bytes).geometry();
  } catch {
    return value.toString();
  }
}

const NAMES = ['', 'POINT', 'LINESTRING', 'POLYGON', 'MULTIPOINT', 'MULTILINESTRING', 'MULTIPOLYGON', 'GEOMETRYCOLLECTION'];
const DIMENSIONS: readonly { readonly text: string; readonly size: number }[] = [
  { text: '', size: 2 },
  { text: ' Z', size: 3 },
  { text: ' M', size: 3 },
  { text: ' ZM', size: 4 },
];

/** Well-known binary with ISO codes of dimensions: byte order, type, then counts and coordinates. */
class Reader {
  readonly #view: DataView;
  #at = 0;
  #little = true;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  geometry(): string {
    const { name, dimensions, body } = this.#head();
    const text = body();
    return `${name}${dimensions} ${text}`;
  }

  #head(): { readonly name: string; readonly dimensions: string; readonly body: () => string } {
    this.#little = this.#view.getUint8(this.#at) === 1;
    this.#at += 1;
    const code = this.#count();
    const kind = code % 1000;
    const name = NAMES[kind];
    const dimensions = DIMENSIONS[Math.floor(code / 1000)];
    if (!name || !dimensions) throw new RangeError('unknown geometry');
    return { name, dimensions: dimensions.text, body: () => this.#body(kind, dimensions.size) };
  }

  #body(kind: number, size: number): string {
    switch (kind) {
      case 1:
        return this.#point(size);
      case 2:
        return this.#sequence(() => this.#coordinates(size));
      case 3:
        return this.#sequence(() => this.#sequence(() => this.#coordinates(size)));
      case 7:
        return this.#sequence(() => this.geometry());
      default:
        return this.#sequence(() => {
          const text = this.#head().body();
          // Points of a multipoint have no parentheses of their own.
          return kind === 4 && text.startsWith('(') ? text.slice(1, -1) : text;
        });
    }
  }

  #point(size: number): string {
    const numbers = this.#numbers(size);
    return numbers.every(Number.isNaN) ? 'EMPTY' : `(${numbers.join(' ')})`;
  }

  #coordinates(size: number): string {
    return this.#numbers(size).join(' ');
  }

  #numbers(size: number): readonly number[] {
    return Array.from({ length: size }, () => {
      const value = this.#view.getFloat64(this.#at, this.#little);
      this.#at += 8;
      return value;
    });
  }

  #sequence(item: () => string): string {
    const count = this.#count();
    if (count === 0) return 'EMPTY';
    const items: string[] = [];
    for (let index = 0; index < count; index++) items.push(item());
    return `(${items.join(', ')})`;
  }

  #count(): number {
    const value = this.#view.getUint32(this.#at, this.#little);
    this.#at += 4;
    return value;
  }
}
