import { type CancellationToken, type CompletionItem, CompletionItemKind, type CompletionList, type Range } from 'vscode-languageserver';
import type { Catalog, CatalogNode, ColumnInfo, NodeDetail } from '../../core/contract/catalog';
import type { StatementLanguage } from '../../core/contract/language';
import type { TextRange } from '../../core/errors';
import { quoteIdentifier } from '../../core/sql/identifier';
import type { CatalogLookups } from './catalogLookups';
import { MOST_TABLES } from './hover';
import type { OtherConnections } from './otherConnections';
import { type FieldPath, fieldPathAt } from './pure/fieldPath';
import { type Place, placeAt } from './pure/place';
import { sameName } from './pure/sameName';
import { type TableMention, tablesOf } from './pure/tables';
import { isName, tokensOf } from './pure/tokens';
import { within } from './within';

/** Long lists cost time on the way and help nobody; the editor asks again while the list is incomplete. */
const MOST_ITEMS = 200;
/** Milliseconds that one question to the other side may take; what has not come by then is left out. */
const ASK_MS = 1_000;

/** An item without its edit: what it replaces is the same for all. */
interface Offer {
  readonly label: string;
  readonly insert: string;
  readonly kind: CompletionItemKind;
  readonly detail?: string;
  readonly from?: string;
  /** Groups come in this order. */
  readonly rank: 1 | 2 | 3 | 4;
}

interface Offers {
  readonly offers: readonly Offer[];
  readonly complete: boolean;
}

/** The statement around the cursor, and what to put into it. */
export interface CompletionQuestion {
  readonly statement: string;
  /** In the statement. */
  readonly offset: number;
  readonly language: StatementLanguage;
  readonly catalog: Catalog | undefined;
  readonly others: OtherConnections;
  readonly token: CancellationToken;
}

/** Turns a range in the statement into one of the document. */
export type Placing = (range: TextRange) => Range;

export class Completer {
  constructor(
    private readonly lookups: CatalogLookups,
    private readonly askMs = ASK_MS,
  ) {}

  async complete(question: CompletionQuestion, placing: Placing): Promise<CompletionList> {
    const tokens = tokensOf(question.statement, question.language);
    const inside = fieldPathAt(question.statement, question.offset, question.language);
    if (inside) return this.#inside(inside, tablesOf(tokens, question.language), question, placing);
    const place = placeAt(tokens, question.offset, question.language);
    if (place.kind === 'nothing') return { isIncomplete: false, items: [] };
    const tables = tablesOf(tokens, question.language);
    const { offers, complete } = await this.#offers(place, tables, question);
    const typed = question.statement.slice(place.replace.start, question.offset);
    const range = placing(place.replace);
    const items = offers.slice(0, MOST_ITEMS).map((offer, index) => toItem(offer, index, typed, range));
    return { isIncomplete: !complete || offers.length > MOST_ITEMS, items };
  }

  /** Fields inside a column of one of the statement's tables. */
  async #inside({ path, prefix, replace }: FieldPath, tables: readonly TableMention[], question: CompletionQuestion, placing: Placing): Promise<CompletionList> {
    const details = await Promise.all(tables.slice(0, MOST_TABLES).map(({ reference }) => this.#resolve(reference, question)));
    const columns = details.flatMap((detail) => detail?.columns ?? []);
    const fields = path.reduce<readonly ColumnInfo[]>((known, name) => known.find((column) => sameName(column.name, name))?.fields ?? [], columns);
    const offers = fields.map(({ name, type }): Offer => ({ label: name, insert: quoteIdentifier(name, question.language), kind: CompletionItemKind.Field, detail: type, rank: 1 }));
    return { isIncomplete: false, items: offers.slice(0, MOST_ITEMS).map((offer, index) => toItem(offer, index, prefix, placing(replace))) };
  }

  async #offers(place: Exclude<Place, { kind: 'nothing' }>, tables: readonly TableMention[], question: CompletionQuestion): Promise<Offers> {
    switch (place.kind) {
      case 'file':
        return this.#files(place.prefix, question);
      case 'table':
        return place.qualifier.length > 0 ? this.#members(place.qualifier, place.prefix, question) : this.#tables(place.prefix, question);
      case 'member':
        return this.#columnsOrMembers(place.qualifier, place.prefix, tables, question);
      case 'any':
        return this.#anything(place.prefix, tables, question);
    }
  }

