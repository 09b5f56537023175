import { Refusal } from '../refusal';
import { type SqlType, STRING } from '../values/types';
import type { Reader } from './reader';

export type KnownTypes = ReadonlyMap<string, SqlType>;

const NAMES: ReadonlyMap<string, SqlType> = new Map([
  ['VARCHAR', STRING],
  ['STRING', STRING],
  ['INT', { base: 'INTEGER' }],
  ...(['BOOLEAN', 'INTEGER', 'BIGINT', 'DOUBLE', 'BYTES', 'DATE', 'TIME', 'TIMESTAMP'] as const).map((base): readonly [string, SqlType] => [base, { base }]),
]);

export function readType(reader: Reader, known: KnownTypes): SqlType {
  if (reader.accept('ARRAY')) return { base: 'ARRAY', item: between(reader, () => readType(reader, known)) };
  if (reader.accept('MAP')) {
    return between(reader, () => {
      const key = readType(reader, known);
      reader.expectSymbol(',');
      return { base: 'MAP', key, value: readType(reader, known) };
    });
  }
  if (reader.accept('STRUCT')) return { base: 'STRUCT', fields: between(reader, () => reader.list(() => ({ name: reader.name(), type: readType(reader, known) }))) };
  if (reader.accept('DECIMAL')) return decimal(reader);
  const name = reader.name();
  const type = NAMES.get(name) ?? known.get(name);
  if (!type) throw new Refusal(`Cannot resolve unknown type: ${name}`);
  if (type === STRING && reader.acceptSymbol('(')) {
    reader.integer();
    reader.expectSymbol(')');
  }
  return type;
}

/** `<>` is one token where nothing stands between, and `>=` and `->` never close a type. */
function between<T>(reader: Reader, inner: () => T): T {
  reader.expectSymbol('<');
  const found = inner();
  reader.expectSymbol('>');
  return found;
}

function decimal(reader: Reader): SqlType {
  reader.expectSymbol('(');
  const precision = reader.integer();
  reader.expectSymbol(',');
  const scale = reader.integer();
  reader.expectSymbol(')');
  if (precision < 1) throw new Refusal(`DECIMAL precision must be >= 1: DECIMAL(${precision},${scale})`);
  if (scale > precision) throw new Refusal(`DECIMAL precision must be >= scale: DECIMAL(${precision},${scale})`);
  return { base: 'DECIMAL', precision, scale };
}
