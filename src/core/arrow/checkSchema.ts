import { brokenArrow } from './broken';
import { FlatTable } from './flatTable';
import { metadataOf } from './header';

/**
 * Checks the flatbuffer of a schema message before the Arrow library decodes it: the library trusts every length in it,
 * and would loop for hours over a list that claims to be endless.
 */
export function checkSchema(message: Uint8Array): void {
  const metadata = metadataOf(message);
  const schema = FlatTable.root(new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength)).table(2);
  if (!schema) throw brokenArrow('a schema is empty.');
  if (schema.short(0) !== 0) throw brokenArrow('its numbers are big-endian, which is not supported.');
  new SchemaCheck(metadata.byteLength).schema(schema);
}

/** Enough for any nesting that somebody made on purpose. */
const DEEPEST = 64;
/** A field takes more bytes than this: a schema with more fields points to some of them twice. */
const LEAST_FIELD = 12;

/** Type ids of the format's `Type` union. */
const INT = 2;
const FLOAT = 3;
const DECIMAL = 7;
const DATE = 8;
const TIME = 9;
const TIMESTAMP = 10;
const INTERVAL = 11;
const LIST = 12;
const STRUCT = 13;
const UNION = 14;
const FIXED_SIZE_BINARY = 15;
const FIXED_SIZE_LIST = 16;
const MAP = 17;
const DURATION = 18;
const LARGE_LIST = 21;

class SchemaCheck {
  #fields: number;

  constructor(bytes: number) {
    this.#fields = bytes / LEAST_FIELD;
  }

  schema(table: FlatTable): void {
    for (const field of tables(table, 1)) this.#field(field, 0);
    checkMetadata(table, 2);
  }

  #field(table: FlatTable, depth: number): void {
    if (--this.#fields < 0 || depth > DEEPEST) throw brokenArrow('a schema is nested without end.');
    table.vector(0, 1);
    checkType(table.byte(2), table.table(3));
    const dictionary = table.table(4);
    if (dictionary) checkType(INT, dictionary.table(1));
    const children = [...tables(table, 5)];
    checkChildren(table.byte(2), children);
    for (const child of children) this.#field(child, depth + 1);
    checkMetadata(table, 6);
  }
}

function checkType(id: number, type: FlatTable | undefined): void {
  if (!type) return;
  switch (id) {
    case INT:
      oneOf([8, 16, 32, 64], type.int(0, 0));
      return;
    case FLOAT:
    case INTERVAL:
      atMost(2, type.short(0));
      return;
    case DATE:
      atMost(1, type.short(0));
      return;
    case TIME:
      oneOf([32, 64], type.int(1, 32));
      atMost(3, type.short(0));
      return;
    case TIMESTAMP:
    case DURATION:
      atMost(3, type.short(0));
      return;
    case DECIMAL:
      oneOf([32, 64, 128, 256], type.int(2, 128));
      return;
    case FIXED_SIZE_BINARY:
    case FIXED_SIZE_LIST:
      if (type.int(0, 0) < 0) throw brokenArrow('a type has a negative size.');
      return;
    case UNION:
      atMost(1, type.short(0));
      type.vector(1, 4);
      return;
    default:
  }
}

/** The library reads the one child of a list, and the two of a map's entries, without looking whether they are there. */
function checkChildren(id: number, children: readonly FlatTable[]): void {
  if (id !== LIST && id !== LARGE_LIST && id !== FIXED_SIZE_LIST && id !== MAP) return;
  const [only] = children;
  if (children.length !== 1 || !only) throw brokenArrow('a list has no type of its values.');
  if (id === MAP && (only.byte(2) !== STRUCT || [...tables(only, 5)].length !== 2)) throw brokenArrow('a map has no keys and values.');
}

function oneOf(widths: readonly number[], width: number): void {
  if (!widths.includes(width)) throw brokenArrow(`a type is ${width} bits wide.`);
}

/** Units and precisions are numbered from 0. */
function atMost(highest: number, unit: number): void {
  if (unit < 0 || unit > highest) throw brokenArrow(`a type has the unit ${unit}, which does not exist.`);
}

function checkMetadata(table: FlatTable, field: number): void {
  for (const pair of tables(table, field)) {
    pair.vector(0, 1);
    pair.vector(1, 1);
  }
}

function* tables(table: FlatTable, field: number): Iterable<FlatTable> {
  const { at, length } = table.vector(field, 4);
  for (let index = 0; index < length; index++) yield table.tableAt(at + index * 4);
}
