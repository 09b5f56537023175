import { isObject, type JsonObject, objectAt, objectsAt, parseExactJson, textAt, textsAt } from './exactJson';

/** A table as a query names it. */
export interface JoinTable {
  readonly names: readonly string[];
}

/** Rows of `probe` that have no partner in `build` cannot change the result. */
export interface JoinEquality {
  readonly probe: JoinTable;
  readonly probeColumn: string;
  readonly build: JoinTable;
  readonly buildColumn: string;
}

/** Tables of one side of a join by the name that columns are qualified with. */
type Side = ReadonlyMap<string, JoinTable>;

/** Equalities between two tables of the outermost query, from `json_serialize_sql`. Only what is certain: qualified columns, no table expressions. */
export function joinEqualities(json: string): readonly JoinEquality[] {
  const tree = parseExactJson(json);
  const [statement, more] = isObject(tree) ? objectsAt(tree, 'statements') : [];
  const node = statement && !more ? objectAt(statement, 'node') : undefined;
  const from = node && objectAt(node, 'from_table');
  if (!node || !from || textAt(node, 'type') !== 'SELECT_NODE' || hasTableExpressions(node)) return [];
  const found = joinsIn(from);
  const where = objectAt(node, 'where_clause');
  if (where && onlyInner(from)) found.push(...equalities(where, tablesIn(from, false), tablesIn(from, false)));
  return found.filter(({ probe, build }) => probe !== build);
}

function hasTableExpressions(node: JsonObject): boolean {
  const expressions = objectAt(node, 'cte_map');
  return expressions !== undefined && objectsAt(expressions, 'map').length > 0;
}

function joinsIn(from: JsonObject): JoinEquality[] {
  const left = objectAt(from, 'left');
  const right = objectAt(from, 'right');
  if (textAt(from, 'type') !== 'JOIN' || !left || !right) return [];
  const deeper = [...joinsIn(left), ...joinsIn(right)];
  const condition = objectAt(from, 'condition');
  const kind = textAt(from, 'join_type') ?? '';
  if (!condition) return deeper;
  // The probe must not be kept for its own sake further down; the build may stand anywhere on its side.
  const toRight = PROBE_RIGHT.has(kind) ? equalities(condition, tablesIn(right, true), tablesIn(left, false)) : [];
  const toLeft = PROBE_LEFT.has(kind) ? equalities(condition, tablesIn(left, true), tablesIn(right, false)) : [];
  return [...deeper, ...toRight, ...toLeft];
}

const PROBE_RIGHT: ReadonlySet<string> = new Set(['INNER', 'LEFT', 'SEMI', 'ANTI']);
const PROBE_LEFT: ReadonlySet<string> = new Set(['INNER', 'RIGHT', 'SEMI']);

/** @param direct only those that no outer join keeps or fills up */
function tablesIn(from: JsonObject, direct: boolean): Side {
  const names = textsAt(from, 'table_name');
  if (textAt(from, 'type') === 'BASE_TABLE' && names.length === 1) {
    const parts = ['catalog_name', 'schema_name', 'table_name'].flatMap((key) => textAt(from, key) || []);
    const alias = textAt(from, 'alias') ?? '';
    return new Map([[(alias === '' ? (names[0] ?? '') : alias).toLowerCase(), { names: parts }]]);
  }
  if (textAt(from, 'type') !== 'JOIN' || (direct && textAt(from, 'join_type') !== 'INNER')) return new Map();
  const sides = [objectAt(from, 'left'), objectAt(from, 'right')];
  return new Map(sides.flatMap((side) => (side ? [...tablesIn(side, direct)] : [])));
}

function onlyInner(from: JsonObject): boolean {
  if (textAt(from, 'type') !== 'JOIN') return true;
  const sides = [objectAt(from, 'left'), objectAt(from, 'right')];
  const plain = textAt(from, 'join_type') === 'INNER' || textAt(from, 'ref_type') === 'CROSS';
  return plain && sides.every((side) => side !== undefined && onlyInner(side));
}

function equalities(condition: JsonObject, probes: Side, builds: Side): JoinEquality[] {
  if (textAt(condition, 'class') === 'CONJUNCTION' && textAt(condition, 'type') === 'CONJUNCTION_AND') return objectsAt(condition, 'children').flatMap((child) => equalities(child, probes, builds));
  if (textAt(condition, 'type') !== 'COMPARE_EQUAL') return [];
  const one = columnOf(objectAt(condition, 'left'));
  const other = columnOf(objectAt(condition, 'right'));
  if (!one || !other) return [];
  return [...pair(one, other, probes, builds), ...pair(other, one, probes, builds)];
}

interface QualifiedColumn {
  readonly table: string;
  readonly column: string;
}

function pair(probe: QualifiedColumn, build: QualifiedColumn, probes: Side, builds: Side): JoinEquality[] {
  const probed = probes.get(probe.table);
  const built = builds.get(build.table);
  return probed && built ? [{ probe: probed, probeColumn: probe.column, build: built, buildColumn: build.column }] : [];
}

function columnOf(expression: JsonObject | undefined): QualifiedColumn | undefined {
  if (!expression || textAt(expression, 'class') !== 'COLUMN_REF') return undefined;
  const [table, column, more] = textsAt(expression, 'column_names');
  return table === undefined || column === undefined || more !== undefined ? undefined : { table: table.toLowerCase(), column };
}
