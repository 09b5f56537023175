import { type Data, DataType, type Field } from 'apache-arrow';
import { bytesAt, childAt, dictionaryEntry, dictionaryField, fixedBytesAt, isNull, rangeAt, unionMember, UnreadableCell, viewBytesAt } from './buffers';
import { base64Text, hexText, pieceEnd, utf8Text } from './bytes';
import { writeJsonSource } from './jsonSource';
import { kindOf } from './metadata';
import { type ScalarReader, scalarReader, type ScalarStyle } from './scalar';
import { HeadSink, type TextSink } from './sink';
import type { TimeStyle } from './time';
import { makeZone } from './zone';

/**
 * The exact JSON of a value: integers and decimals of any size as digits, NaN and infinities as strings,
 * binary as a string, times as ISO 8601, a map as an object where its keys are distinct strings and else as `[{"key":…,"value":…}]`,
 * a struct whose fields have no names as an array, a union as its active member.
 */
export interface JsonWriter {
  /** Stops soon after the sink is full. */
  write(data: Data, index: number, sink: TextSink): void;
}

export interface JsonOptions {
  /** IANA name for timestamps that are instants. */
  readonly timeZone: string;
  /** Spaces per level; absent or 0 = compact. */
  readonly indent?: number;
  /** Default `base64`. */
  readonly binary?: 'base64' | 'hex';
  /** Default `iso`. */
  readonly times?: TimeStyle;
}

/** @throws UnreadableCell from `write` where the buffers do not hold what their types promise */
export function makeJsonWriter(field: Field, options: JsonOptions): JsonWriter {
  const style: ScalarStyle = { time: options.times ?? 'iso', zone: makeZone(options.timeZone), offsets: true };
  const writer = new WriterMaker(style, options.indent ?? 0, options.binary ?? 'base64').make(field);
  return { write: (data, index, sink) => writer(data, index, sink, 0) };
}

/** The JSON of one value; cut after `limit` UTF-16 units where it is longer. */
export function jsonText(writer: JsonWriter, data: Data, index: number, limit = Infinity): { readonly text: string; readonly cut: boolean } {
  const sink = new HeadSink(limit);
  writer.write(data, index, sink);
  return { text: sink.text, cut: sink.full };
}

type Write = (data: Data, index: number, sink: TextSink, depth: number) => void;

/** Bytes handled at a time; a multiple of 3, so that pieces of base64 join. */
const PIECE = 49_152;

class WriterMaker {
  constructor(
    private readonly style: ScalarStyle,
    private readonly indent: number,
    private readonly binary: 'base64' | 'hex',
  ) {}

  make(field: Field): Write {
    const write = this.#valid(field);
    const type: unknown = field.type;
    if (DataType.isNull(type)) return writeNull;
    if (DataType.isUnion(type)) return write;
    return (data, index, sink, depth) => (isNull(data, index) ? sink.write('null') : write(data, index, sink, depth));
  }

