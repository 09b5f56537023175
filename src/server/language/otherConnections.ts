import type { Catalog, CatalogNode, NodeDetail } from '../../core/contract/catalog';
import type { StatementLanguage } from '../../core/contract/language';
import { quoteIdentifier, unquoteIdentifier } from '../../core/sql/identifier';
import type { CatalogLookups } from './catalogLookups';
import { sameName } from './pure/sameName';
import { isName, tokensOf } from './pure/tokens';

/** An open connection whose tables any statement may name: `connection.schema.table`. */
export interface NamedConnection {
  readonly id: string;
  readonly name: string;
  readonly catalog: Catalog;
  /** Absent where it is not known yet. */
  readonly language: StatementLanguage | undefined;
  /** Of sessions with objects: what stands before `://`. */
  readonly scheme?: string;
}

/** Names behind a connection: its schemas, then tables. A name has at most these two parts, since DuckDB has no more behind a catalog. */
const PARTS = 2;

/** What names mean that begin with a connection. */
export class OtherConnections {
  /** @param language of the statement */
  constructor(
    private readonly connections: readonly NamedConnection[],
    private readonly lookups: CatalogLookups,
    private readonly language: StatementLanguage,
  ) {}

  /** Connections whose name has `prefix` in it. */
  named(prefix: string): readonly CatalogNode[] {
    return this.connections.filter(({ name }) => name.toLowerCase().includes(prefix.toLowerCase())).map((connection) => this.#node(connection));
  }

  /** What a dotted name means; `undefined` where its first part is no connection. */
  async resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    const [first, ...rest] = this.#partsOf(reference, this.language);
    const connection = this.#find(first);
    if (!connection) return undefined;
    if (rest.length === 0) return { node: this.#node(connection), facts: [] };
    const { language = this.language, catalog, scheme } = connection;
    const own = await this.lookups.resolve(catalog, rest.map((part) => quoteIdentifier(part, language)).join('.'), signal);
    return own ?? (scheme === undefined ? undefined : this.lookups.resolve(catalog, `'${scheme}://${rest.join('/')}'`, signal));
  }

  /** What may stand behind a connection, or behind a schema of one; `undefined` where the first part is no connection. */
  async members([first, schema, more]: readonly string[], prefix: string, limit: number, signal: AbortSignal): Promise<readonly CatalogNode[] | undefined> {
    const connection = this.#find(first);
    if (!connection || more !== undefined) return undefined;
    const { language = this.language, catalog } = connection;
    const nodes = await catalog.search(schema === undefined ? '' : prefix, limit, signal);
    const tables = nodes.flatMap((node) => (node.selectable === true && node.reference !== undefined ? [{ node, parts: this.#partsOf(node.reference, language).slice(-PARTS) }] : []));
    if (schema !== undefined) return tables.filter(({ parts }) => parts.length === PARTS && sameName(parts[0] ?? '', schema)).map(({ node, parts }) => this.#table(node, parts[1] ?? ''));
    const schemas = new Set(tables.flatMap(({ parts }) => (parts.length === PARTS ? [parts[0] ?? ''] : [])));
    return [...[...schemas].map((name) => this.#schema(name)), ...tables.filter(({ parts }) => parts.length === 1).map(({ node, parts }) => this.#table(node, parts[0] ?? ''))];
  }

  #find(name: string | undefined): NamedConnection | undefined {
    return name === undefined ? undefined : this.connections.find((connection) => sameName(connection.name, name));
  }

  #partsOf(reference: string, language: StatementLanguage): readonly string[] {
    return tokensOf(reference, language).filter(isName).map(({ value }) => unquoteIdentifier(value, language));
  }

  #node({ id, name }: NamedConnection): CatalogNode {
    return { path: [id], kind: 'connection', label: name, description: 'connection', icon: 'plug', children: true, reference: quoteIdentifier(name, this.language) };
  }

  #schema(name: string): CatalogNode {
    return { path: [name], kind: 'schema', label: name, icon: 'symbol-namespace', children: true, reference: quoteIdentifier(name, this.language) };
  }

  #table(node: CatalogNode, name: string): CatalogNode {
    return { ...node, label: name, reference: quoteIdentifier(name, this.language) };
  }
}
