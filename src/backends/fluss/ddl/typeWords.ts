import type { DataType, RowField } from '../types/dataType';
import { type Word, Words } from './words';

const PLAIN = { BOOLEAN: 'BOOLEAN', TINYINT: 'TINYINT', SMALLINT: 'SMALLINT', INT: 'INT', INTEGER: 'INT', BIGINT: 'BIGINT', FLOAT: 'FLOAT', STRING: 'STRING', BYTES: 'BYTES', DATE: 'DATE' } as const;
const LONGEST = 2_147_483_647;

/** Names of types for completion and choices. */
export const TYPE_NAMES: readonly string[] = ['BOOLEAN', 'TINYINT', 'SMALLINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL(10, 2)', 'STRING', 'CHAR(10)', 'BYTES', 'BINARY(16)', 'DATE', 'TIME(3)', 'TIMESTAMP(6)', 'TIMESTAMP_LTZ(3)', 'ARRAY<STRING>', 'MAP<STRING, STRING>', 'ROW<a INT, b STRING>'];

/** A type as Flink's SQL writes it. @throws HeadwaterError with the position */
export function parseType(text: string): DataType {
  const words = Words.of(text);
  const type = typeWords(words);
  words.end();
  return type;
}

export function typeWords(words: Words): DataType {
  const type = bareType(words);
  if (words.takes('NOT', 'NULL')) return { ...type, nullable: false };
  words.takes('NULL');
  return type;
}

function bareType(words: Words): DataType {
  const word = words.next;
  if (!word || word.kind !== 'word') throw words.wrong('A type should stand here');
  const plain = isPlain(word.key) ? PLAIN[word.key] : undefined;
  if (plain) {
    words.expect(word.key);
    return { kind: plain, nullable: true };
  }
  words.takes(word.key);
  switch (word.key) {
    case 'DOUBLE':
      words.takes('PRECISION');
      return { kind: 'DOUBLE', nullable: true };
    case 'CHAR':
    case 'BINARY':
      return { kind: word.key, nullable: true, length: sized(words, word, 1, LONGEST) ?? 1 };
    case 'VARCHAR':
    case 'VARBINARY':
      return unbounded(words, word);
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC':
      return decimal(words, word);
    case 'TIME':
      return { kind: 'TIME', nullable: true, precision: sized(words, word, 0, 9) ?? 0 };
    case 'TIMESTAMP':
      return timestamp(words, word);
    case 'TIMESTAMP_LTZ':
      return { kind: 'TIMESTAMP_LTZ', nullable: true, precision: sized(words, word, 0, 9) ?? 6 };
    case 'ARRAY': {
      words.expect('<');
      const element = typeWords(words);
      words.expect('>');
      return { kind: 'ARRAY', nullable: true, element };
    }
    case 'MAP': {
      words.expect('<');
      const key = { ...typeWords(words), nullable: false };
      words.expect(',');
      const value = typeWords(words);
      words.expect('>');
      return { kind: 'MAP', nullable: true, key, value };
    }
    case 'ROW':
      return { kind: 'ROW', nullable: true, fields: fields(words) };
    default:
      throw words.wrong(`Fluss has no type ${word.value}`, word, `It has ${Object.values(PLAIN).filter((name, index, all) => all.indexOf(name) === index).join(', ')}, DOUBLE, DECIMAL, CHAR, BINARY, TIME, TIMESTAMP, TIMESTAMP_LTZ, ARRAY, MAP and ROW.`);
  }
}

const isPlain = (key: string): key is keyof typeof PLAIN => Object.hasOwn(PLAIN, key);

function sized(words: Words, type: Word, least: number, most: number): number | undefined {
  if (!words.takes('(')) return undefined;
  const at = words.next;
  const value = words.number('A number');
  if (value < least || value > most) throw words.wrong(`${type.key} takes ${least} to ${most}`, at);
  words.expect(')');
  return value;
}

/** Fluss keeps no longest length. */
function unbounded(words: Words, type: Word): DataType {
  const length = sized(words, type, 1, LONGEST);
  const kind = type.key === 'VARCHAR' ? 'STRING' : 'BYTES';
  if (length !== undefined && length !== LONGEST) throw words.wrong(`Fluss has no ${type.key} with a length`, type, `Write ${kind}.`);
  return { kind, nullable: true };
}

function decimal(words: Words, type: Word): DataType {
  if (!words.takes('(')) return { kind: 'DECIMAL', nullable: true, precision: 10, scale: 0 };
  const precision = words.number('The precision');
  const scale = words.takes(',') ? words.number('The scale') : 0;
  words.expect(')');
  if (precision < 1 || precision > 38 || scale > precision) throw words.wrong('DECIMAL takes a precision of 1 to 38 and a scale up to it', type);
  return { kind: 'DECIMAL', nullable: true, precision, scale };
}

function timestamp(words: Words, type: Word): DataType {
  const precision = sized(words, type, 0, 9) ?? 6;
  if (words.takes('WITH', 'LOCAL', 'TIME', 'ZONE')) return { kind: 'TIMESTAMP_LTZ', nullable: true, precision };
  if (words.sees('WITH', 'TIME', 'ZONE')) throw words.wrong('Fluss has no TIMESTAMP WITH TIME ZONE', words.next, 'Write TIMESTAMP_LTZ: an instant, shown in the reader’s zone.');
  words.takes('WITHOUT', 'TIME', 'ZONE');
  return { kind: 'TIMESTAMP', nullable: true, precision };
}

function fields(words: Words): readonly RowField[] {
  const close = words.takes('(') ? ')' : '>';
  if (close === '>') words.expect('<');
  const list: RowField[] = [];
  do {
    const name = words.name('The name of a field').text;
    const type = typeWords(words);
    const comment = words.next?.kind === 'string' ? words.string('A comment').text : undefined;
    list.push({ name, type, ...(comment === undefined ? {} : { comment }) });
  } while (words.takes(','));
  words.expect(close);
  return list;
}
