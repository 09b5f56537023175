import type { Column, TableDescriptor } from '../types/table';
import type { NewColumn } from './statement';
import { typeWords } from './typeWords';
import type { Name, Words } from './words';

interface Parts {
  readonly columns: readonly (NewColumn & { readonly place: Name })[];
  readonly key: readonly Name[];
}

/** `(columns, key) [COMMENT …] [PARTITIONED BY …] [WITH (…)]`: what follows the name in a CREATE TABLE. */
export function tableWords(words: Words): TableDescriptor {
  const { columns, key } = columnsAndKey(words);
  const comment = words.takes('COMMENT') ? words.string('The comment').text : undefined;
  if (words.sees('DISTRIBUTED')) throw words.wrong('Fluss takes the buckets from properties', words.next, "Write WITH ('bucket.key' = '…', 'bucket.num' = '…').");
  const partitionKeys = words.takes('PARTITIONED', 'BY') ? words.list(() => words.name('A partition column')) : [];
  const options = words.takes('WITH') ? optionWords(words) : [];
  if (words.sees('AS')) throw words.wrong('A query cannot stand here: columns are given already', words.next, 'Create the table, then write INSERT INTO … SELECT …; or write CREATE TABLE … AS SELECT … without columns.');
  if (words.sees('LIKE')) throw words.wrong('LIKE is not known here', words.next, 'Open the CREATE TABLE of the other table, and change it.');
  words.end();
  const names = new Set(columns.map(({ name }) => name));
  for (const { text, place } of [...key, ...partitionKeys]) if (!names.has(text)) throw words.wrong(`There is no column ${text}`, place);
  const outside = key.length > 0 ? partitionKeys.find(({ text }) => !key.some((part) => part.text === text)) : undefined;
  if (outside) throw words.wrong(`The partition column ${outside.text} must be part of the primary key`, outside.place);
  const primaryKey = key.map(({ text }) => text);
  const partitions = partitionKeys.map(({ text }) => text);
  return {
    schema: { columns: columns.map(({ name, type, comment: about }, id): Column => ({ name, id, type: primaryKey.includes(name) ? { ...type, nullable: false } : type, ...(about === undefined ? {} : { comment: about }) })), primaryKey, autoIncrement: [] },
    ...(comment === undefined ? {} : { comment }),
    partitionKeys: partitions,
    ...propertiesOf(options, primaryKey.filter((name) => !partitions.includes(name)), names, words),
  };
}

/** `('key' = 'value', …)` */
export function optionWords(words: Words): readonly { readonly key: Name; readonly value: Name }[] {
  return words.list(() => {
    const key = words.string('A property');
    words.expect('=');
    return { key, value: words.string('Its value') };
  });
}

/** `name TYPE [NOT NULL] [COMMENT '…']` */
export function columnWords(words: Words): NewColumn & { readonly place: Name } {
  const place = words.name('The name of a column');
  if (words.sees('AS')) throw words.wrong('Fluss has no computed columns', words.next, 'Leave it out; compute it in queries.');
  if (words.sees('METADATA')) throw words.wrong('Fluss has no metadata columns', words.next, 'Leave it out: every row has _offset, _timestamp, _bucket and _change_type.');
  const type = typeWords(words);
  const comment = words.takes('COMMENT') ? words.string('The comment').text : undefined;
  return { place, name: place.text, type, ...(comment === undefined ? {} : { comment }) };
}

function columnsAndKey(words: Words): Parts {
  const columns: (NewColumn & { readonly place: Name })[] = [];
  let key: readonly Name[] = [];
  const setKey = (names: readonly Name[], words_: Words): void => {
    if (key.length > 0) throw words_.wrong('There is a primary key already', names[0]?.place);
    key = names;
  };
  words.list(() => {
    if (words.sees('WATERMARK')) throw words.wrong('Fluss has no watermarks', words.next, 'Leave it out: watermarks belong to the jobs that read.');
    if (words.takes('CONSTRAINT')) words.name('The name of the constraint');
    if (words.takes('PRIMARY', 'KEY')) {
      setKey(words.list(() => words.name('A key column')), words);
      words.expect('NOT', 'ENFORCED');
      return;
    }
    const column = columnWords(words);
    if (columns.some(({ name }) => name === column.name)) throw words.wrong(`There are two columns ${column.name}`, column.place.place);
    if (words.takes('PRIMARY', 'KEY')) {
      setKey([column.place], words);
      words.expect('NOT', 'ENFORCED');
    }
    columns.push(column);
  });
  if (columns.length === 0) throw words.wrong('A table has one column at least');
  return { columns, key };
}

/** What Flink keeps among the properties and Fluss does not. */
function propertiesOf(options: ReturnType<typeof optionWords>, defaultKey: readonly string[], columns: ReadonlySet<string>, words: Words): Pick<TableDescriptor, 'bucketKeys' | 'bucketCount' | 'properties' | 'customProperties'> {
  const properties: Record<string, string> = {};
  const customProperties: Record<string, string> = {};
  let bucketKeys: readonly string[] | undefined;
  let bucketCount: number | undefined;
  for (const { key, value } of options) {
    if (key.text === 'bucket.num') {
      if (!/^[1-9]\d{0,5}$/u.test(value.text)) throw words.wrong('The number of buckets is a whole number above 0', value.place);
      bucketCount = Number(value.text);
    } else if (key.text === 'bucket.key') {
      bucketKeys = value.text.split(',').map((name) => name.trim());
      const unknown = bucketKeys.find((name) => !columns.has(name));
      if (unknown !== undefined) throw words.wrong(`There is no column ${unknown}`, value.place);
    } else if (key.text.startsWith('table.')) properties[key.text] = value.text;
    else customProperties[key.text] = value.text;
  }
  const keys = bucketKeys ?? (bucketCount === undefined ? [] : defaultKey);
  return { bucketKeys: keys, properties, customProperties, ...(bucketCount === undefined ? {} : { bucketCount }) };
}
