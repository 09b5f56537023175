import type { Action, ActionOutcome } from '../../../core/contract/action';
import { databasePath } from '../catalog/nodePath';
import { tablePath } from '../catalog/tableNodes';
import type { ConfigChange } from '../client/admin';
import type { FlussClient } from '../client/flussClient';
import { TYPE_NAMES } from '../ddl/typeWords';
import { addColumnsText, createTableText } from '../flinkSql';
import type { Column, TableDescriptor } from '../types/table';
import { typeOf } from './tableForm';
import { notYet, pairsOf, rowsOf, tableOf, type Values } from './values';

/** What can be done with a table. */
export function tableActions(client: FlussClient): readonly Action[] {
  return [
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
      id: 'table.properties',
      title: 'Change Properties',
      icon: 'settings',
      group: 'change',
      writes: true,
      fields: [{ key: 'properties', label: 'Properties', kind: 'pairs', description: 'Servers let some properties of a table that is there be changed, such as table.datalake.enabled, and all that do not start with “table.”. What is removed here is reset.' }],
      initial: async (path, signal) => ({ properties: allOf(await client.tables.info(tableOf(path), signal)) }),
      preview: async (path, values, signal) => {
        const table = tableOf(path);
        const changes = changesOf(allOf(await client.tables.info(table, signal)), pairsOf(values, 'properties'));
        return [{ title: 'Flink SQL', language: 'sql', text: alterText(`\`${table.database}\`.\`${table.table}\``, changes) }];
      },
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const table = tableOf(path);
        const changes = changesOf(allOf(await client.tables.info(table, signal)), pairsOf(values, 'properties'));
        if (changes.length === 0) return { message: 'Nothing to change' };
        await client.admin.alterTable(table, { configs: changes }, false, signal);
        return { message: `Changed the table ${table.database}.${table.table}`, changed: [[...tablePath(table.database, table.table), 'properties']] };
      },
    },
    {
      id: 'table.addColumns',
      title: 'Add Columns',
      icon: 'add',
      group: 'change',
      writes: true,
      fields: [
        {
          key: 'columns',
          label: 'Columns',
          kind: 'rows',
          required: true,
          columns: [
            { label: 'Name', kind: 'text' },
            { label: 'Type', kind: 'text', placeholder: 'STRING', suggestions: TYPE_NAMES },
            { label: 'Comment', kind: 'text' },
          ],
          description: 'They are added at the end; rows that are there have NULL in them.',
        },
      ],
      preview: async (path, values) => [{ title: 'Flink SQL', language: 'sql', text: addColumnsText(tableOf(path), columnsOf(values)) }],
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const table = tableOf(path);
        const addColumns = columnsOf(values);
        await client.admin.alterTable(table, { addColumns }, false, signal);
        return { message: `Added ${addColumns.map(({ name }) => name).join(', ')}`, changed: [[...tablePath(table.database, table.table), 'columns']] };
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
  ];
}

function columnsOf(values: Values): readonly Omit<Column, 'id'>[] {
  return rowsOf(values, 'columns').map(([name = '', type = '', comment = '']) => {
    if (name === '' || type === '') throw notYet('Each column has a name and a type.');
    return { name, type: typeOf(name, type, false), ...(comment === '' ? {} : { comment }) };
  });
}

const allOf = ({ properties, customProperties }: TableDescriptor): Readonly<Record<string, string>> => ({ ...properties, ...customProperties });

function changesOf(before: Readonly<Record<string, string>>, after: readonly (readonly [string, string])[]): readonly ConfigChange[] {
  const kept = new Set(after.map(([key]) => key));
  const set = after.filter(([key, value]) => before[key] !== value).map(([key, value]): ConfigChange => ({ kind: 'set', key, value }));
  return [...set, ...Object.keys(before).filter((key) => !kept.has(key)).map((key): ConfigChange => ({ kind: 'reset', key }))];
}

function alterText(table: string, changes: readonly ConfigChange[]): string {
  const text = (value: string): string => `'${value.replaceAll("'", "''")}'`;
  const set = changes.flatMap((change) => (change.kind === 'set' ? [`${text(change.key)} = ${text(change.value)}`] : []));
  const reset = changes.flatMap((change) => (change.kind === 'reset' ? [text(change.key)] : []));
  const statements = [...(set.length > 0 ? [`ALTER TABLE ${table} SET (${set.join(', ')});`] : []), ...(reset.length > 0 ? [`ALTER TABLE ${table} RESET (${reset.join(', ')});`] : [])];
  return statements.length === 0 ? '-- Nothing to change' : statements.join('\n');
}