  async #tables(prefix: string, question: CompletionQuestion): Promise<Offers> {
    const { language } = question;
    const nodes = await this.#search(prefix, question);
    const offers = nodes.flatMap((node) => (node.reference === undefined ? [] : [nodeOffer(node, node.reference, language)]));
    const others = question.others.named(prefix).map((node): Offer => ({ ...nodeOffer(node, node.reference ?? node.label, language), rank: 3 }));
    return { offers: [...offers.slice(0, MOST_ITEMS - others.length), ...others], complete: nodes.length < MOST_ITEMS };
  }

  /** Files are the nodes whose reference is a string; inside quotes only what stands between them is inserted. */
  async #files(prefix: string, question: CompletionQuestion): Promise<Offers> {
    const { language } = question;
    const nodes = await this.#search(prefix, question);
    const offers = nodes.flatMap((node) => {
      const inner = /^'(.*)'$/su.exec(node.reference ?? '')?.[1];
      return inner === undefined ? [] : [{ ...nodeOffer(node, inner, language), label: inner, kind: CompletionItemKind.File }];
    });
    return { offers, complete: nodes.length < MOST_ITEMS };
  }

  /** What is inside a schema or database: its children where the catalog knows it, else what it finds under such a name. */
  async #members(qualifier: readonly string[], prefix: string, question: CompletionQuestion): Promise<Offers> {
    const { catalog, language, token } = question;
    if (!catalog) return { offers: [], complete: true };
    const reference = qualifier.map((part) => quoteIdentifier(part, language)).join('.');
    const owner = await within(this.askMs, token, (signal) => this.lookups.resolve(catalog, reference, signal));
    if (owner?.node.children && !owner.columns) {
      const { path } = owner.node;
      const page = await within(this.askMs, token, (signal) => catalog.children(path, { limit: MOST_ITEMS }, signal));
      const offers = (page?.nodes ?? []).map((node) => nodeOffer(node, lastPart(node, language), language));
      return { offers, complete: page !== undefined && page.next === undefined };
    }
    const nodes = await this.#search(prefix, question);
    const inside = nodes.filter((node) => isInside(node, qualifier, language));
    const others = inside.length > 0 ? undefined : await within(this.askMs, token, (signal) => question.others.members(qualifier, prefix, MOST_ITEMS, signal));
    if (others) return { offers: others.map((node) => nodeOffer(node, node.reference ?? node.label, language)), complete: others.length < MOST_ITEMS };
    return { offers: inside.map((node) => nodeOffer(node, lastPart(node, language), language)), complete: nodes.length < MOST_ITEMS };
  }

  async #columnsOrMembers(qualifier: readonly string[], prefix: string, tables: readonly TableMention[], question: CompletionQuestion): Promise<Offers> {
    const owner = tables.filter(({ alias }) => qualifier.length === 1 && sameName(alias, qualifier[0]));
    const columns = await this.#columns(owner, question);
    return columns.length > 0 ? { offers: columns, complete: true } : this.#members(qualifier, prefix, question);
  }

  async #anything(prefix: string, tables: readonly TableMention[], question: CompletionQuestion): Promise<Offers> {
    const columns = await this.#columns(tables, question);
    const aliases = tables.map(({ alias, reference }): Offer => ({ label: alias, insert: quoteIdentifier(alias, question.language), kind: CompletionItemKind.Variable, detail: reference, rank: 2 }));
    const words = wordOffers(prefix, question.language);
    const offers = [...columns, ...aliases.filter(({ label }) => !label.startsWith("'")), ...words].filter(({ label }) => fits(label, prefix));
    return { offers, complete: offers.length <= MOST_ITEMS };
  }

  /** Columns of tables; a table that cannot be looked up gives none. */
  async #columns(tables: readonly TableMention[], question: CompletionQuestion): Promise<readonly Offer[]> {
    const details = await Promise.all(tables.slice(0, MOST_TABLES).map(({ reference }) => this.#resolve(reference, question)));
    return details.flatMap((detail) => (detail ? columnOffers(detail, question.language) : []));
  }

  async #search(prefix: string, { catalog, token }: CompletionQuestion): Promise<readonly CatalogNode[]> {
    if (!catalog) return [];
    return (await within(this.askMs, token, (signal) => catalog.search(prefix, MOST_ITEMS, signal))) ?? [];
  }

  /** The connection's own, before those of others. */
  async #resolve(reference: string, { catalog, others, token }: CompletionQuestion): Promise<NodeDetail | undefined> {
    const own = catalog && (await within(this.askMs, token, (signal) => this.lookups.resolve(catalog, reference, signal)));
    return own ?? within(this.askMs, token, (signal) => others.resolve(reference, signal));
  }
}

