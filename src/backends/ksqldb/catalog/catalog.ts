import type { Catalog, CatalogNode, CatalogPage, ColumnInfo, FunctionHelp, NodeDetail } from '../../../core/contract/catalog';
import { HeadwaterError } from '../../../core/errors';
import { typeOfInfo } from '../entities/schemaInfo';
import { queryFacts, signaturesOf, sourceFacts, stateOf } from '../entities/view';
import { isName, nameOf, wordsOf } from '../language/words';
import { type SqlColumn, type SqlType, typeText } from '../types/sqlType';
import type { Functions } from './functions';
import type { Lists } from './lists';
import { columnNode, fieldNodes, fieldsOfType, groupNode, GROUPS, type Group, queryNode, sourceNode, topicNode } from './nodes';
import type { SourceDetail, Sources } from './sources';

type Page = { readonly cursor?: string; readonly limit: number };

/** What a server has, in groups by kind. */
export class KsqlCatalog implements Catalog {
  constructor(
    private readonly sources: Sources,
    private readonly lists: Lists,
    private readonly functions: Functions,
  ) {}

  async children(path: readonly string[], { cursor, limit }: Page, signal: AbortSignal): Promise<CatalogPage> {
    const nodes = await this.#children(path, signal);
    const start = cursor === undefined ? 0 : Number(cursor);
    const end = start + limit;
    return { nodes: nodes.slice(start, end), total: nodes.length, ...(end < nodes.length ? { next: String(end) } : {}) };
  }

  async describe(path: readonly string[], signal: AbortSignal): Promise<NodeDetail> {
    const [group, name = ''] = path;
    if (isGroup(group) && path.length === 2) {
      const detail = await this.#describe(group, name, signal);
      if (detail) return detail;
    }
    const siblings = await this.#children(path.slice(0, -1), signal);
    const node = siblings.find((one) => one.path.at(-1) === path.at(-1));
    if (!node) throw missing(path);
    return { node, facts: node.description === undefined ? [] : [['Description', node.description]] };
  }

