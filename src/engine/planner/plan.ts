import type { Predicate } from '../../core/contract/tables';
import { parseColumnName, SCAN_OPERATOR } from '../names/scanNames';
import { isObject, type JsonObject, objectAt, objectsAt, parseExactJson, textAt, textsAt } from './exactJson';
import { expressionOf, type Implied, joined, PredicateReader } from './predicate';

/** What a statement needs of one reference to a table, as DuckDB's optimizer found it. */
export interface PlannedScan {
  readonly reference: number;
  /** What DuckDB may ask for; it does not ask for others. */
  readonly columns: ReadonlySet<number>;
  /** True for every row that the statement can use. */
  readonly predicate: Predicate | undefined;
  /** The predicate accepts no row that the statement does not use. */
  readonly exact: boolean;
  /** Any so many rows will do, if the predicate is applied exactly. */
  readonly limit: number | undefined;
  /** Only the number of rows counts. */
  readonly counted: boolean;
  /** Each row is one of the result's, or none: a part of the rows gives a part of the result. */
  readonly shown: boolean;
  /** Filters that DuckDB applies beyond the predicate, as it writes them. */
  readonly rest: readonly string[];
}

export interface PlanInput {
  /** What `EXPLAIN (FORMAT json)` gave. */
  readonly plan: string;
  /** `LIMIT` of the statement itself, where it is a constant and has no offset. */
  readonly topLimit: number | undefined;
  /** `json_serialize_sql` of a query; `undefined` where DuckDB refuses. */
  readonly parse: (query: string) => Promise<string | undefined>;
  /** Takes away from a predicate what must not be left to the source of this reference. */
  readonly agreed: (reference: number, implied: Implied) => Implied;
}

interface Leaf {
  readonly node: JsonObject;
  /** From the nearest. */
  readonly above: readonly JsonObject[];
}

/** The scans of a plan by reference. A reference that is missing here is read whole. @throws SyntaxError where the plan is none */
export async function plannedScans(input: PlanInput): Promise<ReadonlyMap<number, PlannedScan>> {
  const plan = parseExactJson(input.plan);
  const leaves: Leaf[] = [];
  for (const root of Array.isArray(plan) ? plan : []) if (isObject(root)) collect(root, [], leaves);
  const found = new Map<number, PlannedScan>();
  const unreadable = new Set<number>();
  for (const leaf of leaves) {
    const scan = await plannedScan(leaf, input);
    if (!scan) continue;
    if (scan.columns.size === 0) unreadable.add(scan.reference);
    const before = found.get(scan.reference);
    found.set(scan.reference, before ? either(before, scan) : scan);
  }
  for (const reference of unreadable) found.delete(reference);
  return found;
}

function collect(node: JsonObject, above: readonly JsonObject[], leaves: Leaf[]): void {
  if (textAt(node, 'name') === SCAN_OPERATOR) leaves.push({ node, above });
  for (const child of objectsAt(node, 'children')) collect(child, [node, ...above], leaves);
}

async function plannedScan({ node, above }: Leaf, { topLimit, parse, agreed }: PlanInput): Promise<PlannedScan | undefined> {
  const columns = projectionsOf(node).map((name) => parseColumnName(name, true));
  const reference = columns[0]?.reference;
  if (reference === undefined) return undefined;
  const known = columns.filter((column) => column?.reference === reference);
  if (known.length !== columns.length) return { reference, columns: new Set(), predicate: undefined, exact: false, limit: undefined, counted: false, shown: false, rest: [] };

  const first = above.findIndex((parent) => textAt(parent, 'name') !== 'FILTER');
  const filters = first < 0 ? above : above.slice(0, first);
  const parts: Predicate[] = [];
  const rest: string[] = [];
  let exact = true;
  for (const filter of filters) {
    const text = filterText(filter);
    const implied = agreed(reference, await impliedBy(text, reference, parse));
    if (implied.predicate) parts.push(implied.predicate);
    if (!implied.exact) rest.push(text ?? 'a filter with a line break');
    exact &&= implied.exact;
  }
  const [next] = above.slice(filters.length);
  return {
    reference,
    columns: new Set(known.flatMap((column) => column?.column ?? [])),
    predicate: joined('and', parts),
    exact,
    limit: exact && isLimited(above.slice(filters.length)) ? topLimit : undefined,
    counted: filters.length === 0 && columns.length === 1 && isCount(next),
    shown: above.every((parent) => SHOWING.test(textAt(parent, 'name') ?? '')),
    rest,
  };
}

