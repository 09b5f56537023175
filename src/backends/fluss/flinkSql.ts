import { quoteFlink, typeText } from './types/dataType';
import type { Column, TableDescriptor } from './types/table';
import type { TablePath } from './client/tableMetadata';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

const commentText = (comment: string | undefined): string => (comment === undefined || comment === '' ? '' : ` COMMENT ${text(comment)}`);

const optionLines = (options: readonly (readonly [name: string, value: string])[]): readonly string[] => options.map(([name, value]) => `  ${text(name)} = ${text(value)}`);

const columnText = ({ name, type, comment }: Pick<Column, 'name' | 'type' | 'comment'>): string => `${quoteFlink(name)} ${typeText(type)}${commentText(comment)}`;

/** The statement in Flink's SQL that would make the database. */
export function createDatabaseText(name: string, comment: string, properties: readonly (readonly [name: string, value: string])[]): string {
  const options = properties.length === 0 ? '' : ` WITH (\n${optionLines(properties).join(',\n')}\n)`;
  return `CREATE DATABASE ${quoteFlink(name)}${commentText(comment)}${options};\n`;
}

export const addColumnsText = ({ database, table }: TablePath, columns: readonly Pick<Column, 'name' | 'type' | 'comment'>[]): string =>
  `ALTER TABLE ${quoteFlink(database)}.${quoteFlink(table)} ADD (\n${columns.map((column) => `  ${columnText(column)}`).join(',\n')}\n);\n`;

export const addPartitionText = ({ database, table }: TablePath, values: readonly (readonly [key: string, value: string])[]): string =>
  `ALTER TABLE ${quoteFlink(database)}.${quoteFlink(table)} ADD PARTITION (${values.map(([key, value]) => `${quoteFlink(key)} = ${text(value)}`).join(', ')});\n`;

/** Properties that servers fill in by themselves and refuse from a person, or that say nothing. */
const FILLED_IN = new Set(['table.kv.format-version']);

/** The statement in Flink's SQL that would make the table. */
export function createTableText({ database, table }: TablePath, descriptor: TableDescriptor): string {
  const { schema, partitionKeys, bucketKeys, bucketCount } = descriptor;
  const columns = schema.columns.map((column) => `  ${columnText(column)}`);
  const key = schema.primaryKey.length === 0 ? [] : [`  PRIMARY KEY (${schema.primaryKey.map(quoteFlink).join(', ')}) NOT ENFORCED`];
  const options = {
    ...(bucketCount === undefined ? {} : { 'bucket.num': String(bucketCount) }),
    ...(bucketKeys.length === 0 ? {} : { 'bucket.key': bucketKeys.join(',') }),
    ...Object.fromEntries(Object.entries(descriptor.properties).filter(([name]) => !FILLED_IN.has(name))),
    ...descriptor.customProperties,
  };
  const lines = optionLines(Object.entries(options));
  return [
    `CREATE TABLE ${quoteFlink(database)}.${quoteFlink(table)} (`,
    [...columns, ...key].join(',\n'),
    `)${commentText(descriptor.comment)}`,
    ...(partitionKeys.length === 0 ? [] : [`PARTITIONED BY (${partitionKeys.map(quoteFlink).join(', ')})`]),
    ...(lines.length === 0 ? [] : ['WITH (', lines.join(',\n'), ')']),
  ]
    .join('\n')
    .concat(';\n');
}