  async search(text: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const wanted = text.toUpperCase();
    const sources = (await this.sources.list(signal)).filter(({ name }) => name.toUpperCase().includes(wanted)).map(sourceNode);
    if (sources.length >= limit || text === '') return sources.slice(0, limit);
    const topics = (await this.lists.topics(signal).catch(() => [])).filter(({ name }) => name.toUpperCase().includes(wanted));
    return [...sources, ...topics.map(({ name, replicaInfo }) => topicNode(name, replicaInfo?.length ?? 0))].slice(0, limit);
  }

  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const names = wordsOf(reference).filter(isName).map(nameOf);
    const [name] = names;
    if (name === undefined || names.length > 1) return undefined;
    const source = await this.sources.find(name, signal);
    return source && sourceDetail(await this.sources.detail(source.name, signal));
  }

  async callOf(name: string, signal: AbortSignal): Promise<FunctionHelp | undefined> {
    const known = await this.functions.describe(name.toUpperCase(), signal);
    return known && { name: known.name, description: known.description ?? '', forms: signaturesOf(known) };
  }

  async #children(path: readonly string[], signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const [group, name, ...rest] = path;
    if (group === undefined) return GROUPS.map(groupNode);
    if (!isGroup(group)) throw missing(path);
    if (name === undefined) return this.#list(group, signal);
    if (group !== 'streams' && group !== 'tables') return [];
    const { columns } = await this.sources.detail(name, signal);
    const [column, ...fields] = rest;
    if (column === undefined) return columns.map((one) => columnNode(path, one));
    const parent = columns.find((one) => one.name === column);
    return parent ? fieldNodes(path, parent.name, innerType(parent, fields)) : [];
  }

  async #list(group: Group, signal: AbortSignal): Promise<readonly CatalogNode[]> {
    switch (group) {
      case 'streams':
      case 'tables':
        return (await this.sources.list(signal)).filter(({ kind }) => `${kind}s` === group).map(sourceNode);
      case 'topics':
        return (await this.lists.topics(signal)).map(({ name, replicaInfo }) => topicNode(name, replicaInfo?.length ?? 0));
      case 'queries':
        return (await this.lists.queries(signal)).map((query) => queryNode({ id: query.id, type: query.queryType ?? '', state: stateOf(query), text: query.queryString ?? '' }));
      case 'functions':
        return (await this.lists.functions(signal)).map(({ name, type, category }) => leaf(group, name, [type, category].filter(Boolean).join(' · ').toLowerCase(), 'symbol-method', name));
      case 'connectors':
        return (await this.lists.connectors(signal)).map(({ name, type, state }) => ({ ...leaf(group, name, [type, state].filter(Boolean).join(' · ').toLowerCase(), 'plug'), actions: ['connector.drop'] }));
      case 'types':
        return Object.entries(await this.lists.types(signal)).map(([name, info]) => ({ ...leaf(group, name, typeText(typeOfInfo(info)), 'symbol-structure', name), actions: ['type.drop'] }));
      case 'properties':
        return this.#properties(signal);
    }
  }

  async #properties(signal: AbortSignal): Promise<readonly CatalogNode[]> {
    const { properties } = await this.lists.properties(signal);
    const list = Array.isArray(properties) ? properties : Object.entries(properties ?? {}).map(([name, value]) => ({ name, value }));
    return list.map(({ name, value }) => leaf('properties', name, value === null || value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value), 'settings', name)).toSorted((one, next) => (one.label < next.label ? -1 : 1));
  }

  async #describe(group: Group, name: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    switch (group) {
      case 'streams':
      case 'tables':
        return sourceDetail(await this.sources.detail(name, signal));
      case 'queries': {
        const query = await this.lists.query(name, signal);
        if (!query) return undefined;
        const facts = queryFacts(query).filter(([label]) => label !== 'Topology' && label !== 'Execution plan' && label !== 'Statement');
        return { node: queryNode({ id: name, type: query.queryType ?? '', state: query.state ?? '', text: query.statementText ?? '' }), facts, ...(query.statementText ? { definition: query.statementText } : {}) };
      }
      case 'functions': {
        const described = await this.functions.describe(name, signal);
        if (!described) return undefined;
        const forms = signaturesOf(described).map(({ label, returns }) => `${label} → ${returns}`);
        return { node: leaf('functions', described.name, described.type ?? '', 'symbol-method', described.name), facts: [['Description', described.description ?? ''], ...forms.map((form) => ['Form', form] as const)] };
      }
      default:
        return undefined;
    }
  }
}

function missing(path: readonly string[]): HeadwaterError {
  return new HeadwaterError({ what: `Could not find \`${path.at(-1)?.slice(0, 200) ?? ''}\``, why: 'It is no longer there.', todo: 'Refresh the connection.', kind: 'notFound' });
}

/** What a source's node, hover and completion say of it. */
function sourceDetail({ source, columns, description }: SourceDetail): NodeDetail {
  return {
    node: sourceNode(source),
    columns: columns.map(columnInfo),
    facts: sourceFacts(description).filter(([label]) => label !== 'Statement' && label !== 'Name'),
    ...(description.statement ? { definition: description.statement } : {}),
  };
}

export function columnInfo({ name, type, key }: SqlColumn): ColumnInfo {
  const fields = fieldsOfType(type);
  return { name, type: typeText(type), ...(key ? { key: 'key' } : {}), ...(fields.length === 0 ? {} : { fields: fields.map((field) => columnInfo({ ...field, key: false })) }) };
}

function innerType({ type }: SqlColumn, fields: readonly string[]): SqlType {
  let inner = type;
  for (const field of fields) inner = fieldsOfType(inner).find(({ name }) => name === field)?.type ?? { kind: 'OTHER', text: '' };
  return inner;
}

function leaf(group: Group, name: string, description: string, icon: string, reference?: string): CatalogNode {
  return { path: [group, name], kind: group.replace(/ies$/u, 'y').replace(/s$/u, ''), label: name, ...(description === '' ? {} : { description }), icon, children: false, ...(reference === undefined ? {} : { reference }) };
}

function isGroup(name: string | undefined): name is Group {
  return GROUPS.some((group) => group === name);
}
