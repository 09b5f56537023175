import type { Session } from '../../core/contract/session';
import type { Tables } from '../../core/contract/tables';
import { HeadwaterError } from '../../core/errors';
import type { CellEditor, TableColumn, TableInfo } from '../../protocol/tables';
import type { LiveSession } from '../sessions/liveSession';
import { tableType, type TableType, writtenField } from './tableType';
import { valueReader } from './values/reader';

/** @throws HeadwaterError where the connection has no tables */
export function tablesOf({ session, profile }: LiveSession, what: string): Tables {
  if (session.tables) return session.tables;
  throw new HeadwaterError({ what, why: `*${profile.name}* offers no tables.`, code: 'no-tables', kind: 'unsupported' });
}

/** What people are shown of a table, and what they can do with it. */
export async function describeTable(live: LiveSession, table: readonly string[], signal: AbortSignal): Promise<TableInfo> {
  const tables = tablesOf(live, 'Could not describe the table');
  const type = tableType(await tables.describe(table, signal));
  const { description } = type;
  const columns = description.columns.map((_, column) => tableColumn(type, column));
  const keyed = description.keys.some(({ unique }) => unique);
  return {
    table,
    label: table.join('.'),
    columns,
    keys: description.keys,
    // Rows without a key cannot be told apart: they can be added, not changed.
    changes: tables.writer || tables.applyAtomically ? (description.changes ?? []).filter((kind) => keyed || kind === 'insert') : [],
    atomic: tables.applyAtomically !== undefined,
    lookup: tables.lookup !== undefined && description.keys.length > 0,
    locate: tables.locate !== undefined && description.keys.length > 0,
    live: startsOf(live.session),
    ...(tables.create ? { creates: true } : {}),
    ...(description.estimatedRows === undefined ? {} : { estimatedRows: description.estimatedRows }),
  };
}

function startsOf({ live }: Session): TableInfo['live'] {
  return live?.starts ?? [];
}

function tableColumn(type: TableType, column: number): TableColumn {
  const info = type.description.columns[column] ?? { name: '', type: '' };
  const role = type.role(column);
  const field = type.schema.fields[column];
  const editor: CellEditor = role !== undefined || !field ? 'none' : (valueReader(writtenField(field), 'UTC')?.editor ?? 'none');
  return { ...info, nullable: info.nullable ?? field?.nullable ?? true, editor, ...(role === undefined ? {} : { role }) };
}
