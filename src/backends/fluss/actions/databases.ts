import type { Action, ActionOutcome } from '../../../core/contract/action';
import { databasePath, placeOf } from '../catalog/nodePath';
import type { FlussClient } from '../client/flussClient';
import { createDatabaseText, createTableText } from '../flinkSql';
import { tableJson } from '../types/tableJson';
import { TABLE_FIELDS, tableOfForm } from './tableForm';
import { NAME_PATTERN, pairsOf, textOf, wrongNode } from './values';

/** What can be done with a database. */
export function databaseActions(client: FlussClient): readonly Action[] {
  return [
    {
      id: 'database.create',
      title: 'Create Database',
      icon: 'new-folder',
      group: 'change',
      writes: true,
      fields: [
        { key: 'name', label: 'Name', kind: 'text', required: true, pattern: NAME_PATTERN },
        { key: 'comment', label: 'Comment', kind: 'text' },
        { key: 'properties', label: 'Properties', kind: 'pairs' },
      ],
      preview: async (_, values) => {
        const name = textOf(values, 'name');
        return [{ title: 'Flink SQL', language: 'sql', text: createDatabaseText(name === '' ? '…' : name, textOf(values, 'comment'), pairsOf(values, 'properties')) }];
      },
      run: async (_, values, signal): Promise<ActionOutcome> => {
        const comment = textOf(values, 'comment');
        await client.admin.createDatabase(textOf(values, 'name'), { properties: Object.fromEntries(pairsOf(values, 'properties')), ...(comment === '' ? {} : { comment }) }, false, signal);
        return { message: `Created the database ${textOf(values, 'name')}`, changed: [[]] };
      },
    },
    {
      id: 'table.create',
      title: 'Create Table',
      icon: 'table',
      group: 'change',
      writes: true,
      fields: TABLE_FIELDS,
      preview: async (path, values) => {
        const place = placeOf(path);
        if (place.kind !== 'database') throw wrongNode();
        const table = tableOfForm(values);
        const name = textOf(values, 'name');
        return [
          { title: 'Flink SQL', language: 'sql', text: createTableText({ database: place.database, table: name === '' ? '…' : name }, table) },
          { title: 'JSON that is sent', language: 'json', text: JSON.stringify(tableJson(table), undefined, 2) },
        ];
      },
      run: async (path, values, signal): Promise<ActionOutcome> => {
        const place = placeOf(path);
        if (place.kind !== 'database') throw wrongNode();
        const table = textOf(values, 'name');
        await client.admin.createTable({ database: place.database, table }, tableOfForm(values), false, signal);
        return { message: `Created the table ${place.database}.${table}`, changed: [databasePath(place.database)] };
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
  ];
}
