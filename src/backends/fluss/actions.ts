import type { Action, ActionOutcome } from '../../core/contract/action';
import type { FieldValue } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { databasePath, placeOf } from './catalog/nodePath';
import { tablePath } from './catalog/tableNodes';
import type { FlussClient } from './client/flussClient';
import { createTableText } from './flinkSql';

type Values = Readonly<Record<string, FieldValue>>;

const text = (values: Values, key: string): string => {
  const value = values[key];
  return typeof value === 'string' ? value.trim() : '';
};

function pairsOf(values: Values, key: string): readonly (readonly [string, string])[] {
  const pairs = values[key];
  return typeof pairs === 'object' && !isList(pairs) ? Object.entries(pairs) : [];
}

const isList = (value: object): value is readonly string[] => Array.isArray(value);

/** What the tree's nodes offer. Drops ask first. */
export function flussActions(client: FlussClient): readonly Action[] {
  return [
    {
      id: 'database.create',
      title: 'Create Database',
      icon: 'new-folder',
      group: 'change',
      writes: true,
      fields: [
        { key: 'name', label: 'Name', kind: 'text', required: true, pattern: { source: '(?!__)[A-Za-z0-9_-]{1,200}', message: 'Letters, digits, _ and - only; not two _ at the start.' } },
        { key: 'comment', label: 'Comment', kind: 'text' },
        { key: 'properties', label: 'Properties', kind: 'pairs' },
      ],
      run: async (_, values, signal): Promise<ActionOutcome> => {
        const comment = text(values, 'comment');
        await client.admin.createDatabase(text(values, 'name'), { properties: Object.fromEntries(pairsOf(values, 'properties')), ...(comment === '' ? {} : { comment }) }, false, signal);
        return { message: `Created the database ${text(values, 'name')}`, changed: [[]] };
      },
    },
    {
      id: 'database.drop',
      title: 'Drop Database',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [{ key: 'cascade', label: 'With all its tables', kind: 'boolean', initial: false, warning: 'All tables and their rows are lost.' }],
      confirm: { message: 'Drop this database?', detail: 'It cannot be undone.', button: 'Drop' },
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const place = placeOf(path);
        if (place.kind !== 'database') throw wrongNode();
        await client.admin.dropDatabase(place.database, { ignoreIfNotExists: false, cascade: values['cascade'] === true }, signal);
        return { message: `Dropped the database ${place.database}`, changed: [[]] };
      },
    },
    {
      id: 'table.ddl',
      title: 'Show CREATE TABLE (Flink SQL)',
      icon: 'code',
      group: 'copy',
      writes: false,
      fields: [],
      run: async (path, _, signal): Promise<ActionOutcome> => {
        const table = tableOf(path);
        return { document: { language: 'sql', text: createTableText(table, await client.tables.info(table, signal)) } };
      },
    },
    {
      id: 'table.drop',
      title: 'Drop Table',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [],
      confirm: { message: 'Drop this table?', detail: 'All its rows are lost. It cannot be undone.', button: 'Drop' },
      run: async (path, _, signal): Promise<ActionOutcome> => {
        const table = tableOf(path);
        await client.admin.dropTable(table, false, signal);
        return { message: `Dropped the table ${table.database}.${table.table}`, changed: [databasePath(table.database)] };
      },
    },
    {
      id: 'partition.create',
      title: 'Create Partition',
      icon: 'add',
      group: 'change',
      writes: true,
      fields: [{ key: 'values', label: 'Values', kind: 'pairs', required: true, description: 'One value for each partition key.' }],
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const table = tableOf(path);
        await client.admin.createPartition(table, pairsOf(values, 'values'), false, signal);
        return { message: 'Created the partition', changed: [[...tablePath(table.database, table.table), 'partitions']] };
      },
    },
    {
      id: 'partition.drop',
      title: 'Drop Partition',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [],
      confirm: { message: 'Drop this partition?', detail: 'All its rows are lost. It cannot be undone.', button: 'Drop' },
      run: async (path, _, signal): Promise<ActionOutcome> => {
        const place = placeOf(path);
        if (place.kind !== 'partition') throw wrongNode();
        const info = await client.tables.info(place, signal);
        const partition = (await client.tables.partitions(info, signal)).find(({ name }) => name === place.partition);
        await client.admin.dropPartition(
          place,
          info.partitionKeys.map((key, index) => [key, partition?.values[index] ?? ''] as const),
          false,
          signal,
        );
        return { message: `Dropped the partition ${place.partition}`, changed: [[...tablePath(place.database, place.table), 'partitions']] };
      },
    },
  ];
}

function tableOf(path: readonly string[]): { readonly database: string; readonly table: string } {
  const place = placeOf(path);
  if (place.kind === 'table') return { database: place.database, table: place.table };
  throw wrongNode();
}

const wrongNode = (): HeadwaterError => new HeadwaterError({ what: 'This cannot be done here', why: 'The node is not of the kind that this is for.', todo: 'Refresh the tree.', kind: 'invalid' });
