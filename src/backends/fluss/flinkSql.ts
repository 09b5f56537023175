import { quoteFlink, typeText } from './types/dataType';
import type { TableDescriptor } from './types/table';
import type { TablePath } from './client/tableMetadata';

const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Properties that servers fill in by themselves and refuse from a person, or that say nothing. */
const FILLED_IN = new Set(['table.kv.format-version']);

/** The statement in Flink's SQL that would make the table. */
export function createTableText({ database, table }: TablePath, descriptor: TableDescriptor): string {
  const { schema, partitionKeys, bucketKeys, bucketCount } = descriptor;
  const columns = schema.columns.map(({ name, type, comment }) => `  ${quoteFlink(name)} ${typeText(type)}${comment === undefined ? '' : ` COMMENT ${text(comment)}`}`);
  const key = schema.primaryKey.length === 0 ? [] : [`  PRIMARY KEY (${schema.primaryKey.map(quoteFlink).join(', ')}) NOT ENFORCED`];
  const options = {
    ...(bucketCount === undefined ? {} : { 'bucket.num': String(bucketCount) }),
    ...(bucketKeys.length === 0 ? {} : { 'bucket.key': bucketKeys.join(',') }),
    ...Object.fromEntries(Object.entries(descriptor.properties).filter(([name]) => !FILLED_IN.has(name))),
    ...descriptor.customProperties,
  };
  const lines = Object.entries(options).map(([name, value]) => `  ${text(name)} = ${text(value)}`);
  return [
    `CREATE TABLE ${quoteFlink(database)}.${quoteFlink(table)} (`,
    [...columns, ...key].join(',\n'),
    `)${descriptor.comment === undefined ? '' : ` COMMENT ${text(descriptor.comment)}`}`,
    ...(partitionKeys.length === 0 ? [] : [`PARTITIONED BY (${partitionKeys.map(quoteFlink).join(', ')})`]),
    ...(lines.length === 0 ? [] : ['WITH (', lines.join(',\n'), ')']),
  ]
    .join('\n')
    .concat(';\n');
}
