import { type Field, Schema } from 'apache-arrow';
import { encodeSchema } from '../../core/arrow/messages';
import { readStream } from '../../core/arrow/readStream';
import type { JoinEquality, JoinTable } from '../planner/joins';
import { fieldsOf } from '../names/fields';
import { MAIN_SCHEMA, type NamedSource } from '../names/resolver';
import { sameValues } from '../planner/sameValues';
import type { EngineConnection, TableSource } from '../sources';
import type { KnownKeys, NotedColumns } from '../worker/messages';

/** How a reference can be looked up by the keys of another that was read before it. */
export interface PlannedLookup {
  readonly reference: number;
  /** Index into the table's keys. */
  readonly key: number;
  /** Fields of the key's leading columns, in order. */
  readonly fields: readonly Field[];
  readonly noted: NotedColumns;
}

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
    const probe = first && sourceOf(first.probe, named, bound);
    const build = first && sourceOf(first.build, named, bound);
    const [probeReference, buildReference] = [probe && onlyReference(probe, references), build && onlyReference(build, references)];
    if (!probe?.tables.lookup || !build || probeReference === undefined || buildReference === undefined) continue;
    const lookup = keyFor(probe, build, both);
    if (lookup) found.push({ reference: probeReference, key: lookup.key, fields: lookup.fields, noted: { reference: buildReference, columns: lookup.columns, most } });
  }
  return found;
}

/** The keys as {@link LookupRequest} wants them. */
export function lookupKeys({ fields }: PlannedLookup, { rows }: KnownKeys): Uint8Array {
  const { batches } = readStream(rows);
  const schema = encodeSchema(new Schema([...fields])).bytes;
  return Buffer.concat([schema, ...batches, END_OF_STREAM]);
}

const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** The key of which most leading columns are asked for. */
function keyFor(probe: TableSource, build: TableSource, equalities: readonly JoinEquality[]): { readonly key: number; readonly fields: readonly Field[]; readonly columns: readonly number[] } | undefined {
  const probeFields = fieldsOf(probe.description.schema);
  const buildFields = fieldsOf(build.description.schema);
  const partner = (column: number): number | undefined => {
    const name = probeFields[column]?.name.toLowerCase();
    const equality = equalities.find(({ probeColumn }) => probeColumn.toLowerCase() === name);
    const index = buildFields.findIndex((field) => field.name.toLowerCase() === equality?.buildColumn.toLowerCase());
    return index >= 0 && sameValues(buildFields[index]?.type, probeFields[column]?.type) ? index : undefined;
  };
  const keys = probe.description.keys.map(({ columns, prefix }, key) => {
    const partners = columns.map(partner);
    const missing = partners.indexOf(undefined);
    const covered = missing < 0 ? columns.length : missing;
    return { key, covered: covered >= Math.max(1, prefix) ? covered : 0, fields: columns.slice(0, covered).flatMap((column) => probeFields[column] ?? []), columns: partners.slice(0, covered).filter((column) => column !== undefined) };
  });
  const best = keys.toSorted((one, other) => other.covered - one.covered)[0];
  return best && best.covered > 0 ? best : undefined;
}

function onlyReference({ id }: TableSource, references: readonly string[]): number | undefined {
  const first = references.indexOf(id);
  return first >= 0 && references.lastIndexOf(id) === first ? first : undefined;
}

/** Finds the source as DuckDB does: a name of two parts may begin with a schema or with a catalog. */
function sourceOf({ names }: JoinTable, named: readonly NamedSource[], bound: EngineConnection): TableSource | undefined {
  const wanted = names.map((name) => name.toLowerCase());
  const own = bound.name.toLowerCase();
  const places = wanted.length === 3 ? [wanted] : wanted.length === 2 ? [[own, ...wanted], [wanted[0], MAIN_SCHEMA, wanted[1]]] : [[own, MAIN_SCHEMA, ...wanted]];
  const matches = named.filter((one) => one.kind === 'view' && places.some((place) => place.join('\0') === [one.catalog, one.schema, one.name].join('\0').toLowerCase()));
  const source = matches.length === 1 ? matches[0]?.source : undefined;
  return source?.kind === 'table' ? source : undefined;
}
