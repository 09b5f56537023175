import { type Field, Schema } from 'apache-arrow';
import { encodeSchema } from '../../core/arrow/messages';
import { readStream } from '../../core/arrow/readStream';
import type { JoinEquality, JoinTable } from '../planner/joins';
import { fieldsOf } from '../names/fields';
import { MAIN_SCHEMA, type NamedSource } from '../names/resolver';
import { sameValues } from '../planner/sameValues';
import type { EngineConnection, TableSource } from '../sources';
import type { NotedColumns } from '../worker/messages';

/** How a reference can be looked up by the keys of another that was read before it. */
export interface PlannedLookup {
  readonly reference: number;
  /** Index into the table's keys. */
  readonly key: number;
  /** Fields of the key's leading columns, in order. */
  readonly fields: readonly Field[];
  readonly from: KeySource;
}

/**
 * Where the keys come from: rows of a reference that is read before, or a file, on this machine or an object, which DuckDB reads by itself and which is asked before the statement runs.
 * `names`: as DuckDB finds it.
 */
export type KeySource = { readonly kind: 'noted'; readonly noted: NotedColumns } | { readonly kind: 'file'; readonly names: readonly string[]; readonly columns: readonly string[]; readonly source: TableSource; readonly keyColumns: readonly number[]; readonly most: number };

type NamedView = Extract<NamedSource, { kind: 'view' }>;

export interface LookupInput {
  readonly equalities: readonly JoinEquality[];
  readonly named: readonly NamedSource[];
  readonly bound: EngineConnection;
  /** The table of each reference. */
  readonly references: readonly string[];
  /** More distinct keys are read by a scan. */
  readonly most: number;
}

/** The lookups that a query allows. A table that is read twice has none, since it cannot be told which reading is meant. */
export function plannedLookups({ equalities, named, bound, references, most }: LookupInput): readonly PlannedLookup[] {
  const found: PlannedLookup[] = [];
  const pairs = new Set(equalities.map(({ probe, build }) => JSON.stringify([probe.names, build.names])));
  for (const pair of pairs) {
    const both = equalities.filter(({ probe, build }) => JSON.stringify([probe.names, build.names]) === pair);
    const [first] = both;
    if (!first) continue;
    const probe = tableOf(viewOf(first.probe, named, bound));
    const view = viewOf(first.build, named, bound);
    const build = tableOf(view);
    const [reference, buildReference] = [probe && onlyReference(probe, references), build && onlyReference(build, references)];
    if (!probe?.tables.lookup || reference === undefined) continue;
    const names = view ? objectOf(view) : fileOf(first.build);
    if (names) {
      const lookup = keyBy(probe, both, (name) => name);
      if (lookup) found.push({ reference, key: lookup.key, fields: lookup.fields, from: { kind: 'file', names, columns: lookup.columns, source: probe, keyColumns: lookup.keyColumns, most } });
    } else if (build && buildReference !== undefined) {
      const fields = fieldsOf(build.description.schema);
      const lookup = keyBy(probe, both, (name, field) => columnOf(fields, name, field));
      if (lookup) found.push({ reference, key: lookup.key, fields: lookup.fields, from: { kind: 'noted', noted: { reference: buildReference, columns: lookup.columns, most } } });
    }
  }
  return found;
}

/** A name of one part that is none of a table and looks like a path or an address. */
function fileOf({ names }: JoinTable): readonly string[] | undefined {
  const [name, more] = names;
  return name !== undefined && more === undefined && /[./\\]/u.test(name) ? names : undefined;
}

function objectOf({ catalog, schema, name, source }: NamedView): readonly string[] | undefined {
  return source.kind === 'files' ? [catalog, schema, name] : undefined;
}

function columnOf(fields: readonly Field[], name: string, like: Field): number | undefined {
  const index = fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
  return index >= 0 && sameValues(fields[index]?.type, like.type) ? index : undefined;
}

/** The keys as {@link LookupRequest} wants them. */
export function lookupKeys({ fields }: PlannedLookup, rows: Uint8Array): Uint8Array {
  const { batches } = readStream(rows);
  const schema = encodeSchema(new Schema([...fields])).bytes;
  return Buffer.concat([schema, ...batches, END_OF_STREAM]);
}

const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

interface KeyBy<T> {
  readonly key: number;
  readonly fields: readonly Field[];
  readonly keyColumns: readonly number[];
  readonly columns: readonly T[];
}

/**
 * The key of which most leading columns are asked for.
 * @param partner the column of the other side by its name; `undefined` where it cannot stand for the field
 */
function keyBy<T>(probe: TableSource, equalities: readonly JoinEquality[], partner: (name: string, field: Field) => T | undefined): KeyBy<T> | undefined {
  const fields = fieldsOf(probe.description.schema);
  const partnerOf = (column: number): T | undefined => {
    const field = fields[column];
    const equality = equalities.find(({ probeColumn }) => probeColumn.toLowerCase() === field?.name.toLowerCase());
    return field && equality ? partner(equality.buildColumn, field) : undefined;
  };
  const keys = probe.description.keys.map(({ columns, prefix }, key) => {
    const partners = columns.map(partnerOf);
    const missing = partners.indexOf(undefined);
    const length = missing < 0 ? columns.length : missing;
    const keyColumns = columns.slice(0, length);
    return { key, covered: length >= Math.max(1, prefix) ? length : 0, keyColumns, fields: keyColumns.flatMap((column) => fields[column] ?? []), columns: partners.slice(0, length).filter((column) => column !== undefined) };
  });
  const best = keys.toSorted((one, other) => other.covered - one.covered)[0];
  return best && best.covered > 0 ? best : undefined;
}

function onlyReference({ id }: TableSource, references: readonly string[]): number | undefined {
  const first = references.indexOf(id);
  return first >= 0 && references.lastIndexOf(id) === first ? first : undefined;
}

/** Finds the source as DuckDB does: a name of two parts may begin with a schema or with a catalog. */
function viewOf({ names }: JoinTable, named: readonly NamedSource[], bound: EngineConnection): NamedView | undefined {
  const wanted = names.map((name) => name.toLowerCase());
  const own = bound.name.toLowerCase();
  const places = wanted.length === 3 ? [wanted] : wanted.length === 2 ? [[own, ...wanted], [wanted[0], MAIN_SCHEMA, wanted[1]]] : [[own, MAIN_SCHEMA, ...wanted]];
  const views = named.filter((one) => one.kind === 'view');
  const matches = views.filter((one) => places.some((place) => place.join('\0') === [one.catalog, one.schema, one.name].join('\0').toLowerCase()));
  return matches.length === 1 ? matches[0] : undefined;
}

function tableOf(view: NamedView | undefined): TableSource | undefined {
  return view?.source.kind === 'table' ? view.source : undefined;
}
