import type { CatalogNode } from '../../../core/contract/catalog';
import { quoteIdentifier } from '../../../core/sql/identifier';
import { duckDbLanguage } from '../../../duckdb/language';
import type { Partition } from '../client/tableMetadata';
import { typeText } from '../types/dataType';
import { isKeyed, logCompression, logFormat, kvFormat, type TableInfo } from '../types/table';
import { describeTable } from '../tables/openTable';
import { databasePath, type TablePart } from './nodePath';

export const tablePath = (database: string, table: string): readonly string[] => [...databasePath(database), table];

const quoted = (name: string): string => quoteIdentifier(name, duckDbLanguage);

/** @param info absent while nothing but its name is known */
export function tableNode(database: string, table: string, info?: TableInfo): CatalogNode {
  const keyed = info && isKeyed(info);
  return {
    path: tablePath(database, table),
    kind: keyed === undefined ? 'table' : keyed ? 'primary-key table' : 'log table',
    label: table,
    icon: keyed === undefined ? 'table' : keyed ? 'key' : 'list-ordered',
    children: true,
    reference: `${quoted(database)}.${quoted(table)}`,
    selectable: true,
    table: [database, table],
    actions: ['table.ddl', 'table.properties', 'table.addColumns', 'table.drop'],
    ...(info ? { description: `${keyed ? 'primary key' : 'log'} · ${info.buckets} bucket${info.buckets === 1 ? '' : 's'}` } : {}),
  };
}

export function partNodes(info: TableInfo): readonly CatalogNode[] {
  const base = tablePath(info.database, info.table);
  const node = (part: TablePart, label: string, icon: string, description: string): CatalogNode => ({ path: [...base, part], kind: 'group', label, icon, children: true, description });
  return [
    node('columns', 'Columns', 'symbol-field', String(info.schema.columns.length)),
    ...(info.partitionKeys.length > 0 ? [{ ...node('partitions', 'Partitions', 'split-horizontal', `by ${info.partitionKeys.join(', ')}`), actions: ['partition.create'] }] : []),
    node('buckets', 'Buckets', 'server-process', info.partitionKeys.length > 0 ? `${info.buckets} in each partition` : String(info.buckets)),
    node('properties', 'Properties', 'settings', ''),
    node('statistics', 'Statistics', 'graph', ''),
  ];
}

export function columnNodes(info: TableInfo): readonly CatalogNode[] {
  const { columns } = describeTable(info);
  return info.schema.columns.map((column, index) => {
    const key = columns[index]?.key;
    return {
      path: [...tablePath(info.database, info.table), 'columns', column.name],
      kind: 'column',
      label: column.name,
      description: [typeText(column.type), ...(key === undefined ? [] : [key])].join(' · '),
      icon: key === undefined ? 'symbol-field' : 'key',
      children: false,
      reference: quoted(column.name),
      ...(column.comment === undefined ? {} : { tooltip: column.comment }),
    };
  });
}

export function partitionNodes(info: TableInfo, partitions: readonly Partition[]): readonly CatalogNode[] {
  return partitions.map(({ name, values, id }) => ({
    path: [...tablePath(info.database, info.table), 'partitions', name],
    kind: 'partition',
    label: info.partitionKeys.map((key, index) => `${key}=${values[index] ?? ''}`).join('/'),
    description: `id ${id}`,
    icon: 'split-horizontal',
    children: true,
    actions: ['partition.drop'],
  }));
}

export function propertyNodes(info: TableInfo): readonly CatalogNode[] {
  const base = tablePath(info.database, info.table);
  const known: readonly (readonly [string, string])[] = [
    ['log format', logFormat(info)],
    ...(isKeyed(info) ? [['row format', kvFormat(info)] as const] : []),
    ...(logFormat(info) === 'ARROW' ? [['log compression', logCompression(info)] as const] : []),
  ];
  return [...known, ...Object.entries({ ...info.properties, ...info.customProperties }).sort(([a], [b]) => a.localeCompare(b))].map(([name, value]) => ({
    path: [...base, 'properties', name],
    kind: 'property',
    label: name,
    description: value,
    icon: 'symbol-property',
    children: false,
  }));
}
