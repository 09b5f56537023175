import { HeadwaterError } from '../../core/errors';
import { type EngineConnection, type EngineConnections, type FileSource, type FileSources, objectPath, type Source, type TableSource } from '../sources';
import { type TableName, tableNamesOf } from '../../core/sql/tableNames';
import { ENGINE_RULES } from '../language';

/** The schema that names without one belong to. */
export const MAIN_SCHEMA = 'main';

/** A source with the place where DuckDB looks for it. */
export type NamedSource =
  | { readonly kind: 'view'; readonly catalog: string; readonly schema: string; readonly name: string; readonly source: Source }
  /** A quoted text in the place of a table. */
  | { readonly kind: 'text'; readonly text: string; readonly source: FileSource };

/** A name in a text, and what it means. */
export interface NamedPlace {
  readonly place: TableName;
  readonly named: NamedSource;
}

export interface ResolverParts {
  readonly connections: EngineConnections;
  readonly files: FileSources | undefined;
}

/** One reading of a name: where DuckDB would look, and whose table that is. */
interface Reading {
  readonly catalog: string;
  readonly schema: string;
  readonly name: string;
  readonly connection: EngineConnection;
  /** As the session is asked for it. */
  readonly names: readonly string[];
  /** An error of the session says more than that there is no such table. */
  readonly certain: boolean;
}

/** Finds the sources behind the names of one statement. Each table is asked for once. */
export class NameResolver {
  readonly #sources = new Map<string, Promise<Source | undefined>>();

  /** @param bound whose own names the statement uses */
  constructor(
    private readonly parts: ResolverParts,
    private readonly bound: EngineConnection,
    private readonly signal: AbortSignal,
  ) {}

  /** Every place of the text that names a source. @throws HeadwaterError where a connection is named that has no such table, or cannot be opened */
  async resolve(text: string): Promise<readonly NamedPlace[]> {
    const places = tableNamesOf(text, ENGINE_RULES);
    const unique = new Map(places.map((place) => [keyOf(place), place]));
    const found = new Map(await Promise.all([...unique].map(async ([key, place]) => [key, await this.#resolvePlaced(place)] as const)));
    return places.flatMap((place) => {
      const named = found.get(keyOf(place));
      return named ? [{ place, named }] : [];
    });
  }

  /** An error without a place of its own is about the name. */
  async #resolvePlaced(candidate: TableName): Promise<NamedSource | undefined> {
    try {
      return await this.resolveOne(candidate);
    } catch (error) {
      if (!(error instanceof HeadwaterError) || error.failure.position) throw error;
      throw new HeadwaterError({ ...error.failure, position: { start: candidate.start, end: candidate.end } }, { cause: error });
    }
  }

  /** What one name means; `undefined` where it is none of the sessions'. */
  async resolveOne(candidate: TableName): Promise<NamedSource | undefined> {
    if (candidate.kind === 'text') return this.#text(candidate.text);
    const [first = '', ...rest] = candidate.parts;
    if (rest.length === 0) {
      const object = await this.#text(first);
      if (object) return object;
    }
    for (const reading of await this.#readings(first, rest)) {
      const source = await this.#source(reading);
      if (source) return { kind: 'view', catalog: reading.catalog, schema: reading.schema, name: reading.name, source };
    }
    return undefined;
  }

  /** In the order in which DuckDB looks: a catalog of that name wins over a schema, a schema over a table with a column. */
  async #readings(first: string, rest: readonly string[]): Promise<readonly Reading[]> {
    const { bound } = this;
    const own = (catalog: string, schema: string, name: string, names: readonly string[]): Reading => ({ catalog, schema, name, connection: bound, names, certain: false });
    const [second, third] = rest;
    if (second === undefined) return [own(bound.name, MAIN_SCHEMA, first, [first])];
    const named = await this.parts.connections.find(first, this.signal);
    const last = third ?? second;
    const schema = third === undefined ? MAIN_SCHEMA : second;
    const there: readonly Reading[] = named ? [{ catalog: named.name, schema, name: last, connection: named, names: rest, certain: true }] : [];
    if (third === undefined) return [...there, own(bound.name, first, second, [first, second])];
    return [...there, own(first, second, third, [first, second, third]), own(bound.name, first, second, [first, second])];
  }

  async #text(text: string): Promise<NamedSource | undefined> {
    const { objects } = this.bound.session;
    const { files } = this.parts;
    const path = objects && objectPath(text, objects);
    if (!path || !files) return undefined;
    const source = await files.open(this.bound, objects, path, text, this.signal);
    if (!source) throw new HeadwaterError({ what: `Could not read \`${text}\``, why: `There is no such object on *${this.bound.name}*.`, todo: 'Check the name; letters count in upper and lower case.', kind: 'notFound' });
    return { kind: 'text', text, source };
  }

  #source(reading: Reading): Promise<Source | undefined> {
    const { connection, names } = reading;
    const key = [connection.id, ...names].join('\0');
    const known = this.#sources.get(key);
    if (known) return known;
    const source = this.#find(reading);
    this.#sources.set(key, source);
    return source;
  }

  async #find({ connection, names, certain }: Reading): Promise<Source | undefined> {
    const { tables, objects } = connection.session;
    if (tables) {
      const table = await tableSource(connection, names, this.signal);
      if (table) return table;
    }
    const path = objects && objectPath(`${objects.scheme}://${names.join('/')}`, objects);
    const file = path && this.parts.files ? await this.parts.files.open(connection, objects, path, [connection.name, ...names].join('.'), this.signal) : undefined;
    if (file || !certain) return file;
    if (tables || objects) return undefined;
    throw new HeadwaterError({ what: `Could not read \`${[connection.name, ...names].join('.')}\``, why: `*${connection.name}* has no tables that statements of others can use.`, kind: 'unsupported' });
  }
}

/** @returns `undefined` where there is no such table */
export async function tableSource(connection: EngineConnection, names: readonly string[], signal: AbortSignal): Promise<TableSource | undefined> {
  const { tables } = connection.session;
  if (!tables) return undefined;
  const path = tables.resolve ? await tables.resolve(names, signal) : names;
  if (!path) return undefined;
  try {
    const description = await tables.describe(path, signal);
    return { kind: 'table', id: JSON.stringify([connection.id, ...path]), label: description.label ?? [connection.name, ...path.filter((part) => part !== '')].join('.'), connection, tables, path, description };
  } catch (error) {
    if (error instanceof HeadwaterError && error.failure.kind === 'notFound') return undefined;
    throw error;
  }
}

/** The same name twice is one name. */
export function distinctNamed(places: readonly NamedPlace[]): readonly NamedSource[] {
  return [...new Map(places.map(({ named }) => [placeOf(named), named])).values()];
}

function keyOf(name: TableName): string {
  return name.kind === 'name' ? name.parts.join('\0') : `'${name.text}`;
}

function placeOf(named: NamedSource): string {
  return named.kind === 'text' ? `'${named.text}` : [named.catalog, named.schema, named.name].join('\0').toLowerCase();
}
