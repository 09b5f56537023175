import type { ProfileField } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { parseType, TYPE_NAMES } from '../ddl/typeWords';
import type { Column, TableDescriptor } from '../types/table';
import { NAME_PATTERN, namesOf, notYet, numberOf, pairsOf, rowsOf, textOf, type Values } from './values';

const choices = (...values: readonly (readonly [value: string, description: string])[]): NonNullable<ProfileField['choices']> => [{ value: '', label: 'As the cluster sets it' }, ...values.map(([value, description]) => ({ value, label: value, description }))];

/** Fields whose key is the name of a property. */
const PROPERTY_FIELDS: readonly ProfileField[] = [
  { key: 'table.log.ttl', label: 'Keep the log for', kind: 'text', placeholder: '7 d', description: 'How long records of the log are kept: a number and d, h, min or s.', group: 'Storage' },
  { key: 'table.log.format', label: 'Log format', kind: 'choice', initial: '', choices: choices(['ARROW', 'Columns: servers send only those that are asked for.'], ['INDEXED', 'Rows that are found by offset.'], ['COMPACTED', 'Rows, small.']), group: 'Storage' },
  { key: 'table.log.arrow.compression.type', label: 'Log compression', kind: 'choice', initial: '', choices: choices(['ZSTD', 'Small.'], ['LZ4_FRAME', 'Fast.'], ['NONE', 'As it is.']), group: 'Storage' },
  { key: 'table.kv.format', label: 'Row format', kind: 'choice', initial: '', choices: choices(['COMPACTED', 'Small.'], ['INDEXED', 'Single columns are read faster.']), description: 'Of a table with a primary key.', group: 'Storage' },
  { key: 'table.replication.factor', label: 'Replicas', kind: 'number', min: 1, description: 'Copies of each bucket, on different tablet servers.', group: 'Storage' },
  { key: 'table.merge-engine', label: 'Rows with the same key', kind: 'choice', initial: '', choices: choices(['first_row', 'The first one stays.'], ['versioned', 'The one with the highest version stays.'], ['aggregation', 'They are merged.']), description: 'Of a table with a primary key; else the last one stays.', group: 'Primary key' },
  { key: 'table.merge-engine.versioned.ver-column', label: 'Version column', kind: 'text', required: true, when: { key: 'table.merge-engine', is: ['versioned'] }, group: 'Primary key' },
  { key: 'table.delete.behavior', label: 'Deletes', kind: 'choice', initial: '', choices: choices(['ALLOW', 'They are done.'], ['IGNORE', 'They are passed over in silence.'], ['DISABLE', 'They fail.']), group: 'Primary key' },
  { key: 'table.auto-partition.enabled', label: 'Make partitions by time', kind: 'boolean', initial: false, description: 'The partition column holds the time, as text.', group: 'Partitions' },
  { key: 'table.auto-partition.time-unit', label: 'A partition for each', kind: 'choice', initial: 'DAY', choices: ['HOUR', 'DAY', 'MONTH', 'QUARTER', 'YEAR'].map((value) => ({ value, label: value })), when: { key: 'table.auto-partition.enabled', is: [true] }, group: 'Partitions' },
  { key: 'table.auto-partition.num-retention', label: 'Partitions kept', kind: 'number', min: 1, when: { key: 'table.auto-partition.enabled', is: [true] }, group: 'Partitions' },
  { key: 'table.datalake.enabled', label: 'Tier into the data lake of the cluster', kind: 'boolean', initial: false, group: 'Data lake' },
  { key: 'table.datalake.freshness', label: 'Freshness', kind: 'text', placeholder: '3 min', when: { key: 'table.datalake.enabled', is: [true] }, group: 'Data lake' },
];

/** What a table is made of, as a form. */
export const TABLE_FIELDS: readonly ProfileField[] = [
  { key: 'name', label: 'Name', kind: 'text', required: true, pattern: NAME_PATTERN },
  {
    key: 'columns',
    label: 'Columns',
    kind: 'rows',
    required: true,
    columns: [
      { label: 'Name', kind: 'text' },
      { label: 'Type', kind: 'text', placeholder: 'STRING', suggestions: TYPE_NAMES },
      { label: 'Key', kind: 'flag' },
      { label: 'Partition', kind: 'flag' },
      { label: 'Not null', kind: 'flag' },
      { label: 'Comment', kind: 'text' },
    ],
    description: 'With key columns, a row replaces the one with the same key; without, the table is a log. Rows of each value of the partition columns are kept apart; in a table with a key these are part of it.',
  },
  { key: 'buckets', label: 'Buckets', kind: 'number', min: 1, placeholder: 'As the cluster sets it', description: 'Rows are spread over this many, in each partition.' },
  { key: 'bucketKey', label: 'Bucket key', kind: 'text', placeholder: 'The key', description: 'Columns, with commas between, that pick the bucket. In a table with a key, its first columns: rows can then be looked up by them alone.' },
  { key: 'comment', label: 'Comment', kind: 'text' },
  ...PROPERTY_FIELDS,
  { key: 'properties', label: 'More properties', kind: 'pairs', group: 'Properties', description: 'Names that start with “table.” are read by Fluss; others are kept for those who read them.' },
];

