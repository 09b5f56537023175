import type { Catalog, ColumnInfo, NodeDetail } from '../../core/contract/catalog';
import type { StatementLanguage } from '../../core/contract/language';
import type { TextRange } from '../../core/errors';
import type { CatalogLookups } from './catalogLookups';
import type { OtherConnections } from './otherConnections';
import { columnMarkdown, detailMarkdown, functionMarkdown } from './markdown';
import { type PointedName, pointedName } from './pure/nameAt';
import { sameName } from './pure/sameName';
import { type TableMention, tablesOf } from './pure/tables';
import { tokensOf } from './pure/tokens';

/** Tables of one statement whose columns are looked up. */
export const MOST_TABLES = 8;

export interface HoverText {
  readonly markdown: string;
  /** In the statement. */
  readonly range: TextRange;
}

/** What the name under the pointer means: a table, file or alias, else a column of the tables of the statement. */
export class HoverFinder {
  constructor(
    private readonly lookups: CatalogLookups,
    private readonly catalog: Catalog,
    private readonly language: StatementLanguage,
    private readonly others: OtherConnections,
  ) {}

  async find(statement: string, offset: number, signal: AbortSignal): Promise<HoverText | undefined> {
    const tokens = tokensOf(statement, this.language);
    const pointed = pointedName(tokens, offset, this.language);
    if (!pointed) return undefined;
    const tables = tablesOf(tokens, this.language);
    const markdown = (await this.#table(pointed, tables, signal)) ?? (await this.#column(pointed, tables, signal)) ?? (await this.#function(pointed, statement, signal));
    return markdown === undefined ? undefined : { markdown, range: pointed.range };
  }

  async #table(pointed: PointedName, tables: readonly TableMention[], signal: AbortSignal): Promise<string | undefined> {
    const [only] = pointed.parts;
    const mentioned = tables.find(({ start, end }) => start <= pointed.range.start && pointed.range.end <= end);
    const aliased = pointed.parts.length === 1 ? tables.find(({ alias }) => sameName(alias, only)) : undefined;
    const reference = mentioned ? pointed.reference : aliased?.reference;
    const detail = reference === undefined ? undefined : await this.#resolve(reference, signal);
    return detail && detailMarkdown(detail);
  }

  /** The connection's own, before those of others. */
  async #resolve(reference: string, signal: AbortSignal): Promise<NodeDetail | undefined> {
    return (await this.lookups.resolve(this.catalog, reference, signal).catch(() => undefined)) ?? this.others.resolve(reference, signal);
  }

  /** A name with a parenthesis behind it. */
  async #function({ parts, range }: PointedName, statement: string, signal: AbortSignal): Promise<string | undefined> {
    const [name] = parts;
    if (name === undefined || parts.length > 1 || !/^\s*\(/u.test(statement.slice(range.end))) return undefined;
    const help = await this.catalog.callOf?.(name, signal).catch(() => undefined);
    return help && functionMarkdown(help);
  }

  async #column({ parts }: PointedName, tables: readonly TableMention[], signal: AbortSignal): Promise<string | undefined> {
    const name = parts.at(-1);
    const qualifier = parts.at(-2);
    const asked = tables.filter(({ alias }) => qualifier === undefined || sameName(alias, qualifier)).slice(0, MOST_TABLES);
    for (const { reference } of asked) {
      const detail = await this.#resolve(reference, signal).catch(() => undefined);
      const column = columnOf(detail, name);
      if (detail && column) return columnMarkdown(column, detail);
    }
    return undefined;
  }
}

function columnOf(detail: NodeDetail | undefined, name: string | undefined): ColumnInfo | undefined {
  return detail?.columns?.find((column) => sameName(column.name, name));
}
