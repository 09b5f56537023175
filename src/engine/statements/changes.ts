import type { ChangeKind } from '../../core/contract/tables';
import { HeadwaterError } from '../../core/errors';
import type { TableSource } from '../sources';
import type { Assignment, StatementKind } from './kind';
import { built, type BuiltText } from './parts';
import type { WriteOrder } from './write';

type Of<K extends StatementKind['kind']> = Extract<StatementKind, { kind: K }>;

/** What `INSERT`, `UPDATE` and `DELETE` come to: a query, and what is done with its rows. @throws HeadwaterError where the table cannot do it */
export function insertOrder(target: TableSource, { columns: names, query, replace }: Of<'insert'>): WriteOrder {
  const { changes = [], columns: all } = target.description;
  const kind: ChangeKind = !replace && changes.includes('insert') ? 'insert' : 'upsert';
  if (!changes.includes(kind)) throw refused(target, replace ? 'It has no key by which rows could be replaced.' : 'It takes no new rows.');
  const system = new Set(target.description.systemColumns?.map(({ column }) => column));
  const own = all.flatMap((_, index) => (system.has(index) ? [] : [index]));
  const columns = names ? names.map((name) => columnAt(target, name)) : own;
  const twice = columns.find((column, index) => columns.indexOf(column) !== index);
  if (twice !== undefined) throw refused(target, `Column \`${all[twice]?.name ?? ''}\` is named twice.`);
  return { target, kind, columns, query: built`${query}` };
}

export function deleteOrder(target: TableSource, { from }: Of<'delete'>): WriteOrder {
  const key = keyOf(target, 'delete');
  return { target, kind: 'delete', columns: key, query: built`SELECT ${namesOf(target, key).join(', ')} FROM ${from}` };
}

export function updateOrder(target: TableSource, { name, set, rest }: Of<'update'>): WriteOrder {
  const key = keyOf(target, 'update');
  const assigned = set.map(({ column }) => columnAt(target, column));
  const inKey = assigned.find((column) => key.includes(column));
  if (inKey !== undefined) throw refused(target, `Column \`${target.description.columns[inKey]?.name ?? ''}\` is part of the key, which cannot change.`, 'Delete the row and insert it anew.');
  return { target, kind: 'update', columns: [...key, ...assigned], query: built`${updated(namesOf(target, key), set)} FROM ${name} ${rest}` };
}

function updated(key: readonly string[], set: readonly Assignment[]): BuiltText {
  return set.reduce((text, { value }) => built`${text}, (${value})`, built`SELECT ${key.join(', ')}`);
}

function namesOf(target: TableSource, columns: readonly number[]): readonly string[] {
  return columns.map((column) => `"${(target.description.columns[column]?.name ?? '').replaceAll('"', '""')}"`);
}

function keyOf(target: TableSource, kind: ChangeKind): readonly number[] {
  const { changes = [], keys } = target.description;
  const key = keys.find(({ unique }) => unique) ?? keys[0];
  if (!changes.includes(kind)) throw refused(target, `Its rows cannot be ${kind === 'delete' ? 'deleted' : 'updated'} by key.`);
  if (!key) throw refused(target, 'It has no key to find rows by.');
  return key.columns;
}

function columnAt(target: TableSource, name: string): number {
  const index = target.description.columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  if (index >= 0) return index;
  throw refused(target, `It has no column \`${name}\`.`, `Its columns are ${target.description.columns.map((column) => column.name).join(', ')}.`, 'invalid');
}

function refused(target: TableSource, why: string, todo?: string, kind: 'unsupported' | 'invalid' = 'unsupported'): HeadwaterError {
  return new HeadwaterError({ what: `Could not write to \`${target.label}\``, why, kind, ...(todo === undefined ? {} : { todo }) });
}
