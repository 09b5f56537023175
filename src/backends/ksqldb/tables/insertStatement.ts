import type { Data, Field } from 'apache-arrow';
import { jsonText, makeJsonWriter } from '../../../core/format/json';
import { HeadwaterError } from '../../../core/errors';
import { quoted, sqlString } from '../language/words';
import { arrowField } from '../types/arrowType';
import type { SqlColumn, SqlType } from '../types/sqlType';

/** `INSERT INTO … VALUES` of one row. @throws HeadwaterError where a value cannot be written as a literal */
export function insertStatement(target: string, columns: readonly SqlColumn[], data: readonly Data[], row: number): string {
  const given = columns.flatMap((column, index) => {
    const values = data[index];
    const text = values === undefined ? 'null' : cellJson(arrowField(column), values, row);
    return text === 'null' ? [] : [{ name: quoted(column.name), text: literalOfJson(column.type, JSON.parse(protectedNumbers(text))) }];
  });
  return `INSERT INTO ${quoted(target)} (${given.map(({ name }) => name).join(', ')}) VALUES (${given.map(({ text }) => text).join(', ')});`;
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