function columnOffers({ node, columns = [] }: NodeDetail, language: StatementLanguage): readonly Offer[] {
  return columns.map(({ name, type }): Offer => ({ label: name, insert: quoteIdentifier(name, language), kind: CompletionItemKind.Field, detail: type, from: node.label, rank: 1 }));
}

function wordOffers(prefix: string, language: StatementLanguage): readonly Offer[] {
  // Who types in lower case goes on in lower case.
  const lower = prefix !== '' && prefix === prefix.toLowerCase();
  const functions = (language.functions ?? []).map((name): Offer => ({ label: name, insert: name, kind: CompletionItemKind.Function, rank: 3 }));
  const keywords = language.keywords.map((word) => (lower ? word.toLowerCase() : word)).map((word): Offer => ({ label: word, insert: word, kind: CompletionItemKind.Keyword, rank: 4 }));
  return [...functions, ...keywords];
}

function fits(label: string, prefix: string): boolean {
  return label.toLowerCase().includes(prefix.toLowerCase());
}

function nodeOffer(node: CatalogNode, insert: string, language: StatementLanguage): Offer {
  const isFile = language.strings.some(({ open }) => node.reference?.startsWith(open) === true);
  const kind = isFile ? CompletionItemKind.File : node.selectable ? CompletionItemKind.Struct : CompletionItemKind.Module;
  return { label: node.label, insert, kind, detail: node.description ?? node.kind, rank: 2 };
}

/** The parts of a node's reference as they stand in it. */
function referenceParts(node: CatalogNode, language: StatementLanguage): readonly string[] {
  return tokensOf(node.reference ?? '', language).filter(isName).map(({ value }) => value);
}

function lastPart(node: CatalogNode, language: StatementLanguage): string {
  return referenceParts(node, language).at(-1) ?? quoteIdentifier(node.label, language);
}

function isInside(node: CatalogNode, qualifier: readonly string[], language: StatementLanguage): boolean {
  const owner = referenceParts(node, language).slice(0, -1);
  const tail = owner.slice(-qualifier.length);
  return tail.length === qualifier.length && tail.every((part, index) => sameName(part, qualifier[index]) || sameName(part, quoteIdentifier(qualifier[index] ?? '', language)));
}

function toItem(offer: Offer, index: number, typed: string, range: Range): CompletionItem {
  const quoted = /^["`[]/u.test(typed);
  return {
    label: offer.label,
    kind: offer.kind,
    ...(offer.detail === undefined ? {} : { detail: offer.detail }),
    ...(offer.from === undefined ? {} : { labelDetails: { description: offer.from } }),
    sortText: `${offer.rank}${String(index).padStart(5, '0')}`,
    filterText: quoted ? offer.insert : offer.label,
    textEdit: { range, newText: offer.insert },
  };
}