function projectionsOf(node: JsonObject): readonly string[] {
  const info = objectAt(node, 'extra_info');
  return info ? textsAt(info, 'Projections') : [];
}

/** A literal with a line break splits the text into a list: joined again it would be another literal. */
function filterText(filter: JsonObject): string | undefined {
  const info = objectAt(filter, 'extra_info');
  return info && textAt(info, 'Expression');
}

async function impliedBy(text: string | undefined, reference: number, parse: PlanInput['parse']): Promise<Implied> {
  const none: Implied = { predicate: undefined, exact: false };
  const json = text === undefined ? undefined : await parse(`SELECT ${text}`);
  if (json === undefined) return none;
  try {
    const tree = parseExactJson(json);
    const expression = isObject(tree) ? expressionOf(tree) : undefined;
    return expression ? new PredicateReader(reference).implied(expression) : none;
  } catch {
    return none; // an infinite number is no JSON
  }
}

const HARMLESS = /^(?:EXECUTE|PROJECTION|RESULT_COLLECTOR|EXPLAIN|(?:BATCH_)?CREATE_TABLE_AS|(?:BATCH_)?COPY_TO_FILE)$/u;

const SHOWING = /^(?:EXECUTE|PROJECTION|FILTER|RESULT_COLLECTOR|EXPLAIN)$/u;

/** The statement's own LIMIT stands above, with nothing between and nothing above that counts rows. */
function isLimited(above: readonly JsonObject[]): boolean {
  const names = above.map((node) => textAt(node, 'name') ?? '');
  const limit = names.findIndex((name) => name !== 'PROJECTION');
  return limit >= 0 && (names[limit] ?? '').endsWith('LIMIT') && names.slice(limit + 1).every((name) => HARMLESS.test(name));
}

/** A projection of constants only. */
function isCount(node: JsonObject | undefined): boolean {
  if (!node || textAt(node, 'name') !== 'PROJECTION') return false;
  const projections = projectionsOf(node);
  return projections.length > 0 && projections.every((text) => /^\d+$/u.test(text));
}

/** One binding that is read in two places: what either needs. */
function either(one: PlannedScan, other: PlannedScan): PlannedScan {
  return {
    reference: one.reference,
    columns: new Set([...one.columns, ...other.columns]),
    predicate: one.predicate && other.predicate ? { op: 'or', args: [one.predicate, other.predicate] } : undefined,
    exact: false,
    limit: undefined,
    counted: false,
    shown: false,
    rest: [...new Set([...one.rest, ...other.rest])],
  };
}

/** The constant LIMIT of a query's outermost level, from `json_serialize_sql`. */
export function topLimitOf(json: string): number | undefined {
  const tree = parseExactJson(json);
  const [statement, more] = isObject(tree) ? objectsAt(tree, 'statements') : [];
  const node = statement && !more ? objectAt(statement, 'node') : undefined;
  const limits = node ? objectsAt(node, 'modifiers') : [];
  const [limit, another] = limits;
  if (!limit || another || textAt(limit, 'type') !== 'LIMIT_MODIFIER' || isObject(limit['offset'])) return undefined;
  const value = objectAt(objectAt(limit, 'limit') ?? {}, 'value');
  const count = Number(value?.['value']);
  return Number.isSafeInteger(count) && count >= 0 ? count : undefined;
}
