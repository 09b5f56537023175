import type { CatalogNode } from '../../../core/contract/catalog';
import { quoted, sqlString } from '../language/words';
import { type SqlColumn, type SqlType, typeText } from '../types/sqlType';
import type { SourceEntry } from './sources';

export const GROUPS = ['streams', 'tables', 'topics', 'queries', 'functions', 'connectors', 'types', 'properties'] as const;
export type Group = (typeof GROUPS)[number];

const GROUP_FACES: Readonly<Record<Group, { readonly label: string; readonly icon: string }>> = {
  streams: { label: 'Streams', icon: 'pulse' },
  tables: { label: 'Tables', icon: 'table' },
  topics: { label: 'Topics', icon: 'list-flat' },
  queries: { label: 'Queries', icon: 'run-all' },
  functions: { label: 'Functions', icon: 'symbol-method' },
  connectors: { label: 'Connectors', icon: 'plug' },
  types: { label: 'Types', icon: 'symbol-structure' },
  properties: { label: 'Properties', icon: 'settings' },
};

export function groupNode(group: Group): CatalogNode {
  return { path: [group], kind: 'group', ...GROUP_FACES[group], children: true, ...(group === 'queries' ? { graph: true } : {}) };
}

/** Rows of the statement that shows first rows. */
const PREVIEW_ROWS = 100;

export function sourcePath({ kind, name }: Pick<SourceEntry, 'kind' | 'name'>): readonly string[] {
  return [kind === 'stream' ? 'streams' : 'tables', name];
}

export function sourceNode(source: SourceEntry): CatalogNode {
  const { kind, name, topic, valueFormat, windowed } = source;
  const reference = quoted(name);
  return {
    path: sourcePath(source),
    kind,
    label: name,
    description: [valueFormat, topic === name ? '' : topic, windowed ? 'windowed' : ''].filter((part) => part !== '').join(' · '),
    icon: kind === 'stream' ? 'pulse' : 'table',
    children: true,
    reference,
    selectable: true,
    preview: `SELECT *\nFROM ${reference}\nLIMIT ${PREVIEW_ROWS};\n`,
    table: [name],
    actions: ['source.tail', 'source.insertRow', 'source.insert', 'source.print', 'source.ddl', 'source.describe', 'source.drop'],
  };
}

export function columnNode(parent: readonly string[], { name, type, key }: SqlColumn): CatalogNode {
  return { path: [...parent, name], kind: 'column', label: name, description: `${typeText(type)}${key ? ' · key' : ''}`, icon: key ? 'key' : 'symbol-field', children: fieldsOfType(type).length > 0, reference: quoted(name) };
}

/** Fields of a struct below a column; `->` reaches them. */
export function fieldNodes(parent: readonly string[], reference: string, type: SqlType): readonly CatalogNode[] {
  return fieldsOfType(type).map((field) => {
    const own = `${reference}->${quoted(field.name)}`;
    return { path: [...parent, field.name], kind: 'column', label: field.name, description: typeText(field.type), icon: 'symbol-field', children: fieldsOfType(field.type).length > 0, reference: own };
  });
}

export function fieldsOfType(type: SqlType): readonly { readonly name: string; readonly type: SqlType }[] {
  return type.kind === 'STRUCT' ? type.fields : [];
}

export function topicNode(name: string, partitions: number): CatalogNode {
  return {
    path: ['topics', name],
    kind: 'topic',
    label: name,
    description: `${partitions} ${partitions === 1 ? 'partition' : 'partitions'}`,
    icon: 'list-flat',
    children: false,
    reference: sqlString(name),
    preview: `PRINT ${sqlString(name)} FROM BEGINNING LIMIT ${PREVIEW_ROWS};\n`,
    selectable: true,
    actions: ['topic.print'],
  };
}

export function queryNode(query: { readonly id: string; readonly type: string; readonly state: string; readonly text: string }): CatalogNode {
  const { id, type, state, text } = query;
  const persistent = type === '' || type.toUpperCase() === 'PERSISTENT';
  return {
    path: ['queries', id],
    kind: 'query',
    label: id,
    description: [type.toLowerCase(), state.toLowerCase()].filter((part) => part !== '').join(' · '),
    tooltip: `\`\`\`sql\n${text.replaceAll('```', '')}\n\`\`\``,
    icon: /ERROR|UNRESPONSIVE/iu.test(state) ? 'error' : /PAUSED/iu.test(state) ? 'debug-pause' : 'play',
    children: false,
    reference: quoted(id),
    ...(persistent ? { graph: true } : {}),
    actions: [...(persistent ? ['query.explain', /PAUSED/iu.test(state) ? 'query.resume' : 'query.pause'] : []), 'query.terminate'],
  };
}