  #valid(field: Field): Write {
    const type: unknown = field.type;
    const scalar = scalarReader(field, this.style);
    if (scalar) return writeScalar(scalar);
    if (DataType.isUtf8(type) || DataType.isLargeUtf8(type)) return this.#string(bytesAt, field);
    if (DataType.isUtf8View(type)) return this.#string(viewBytesAt, field);
    if (DataType.isBinary(type) || DataType.isLargeBinary(type)) return this.#binary(bytesAt);
    if (DataType.isBinaryView(type)) return this.#binary(viewBytesAt);
    if (DataType.isFixedSizeBinary(type)) return this.#binary((data, index) => fixedBytesAt(data, index, type.byteWidth));
    if (DataType.isMap(type)) return this.#map(fieldOf(type.children[0]));
    if (DataType.isList(type) || DataType.isLargeList(type)) return this.#list(fieldOf(type.children[0]), rangeAt);
    if (DataType.isFixedSizeList(type)) {
      const size = type.listSize;
      return this.#list(fieldOf(type.children[0]), (_, index) => ({ start: index * size, end: (index + 1) * size }));
    }
    if (DataType.isStruct(type)) return this.#struct(type.children.map(fieldOf));
    if (DataType.isUnion(type)) {
      const members = type.children.map((child) => this.make(fieldOf(child)));
      return (data, index, sink, depth) => {
        const active = unionMember(data, index, type.typeIdToChildIndex);
        members[active.member]?.(active.data, active.index, sink, depth);
      };
    }
    if (DataType.isDictionary(type)) return this.#dictionary(dictionaryField(field, type));
    return writeNull;
  }

  #string(bytesOf: BytesOf, field: Field): Write {
    const kind = kindOf(field);
    if (kind === 'integer') return (data, index, sink) => writeDigits(utf8Text(bytesOf(data, index)), sink);
    if (kind === 'json') return (data, index, sink, depth) => writeJsonSource(utf8Text(bytesOf(data, index)), this.indent, depth, sink);
    return (data, index, sink) => writeString(bytesOf(data, index), sink);
  }

  #binary(bytesOf: BytesOf): Write {
    const encode = this.binary === 'hex' ? hexText : base64Text;
    return (data, index, sink) => {
      const bytes = bytesOf(data, index);
      sink.write(this.binary === 'hex' ? '"0x' : '"');
      for (let at = 0; at < bytes.length && !sink.full; at += PIECE) sink.write(encode(bytes.subarray(at, at + PIECE)));
      sink.write('"');
    };
  }

  #list(field: Field, rangeOf: RangeOf): Write {
    const item = this.make(field);
    return (data, index, sink, depth) => {
      const { start, end } = rangeOf(data, index);
      const child = childAt(data, 0);
      if (end > child.length) throw new UnreadableCell('a list ends behind its values');
      this.#items('[', ']', end - start, sink, depth, (nth) => item(child, start + nth, sink, depth + 1));
    };
  }

  #struct(fields: readonly Field[]): Write {
    const members = fields.map((field) => ({ name: this.#label(field.name), write: this.make(field) }));
    const unnamed = fields.length > 0 && fields.every(({ name }) => name === '');
    const [open, close] = unnamed ? ['[', ']'] : ['{', '}'];
    return (data, index, sink, depth) =>
      this.#items(open, close, members.length, sink, depth, (nth) => {
        const member = members[nth];
        if (!member) return;
        if (!unnamed) sink.write(member.name);
        member.write(childAt(data, nth), index, sink, depth + 1);
      });
  }

  #map(entries: Field): Write {
    const type: unknown = entries.type;
    const fields = DataType.isStruct(type) ? type.children.map(fieldOf) : [];
    const key = this.make(fieldOf(fields[0]));
    const value = this.make(fieldOf(fields[1]));
    const keyIsString = isStringType(fields[0]?.type);
    const [keyLabel, valueLabel] = [this.#label('key'), this.#label('value')];
    return (data, index, sink, depth) => {
      const { start, end } = rangeAt(data, index);
      const entriesOf = childAt(data, 0);
      if (end > entriesOf.length) throw new UnreadableCell('a map ends behind its entries');
      const [keys, values] = [childAt(entriesOf, 0), childAt(entriesOf, 1)];
      if (keyIsString && distinct(key, keys, start, end)) {
        this.#items('{', '}', end - start, sink, depth, (nth) => {
          key(keys, start + nth, sink, depth + 1);
          sink.write(this.indent > 0 ? ': ' : ':');
          value(values, start + nth, sink, depth + 1);
        });
        return;
      }
      this.#items('[', ']', end - start, sink, depth, (nth) =>
        this.#items('{', '}', 2, sink, depth + 1, (side) => {
          sink.write(side === 0 ? keyLabel : valueLabel);
          if (side === 0) key(keys, start + nth, sink, depth + 2);
          else value(values, start + nth, sink, depth + 2);
        }),
      );
    };
  }

  #dictionary(field: Field): Write {
    const entry = this.make(field);
    return (data, index, sink, depth) => {
      const at = dictionaryEntry(data, index);
      if (at) entry(at.data, at.index, sink, depth);
      else sink.write('null');
    };
  }

  #label(name: string): string {
    return `${JSON.stringify(name)}:${this.indent > 0 ? ' ' : ''}`;
  }

  #items(open: string, close: string, count: number, sink: TextSink, depth: number, write: (nth: number) => void): void {
    sink.write(open);
    for (let nth = 0; nth < count && !sink.full; nth++) {
      if (nth > 0) sink.write(',');
      if (this.indent > 0) sink.write(lineBreak(this.indent, depth + 1));
      write(nth);
    }
    if (this.indent > 0 && count > 0) sink.write(lineBreak(this.indent, depth));
    sink.write(close);
  }
}

type BytesOf = (data: Data, index: number) => Uint8Array;
type RangeOf = (data: Data, index: number) => { readonly start: number; readonly end: number };

const writeNull: Write = (_data, _index, sink) => sink.write('null');

function lineBreak(indent: number, depth: number): string {
  return `\n${' '.repeat(indent * depth)}`;
}

function writeScalar(scalar: ScalarReader): Write {
  if (scalar.kind === 'number') return (data, index, sink) => writeDigits(scalar.read(data, index), sink);
  if (scalar.kind === 'boolean') return (data, index, sink) => sink.write(scalar.read(data, index));
  return (data, index, sink) => sink.write(`"${scalar.read(data, index)}"`);
}

/** Digits as a JSON number; NaN, infinities and text that only claims to be a number as a string. */
function writeDigits(text: string, sink: TextSink): void {
  sink.write(/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/u.test(text) ? text : JSON.stringify(text));
}

function writeString(bytes: Uint8Array, sink: TextSink): void {
  sink.write('"');
  for (let at = 0; at < bytes.length && !sink.full; ) {
    const end = pieceEnd(bytes, at, PIECE);
    sink.write(JSON.stringify(utf8Text(bytes.subarray(at, end))).slice(1, -1));
    at = end;
  }
  sink.write('"');
}

/** Whether the string keys of a map are distinct: JSON objects cannot hold one twice. */
function distinct(key: Write, keys: Data, start: number, end: number): boolean {
  const seen = new Set<string>();
  for (let index = start; index < end; index++) {
    const sink = new HeadSink();
    key(keys, index, sink, 0);
    seen.add(sink.text);
  }
  return seen.size === end - start;
}

function isStringType(type: unknown): boolean {
  if (DataType.isDictionary(type)) return isStringType(type.dictionary);
  return DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type);
}

function fieldOf(field: Field | undefined): Field {
  if (!field) throw new TypeError('A nested Arrow type without the field of its values.');
  return field;
}