const NAME = 0;
const TYPE = 1;
const KEY = 2;
const PARTITION = 3;
const NOT_NULL = 4;
const COMMENT = 5;
const isSet = (row: readonly string[], cell: number): boolean => row[cell] === 'true';

/** @throws HeadwaterError where something is missing or wrong, with the column it is about */
export function tableOfForm(values: Values): TableDescriptor {
  const rows = rowsOf(values, 'columns');
  if (rows.length === 0) throw notYet('A table has one column at least.');
  const columns = rows.map(columnOf);
  const names = columns.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw notYet(`There are two columns ${twice}.`);
  const chosen = (cell: number): readonly string[] => names.filter((_, index) => isSet(rows[index] ?? [], cell));
  const partitionKeys = chosen(PARTITION);
  const keyed = chosen(KEY);
  // in a table with a key, partition columns are part of it
  const primaryKey = keyed.length === 0 ? [] : names.filter((name) => keyed.includes(name) || partitionKeys.includes(name));
  const given = namesOf(values, 'bucketKey');
  const unknown = given.find((name) => !names.includes(name));
  if (unknown !== undefined) throw notYet(`The bucket key names ${unknown}, which is no column.`);
  const bucketCount = numberOf(values, 'buckets');
  const defaultKey = bucketCount === undefined ? [] : primaryKey.filter((name) => !partitionKeys.includes(name));
  const comment = textOf(values, 'comment');
  return {
    schema: { columns: columns.map((column) => (primaryKey.includes(column.name) ? { ...column, type: { ...column.type, nullable: false } } : column)), primaryKey, autoIncrement: [] },
    partitionKeys,
    bucketKeys: given.length > 0 ? given : defaultKey,
    ...(bucketCount === undefined ? {} : { bucketCount }),
    ...(comment === '' ? {} : { comment }),
    ...propertiesOf(values, partitionKeys),
  };
}

function columnOf(row: readonly string[], id: number): Column {
  const name = row[NAME] ?? '';
  if (name === '') throw notYet(`Column ${id + 1} has no name.`);
  const text = row[TYPE] ?? '';
  if (text === '') throw notYet(`The column ${name} has no type.`);
  const comment = row[COMMENT] ?? '';
  return { name, id, type: typeOf(name, text, isSet(row, NOT_NULL)), ...(comment === '' ? {} : { comment }) };
}

/** @throws HeadwaterError that names the column */
export function typeOf(column: string, text: string, notNull: boolean): Column['type'] {
  try {
    const type = parseType(text);
    return notNull ? { ...type, nullable: false } : type;
  } catch (error) {
    if (!(error instanceof HeadwaterError)) throw error;
    const { why, todo } = error.failure;
    throw new HeadwaterError({ what: 'The form is not complete', why: `The type of the column ${column}: ${why}`, kind: 'invalid', ...(todo === undefined ? {} : { todo }) }, { cause: error });
  }
}

function propertiesOf(values: Values, partitionKeys: readonly string[]): Pick<TableDescriptor, 'properties' | 'customProperties'> {
  const set = PROPERTY_FIELDS.flatMap(({ key }): readonly (readonly [string, string])[] => {
    const value = values[key];
    return value === undefined || value === '' || value === false || typeof value === 'object' ? [] : [[key, String(value)]];
  });
  const auto = values['table.auto-partition.enabled'] === true;
  if (auto && partitionKeys.length === 0) throw notYet('Partitions by time need a partition column.');
  const all = [...(auto ? set : set.filter(([key]) => !key.startsWith('table.auto-partition.'))), ...pairsOf(values, 'properties')];
  const ofTable = (key: string): boolean => key.startsWith('table.');
  return { properties: Object.fromEntries(all.filter(([key]) => ofTable(key))), customProperties: Object.fromEntries(all.filter(([key]) => !ofTable(key))) };
}
