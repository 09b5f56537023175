import { type Data, DataType, Field, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { ArrowEncoder } from '../../../core/arrow/messages';
import type { StatementParameter } from '../../../core/contract/execution';
import type { StatementLanguage } from '../../../core/contract/language';
import { HeadwaterError } from '../../../core/errors';
import { parametersOf } from '../../../core/sql/parameters';
import { fieldsOf } from '../metadata/rpcMetadata';
import type { JsonValue } from '../influx/ticket';
import { oneValue } from './oneValue';

/**
 * The values of a statement's parameters as one row of Arrow: a schema message and a batch. Flight SQL binds by place.
 * @param schema what the server says of its parameters; many say nothing, or types that they do not mean
 * @throws HeadwaterError where a value is not of the type that the server wants
 */
export function parameterMessages(parameters: readonly StatementParameter[], schema: Uint8Array | undefined): readonly Uint8Array[] {
  const wanted = (schema && fieldsOf(schema)) ?? [];
  if (wanted.length > parameters.length) {
    throw new HeadwaterError({ what: 'Could not run the statement', why: `The statement has ${wanted.length} parameters, and ${parameters.length} values were given.`, todo: 'Check how the parameters are marked.', kind: 'invalid', code: 'bad-parameter' });
  }
  const columns = parameters.map((parameter, index) => {
    const field = wanted.find(({ name }) => name === parameter.name || name === `$${parameter.name}`) ?? wanted[index];
    const { type, data } = oneValue(parameter.name, parameter.value, parameter.type, usable(field?.type));
    return { field: new Field(field?.name ?? parameter.name, type, true), data };
  });
  const ordered = inServersOrder(columns, wanted);
  const row = new Schema(ordered.map(({ field }) => field));
  const encoder = new ArrowEncoder(row);
  const children: Data[] = ordered.map(({ data }) => data);
  const batch = new RecordBatch(row, makeData({ type: new Struct(row.fields), length: 1, nullCount: 0, children }));
  return [encoder.schema().bytes, ...encoder.write(batch).map(({ bytes }) => bytes)];
}

/** Whether a server tells something of its parameters. */
export function hasFields(schema: Uint8Array | undefined): boolean {
  return schema !== undefined && (fieldsOf(schema)?.length ?? 0) > 0;
}

/** A statement with `?` for each `$name` and `$1`, and the values in the order of the marks; `undefined` where all marks are `?` already. */
export function namedByPlace(text: string, parameters: readonly StatementParameter[], language: StatementLanguage): { readonly text: string; readonly parameters: readonly StatementParameter[] } | undefined {
  const marks = parametersOf(text, language);
  if (marks.every(({ start, end }) => text.slice(start, end) === '?')) return undefined;
  const values = marks.map(({ name }) => parameters.find((parameter) => parameter.name === name));
  if (!values.every((value) => value !== undefined)) return undefined;
  const pieces = marks.map(({ start }, index) => `${text.slice(marks[index - 1]?.end ?? 0, start)}?`);
  return { text: pieces.join('') + text.slice(marks.at(-1)?.end ?? 0), parameters: values };
}

function inServersOrder<T extends { readonly field: Field }>(columns: readonly T[], wanted: readonly Field[]): readonly T[] {
  const place = ({ field }: T): number => {
    const index = wanted.findIndex(({ name }) => name === field.name);
    return index < 0 ? wanted.length : index;
  };
  const unique = new Set(wanted.map(({ name }) => name)).size === wanted.length;
  return unique ? [...columns].sort((one, other) => place(one) - place(other)) : columns;
}

/** Null and unions mean "anything" there. */
function usable(type: unknown): DataType | undefined {
  return DataType.isDataType(type) && !DataType.isNull(type) && !DataType.isUnion(type) ? type : undefined;
}

/** The values as JSON, by name. @throws HeadwaterError where a number would lose digits */
export function jsonParameters(parameters: readonly StatementParameter[]): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(parameters.map(({ name, type, value }) => [name, value === null ? null : jsonOf(name, type, value)]));
}

function jsonOf(name: string, type: StatementParameter['type'], value: string): JsonValue {
  switch (type) {
    case 'boolean':
      return /^(?:true|t|1|yes|on)$/iu.test(value.trim());
    case 'integer':
    case 'decimal':
    case 'double': {
      const number = Number(value);
      const exact = Number.isFinite(number) && (type !== 'integer' || Number.isSafeInteger(number));
      if (exact) return number;
      throw new HeadwaterError({ what: `Could not use the value of parameter ${name}`, why: `“${value.slice(0, 100)}” does not fit a number as JSON has it.`, todo: 'Write it into the statement.', kind: 'invalid', code: 'bad-parameter' });
    }
    default:
      return value;
  }
}
