import type { Data, Field } from 'apache-arrow';
import { jsonText, makeJsonWriter } from '../../../core/format/json';
import { HeadwaterError } from '../../../core/errors';
import { quoted, sqlString } from '../language/words';
import { arrowField } from '../types/arrowType';
import { type SqlColumn, type SqlType, typeText } from '../types/sqlType';

/** `INSERT INTO … VALUES` of one row. @throws HeadwaterError where a value cannot be written as a literal */
export function insertStatement(target: string, columns: readonly SqlColumn[], data: readonly Data[], row: number): string {
  const given = columns.flatMap((column, index) => {
    const values = data[index];
    const text = values === undefined ? 'null' : cellJson(arrowField(column), values, row);
    return text === 'null' ? [] : [{ name: quoted(column.name), text: literalOfJson(column.type, JSON.parse(protectedNumbers(text))) }];
  });
  return `INSERT INTO ${quoted(target)} (${given.map(({ name }) => name).join(', ')}) VALUES (${given.map(({ text }) => text).join(', ')});`;
}

/** The same of values as a person writes them, by column; empty ones are left out. @throws HeadwaterError where one does not fit its column */
export function insertValues(target: string, columns: readonly SqlColumn[], values: Readonly<Record<string, string>>): string {
  const unknown = Object.keys(values).find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new HeadwaterError({ what: `Could not insert into \`${target}\``, why: `It has no column ${unknown}.`, kind: 'invalid' });
  const given = columns.flatMap((column) => {
    const text = values[column.name]?.trim() ?? '';
    return text === '' ? [] : [{ name: quoted(column.name), text: literalOfText(target, column, text) }];
  });
  if (given.length === 0) throw new HeadwaterError({ what: `Could not insert into \`${target}\``, why: 'No column has a value.', kind: 'invalid' });
  return `INSERT INTO ${quoted(target)} (${given.map(({ name }) => name).join(', ')}) VALUES (${given.map(({ text }) => text).join(', ')});`;
}

function literalOfText(target: string, { name, type }: SqlColumn, text: string): string {
  const wrong = (): HeadwaterError => new HeadwaterError({ what: `Could not insert into \`${target}\``, why: `“${text.slice(0, 60)}” is no value of the column ${name} (${typeText(type)}).`, kind: 'invalid' });
  switch (type.kind) {
    case 'INTEGER':
    case 'BIGINT':
      if (!/^-?\d+$/u.test(text)) throw wrong();
      return text;
    case 'DECIMAL':
    case 'DOUBLE':
      if (!/^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(text)) throw wrong();
      return literalOfJson(type, text);
    case 'BOOLEAN':
      if (!/^(?:true|false)$/iu.test(text)) throw wrong();
      return text.toLowerCase();
    case 'ARRAY':
    case 'MAP':
    case 'STRUCT':
      return literalOfJson(type, parsed(text, wrong));
    default:
      return literalOfJson(type, text);
  }
}

function parsed(text: string, wrong: () => HeadwaterError): unknown {
  try {
    const value: unknown = JSON.parse(protectedNumbers(text));
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw wrong();
}

function cellJson(field: Field, data: Data, row: number): string {
  return jsonText(makeJsonWriter(field, { timeZone: 'UTC' }), data, row).text;
}

/** Numbers as texts, so that no digit is lost on the way through JSON. */
function protectedNumbers(json: string): string {
  return json.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gu, (token) => (token.startsWith('"') ? token : `"${token}"`));
}

function literalOfJson(type: SqlType, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  switch (type.kind) {
    case 'BOOLEAN':
      return value === true ? 'true' : 'false';
    case 'INTEGER':
    case 'BIGINT':
    case 'DECIMAL':
      return textOf(value);
    case 'DOUBLE':
      return /^-?\d/u.test(textOf(value)) ? `CAST(${textOf(value)} AS DOUBLE)` : `CAST(${sqlString(textOf(value))} AS DOUBLE)`;
    case 'BYTES':
      return `TO_BYTES(${sqlString(textOf(value))}, 'base64')`;
    case 'STRING':
    case 'DATE':
    case 'TIME':
    case 'TIMESTAMP':
      return sqlString(textOf(value));
    case 'ARRAY':
      return `ARRAY[${(Array.isArray(value) ? value : []).map((one: unknown) => literalOfJson(type.element, one)).join(', ')}]`;
    case 'MAP':
      return `MAP(${Object.entries(value).map(([key, one]) => `${sqlString(key)} := ${literalOfJson(type.value, one)}`).join(', ')})`;
    case 'STRUCT': {
      const members = new Map(Object.entries(value));
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} := ${literalOfJson(field.type, members.get(field.name))}`).join(', ')})`;
    }
    case 'OTHER':
      throw new HeadwaterError({ what: 'Could not insert the row', why: `Values of the type ${type.text} cannot be written in a statement.`, kind: 'unsupported' });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
