import type { Field } from 'apache-arrow';
import { isNull } from '../../../../core/format/buffers';
import { distinctNames } from '../../../../core/format/delimited';
import { jsonText, makeJsonWriter } from '../../../../core/format/json';
import { makeZone } from '../../../../core/format/zone';
import { copyPlain, isPlainText, specialBytes } from './plainText';
import type { RowBytes } from './rowBytes';
import { scalarBytes, type WriteValue } from './scalarBytes';

const UTF8 = new TextEncoder();
const [LF, QUOTE, BACKSLASH, BRACE, ZERO, NINE] = [0x0a, 0x22, 0x5c, 0x7d, 0x30, 0x39];
/** Control characters are escaped. */
const SPECIAL = specialBytes(QUOTE, BACKSLASH, ...Array.from({ length: 0x20 }, (_, byte) => byte));

/** One object a line. */
export function jsonLinesBytes(fields: readonly Field[], timeZone: string): RowBytes {
  const object = objects(fields, timeZone);
  return {
    header: '',
    row: (data, index, out) => {
      object(data, index, out);
      out.byte(LF);
    },
  };
}

/** One object a line, all in one array. */
export function jsonArrayBytes(fields: readonly Field[], timeZone: string): RowBytes {
  const object = objects(fields, timeZone);
  let first = true;
  return {
    header: '[\n',
    row: (data, index, out) => {
      out.ascii(first ? '  ' : ',\n  ');
      first = false;
      object(data, index, out);
    },
    end: '\n]\n',
  };
}

function objects(fields: readonly Field[], timeZone: string): RowBytes['row'] {
  const names = distinctNames(fields.map(({ name }) => name));
  const labels = names.map((name, column) => UTF8.encode(`${column === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  const cells = fields.map((field) => cell(field, timeZone));
  return (data, index, out) => {
    if (labels.length === 0) out.ascii('{');
    for (const [column, label] of labels.entries()) {
      out.add(label);
      const values = data[column];
      if (values) cells[column]?.(values, index, out);
      else out.ascii('null');
    }
    out.byte(BRACE);
  };
}

function cell(field: Field, timeZone: string): WriteValue {
  const writer = makeJsonWriter(field, { timeZone });
  const any: WriteValue = (data, index, out) => { out.text(jsonText(writer, data, index).text); };
  const write = quick(field, timeZone, any);
  if (!write) return any;
  return (data, index, out) => {
    if (isNull(data, index)) out.ascii('null');
    else write(data, index, out);
  };
}

function quick(field: Field, timeZone: string, any: WriteValue): WriteValue | undefined {
  if (isPlainText(field)) {
    return (data, index, out) => {
      const from = out.length;
      out.byte(QUOTE);
      if (copyPlain(data, index, SPECIAL, out)) out.byte(QUOTE);
      else {
        out.length = from;
        any(data, index, out);
      }
    };
  }
  const scalar = scalarBytes(field, { time: 'iso', zone: makeZone(timeZone), offsets: true });
  switch (scalar?.kind) {
    case 'time':
      return inQuotes(scalar.write);
    case 'float':
      return finite(scalar.write, any);
    case 'number':
    case 'boolean':
      return scalar.write;
    case undefined:
      return undefined;
  }
}

/** NaN and infinities end in a letter: they are no numbers of JSON. */
function finite(write: WriteValue, any: WriteValue): WriteValue {
  return (data, index, out) => {
    const from = out.length;
    write(data, index, out);
    const last = out.bytes[out.length - 1] ?? 0;
    if (last >= ZERO && last <= NINE) return;
    out.length = from;
    any(data, index, out);
  };
}

function inQuotes(write: WriteValue): WriteValue {
  return (data, index, out) => {
    out.byte(QUOTE);
    write(data, index, out);
    out.byte(QUOTE);
  };
}

