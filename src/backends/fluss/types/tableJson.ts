import * as z from 'zod/mini';
import { readType, SchemaError, typeJson, writeType } from './typeJson';
import type { Column, TableDescriptor, TableSchema } from './table';

const names = z.array(z.string());
const texts = z.record(z.string(), z.string());
/** SchemaJsonSerde.java, ColumnJsonSerde.java */
const schemaJson = z.object({
  columns: z.array(z.object({ name: z.string(), data_type: typeJson, comment: z.optional(z.string()), id: z.optional(z.int()) })),
  primary_key: z.optional(names),
  auto_increment_column: z.optional(names),
});
/** TableDescriptorJsonSerde.java */
const tableShape = z.object({
  schema: schemaJson,
  comment: z.optional(z.string()),
  partition_key: names,
  bucket_key: z.optional(names),
  bucket_count: z.optional(z.int()),
  properties: texts,
  custom_properties: z.optional(texts),
});
const databaseJson = z.object({ comment: z.optional(z.string()), custom_properties: z.optional(texts) });

export interface DatabaseDescriptor {
  readonly comment?: string;
  readonly properties: Readonly<Record<string, string>>;
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** @throws SchemaError */
export function readTable(json: Uint8Array): TableDescriptor {
  const table = parse(tableShape, json);
  return {
    schema: schemaOf(table.schema),
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    partitionKeys: table.partition_key,
    bucketKeys: table.bucket_key ?? [],
    ...(table.bucket_count === undefined ? {} : { bucketCount: table.bucket_count }),
    properties: table.properties,
    customProperties: table.custom_properties ?? {},
  };
}

/** @throws SchemaError */
export const readSchema = (json: Uint8Array): TableSchema => schemaOf(parse(schemaJson, json));

export const writeTable = (table: TableDescriptor): Uint8Array => bytesOf(tableJson(table));

/** The description that a table is created from. */
export function tableJson(table: TableDescriptor): object {
  let id = 0;
  const nextId = (): number => id++;
  const columns = table.schema.columns.map(({ name, type, comment }) => {
    const own = nextId();
    return { name, data_type: writeType(type, nextId), ...(comment === undefined ? {} : { comment }), id: own };
  });
  const { primaryKey } = table.schema;
  return {
    version: 1,
    schema: { version: 1, columns, ...(primaryKey.length === 0 ? {} : { primary_key: primaryKey }), highest_field_id: id - 1 },
    ...(table.comment === undefined ? {} : { comment: table.comment }),
    partition_key: table.partitionKeys,
    // the server reads the one whenever the other is there
    ...(table.bucketCount === undefined && table.bucketKeys.length === 0 ? {} : { bucket_key: table.bucketKeys }),
    ...(table.bucketCount === undefined ? {} : { bucket_count: table.bucketCount }),
    properties: table.properties,
    custom_properties: table.customProperties,
  };
}

/** @throws SchemaError */
export function readDatabase(json: Uint8Array): DatabaseDescriptor {
  const { comment, custom_properties } = parse(databaseJson, json);
  return { ...(comment === undefined ? {} : { comment }), properties: custom_properties ?? {} };
}

export const writeDatabase = ({ comment, properties }: DatabaseDescriptor): Uint8Array => bytesOf({ version: 1, ...(comment === undefined ? {} : { comment }), custom_properties: properties });

export const bytesOf = (json: unknown): Uint8Array => encoder.encode(JSON.stringify(json));

function schemaOf(schema: z.infer<typeof schemaJson>): TableSchema {
  const columns = schema.columns.map(
    ({ name, data_type, comment, id }, index): Column => ({ name, type: readType(data_type), ...(comment === undefined ? {} : { comment }), id: id ?? index }),
  );
  const primaryKey = schema.primary_key ?? [];
  const unknown = primaryKey.find((name) => !columns.some((column) => column.name === name));
  if (unknown !== undefined) throw new SchemaError(`the key column ${unknown} is no column`);
  return { columns, primaryKey, autoIncrement: schema.auto_increment_column ?? [] };
}

function parse<T>(shape: z.ZodMiniType<T>, json: Uint8Array): T {
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(json));
  } catch (error) {
    throw new SchemaError('a description is not JSON', { cause: error });
  }
  const result = z.safeParse(shape, value);
  if (!result.success) throw new SchemaError(`a description is not as expected: ${z.prettifyError(result.error).split('\n', 1)[0] ?? ''}`);
  return result.data;
}
