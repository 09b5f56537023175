import type { Field } from 'apache-arrow';
import type { StatementParameter } from '../../core/contract/execution';
import { HeadwaterError, isCancelled } from '../../core/errors';
import type { DuckDbConnection } from '../../duckdb/duckdb';
import type { EngineWorker } from '../engineWorker';
import type { WorkerCatalogs } from '../names/catalogs';
import { fieldsOf } from '../names/fields';
import { distinctNamed, type NamedPlace, NameResolver, type NamedSource, type ResolverParts } from '../names/resolver';
import { agreedUpon } from '../planner/floats';
import { type PlannedScan, plannedScans, topLimitOf } from '../planner/plan';
import { joinEqualities } from '../planner/joins';
import { shortLists } from '../planner/shortLists';
import type { WorkerPool } from '../pool';
import { type PlannedLookup, plannedLookups } from '../scans/lookups';
import type { EngineConnection, FileSource, TableSource } from '../sources';
import { lockFiles } from './lockFiles';
import { built, type BuiltText, placed } from './parts';
import { isSteady, type Plans } from './plans';
import { type Shape, shapeOf } from './shape';
import { ShapedPlan } from './shapedPlan';
import type { StatementPlan } from './statementPlan';

export interface FederationParts extends ResolverParts {
  readonly pool: WorkerPool;
  readonly catalogs: WorkerCatalogs;
  /** Takes the memory of batches that DuckDB has read. */
  readonly release: ((buffer: ArrayBuffer) => void) | undefined;
}

const WHAT = 'Could not run the statement';
/** `IN` lists up to this length reach the sources; as a filter longer ones cost DuckDB more than a join does. */
const LONGEST_LIST = 200;
/** Characters above which a statement costs more to look into than that could save. */
export const LONG_TEXT = 200_000;
/** Distinct keys of one side of a join up to which the other side is looked up. */
export const LOOKUP_KEYS = 10_000;

/** A worker on which the names of one statement mean what they should, and what is known of its plan. */
export class Federation implements AsyncDisposable {
  #plan: StatementPlan = NO_PLAN;
  #steady = false;

  private constructor(
    readonly worker: EngineWorker,
    readonly connection: DuckDbConnection,
    readonly named: readonly NamedSource[],
    readonly places: readonly NamedPlace[],
    private readonly bound: EngineConnection,
    private readonly parts: FederationParts,
  ) {}

  /**
   * @param statement whose names are to be known
   * @throws HeadwaterError, CancelledError
   */
  static async open(parts: FederationParts, statement: string | BuiltText, bound: EngineConnection, signal: AbortSignal): Promise<Federation> {
    const text = typeof statement === 'string' ? built`${{ text: statement, start: 0 }}` : statement;
    const places = await placed(text, () => new NameResolver(parts, bound, signal).resolve(text.text));
    const named = distinctNamed(places);
    const worker = await parts.pool.acquire();
    try {
      signal.throwIfAborted();
      const letGo = await lockFiles(filesOf(named), signal); // a view is bound when it is made: the file must not grow meanwhile
      try {
        const connection = await parts.catalogs.connect(worker, named, bound);
        return new Federation(worker, connection, named, places, bound, parts);
      } finally {
        letGo();
      }
    } catch (error) {
      parts.pool.release(worker, false);
      for (const { source } of named) if (source.kind === 'files') source.release();
      throw error;
    }
  }

  get tables(): readonly TableSource[] {
    return this.#distinct().filter((source) => source.kind === 'table');
  }

  /** In the order in which they are locked. */
  get files(): readonly FileSource[] {
    return filesOf(this.named);
  }

  /** Takes the memory of batches that have been read. */
  get release(): ((buffer: ArrayBuffer) => void) | undefined {
    return this.parts.release;
  }

  get planned(): ReadonlyMap<number, PlannedScan> {
    return this.#plan.scans;
  }

  /** The statement will be planned the same way when it comes again. */
  get steady(): boolean {
    return this.#steady;
  }

  /** Joins whose one side can be looked up by the other's keys. */
  get lookups(): readonly PlannedLookup[] {
    return this.#plan.lookups;
  }

  /** The source of a reference, as the plan bound it. */
  sourceOf(reference: number): TableSource | undefined {
    const id = this.#plan.references[reference];
    return this.tables.find((source) => source.id === id);
  }

  /**
   * Asks DuckDB for its plan of the text. Where it has none, the text itself is wrong and running it says so.
   * @returns the plan as JSON
   */
  async plan(text: string, parameters: readonly StatementParameter[], signal: AbortSignal, lookupKeys = LOOKUP_KEYS): Promise<string | undefined> {
    const disabled = shortLists(text, LONGEST_LIST) ? 'late_materialization,in_clause' : 'late_materialization';
    this.#steady = this.files.length === 0 && parameters.length === 0 && isSteady(text);
    const plans = this.#steady ? this.parts.catalogs.plansOf(this.worker) : undefined;
    const key = `${lookupKeys}\0${text}`;
    const shape = plans && lookupKeys === LOOKUP_KEYS ? shapeOf(text) : undefined;
    const before = plans?.texts.get(key) ?? (shape && plans?.ofShape(shape));
    await this.worker.disableOptimizers(disabled);
    if (before) {
      this.#plan = before;
      return before.json;
    }
    if (this.tables.length === 0) return undefined;
    try {
      this.#plan = await this.#planned(text, parameters, signal, lookupKeys);
      plans?.texts.set(key, this.#plan);
      if (plans && shape) await this.#planShape(plans, text, shape, signal);
      return this.#plan.json;
    } catch (error) {
      if (isCancelled(error)) throw error;
      this.#plan = NO_PLAN;
      return undefined;
    }
  }

  /** The shape of statements is planned where it comes a second time. */
  async #planShape(plans: Plans, text: string, shape: Shape, signal: AbortSignal): Promise<void> {
    const known = plans.shapes.get(shape.key);
    if (known === undefined) plans.shapes.set(shape.key, 'seen');
    if (known !== 'seen') return;
    const planning = (other: string): Promise<StatementPlan> => this.#planned(other, [], signal, LOOKUP_KEYS);
    const fields = this.#fields();
    const made = await ShapedPlan.make(text, shape, this.#plan, planning, ({ references }, reference) => fields.get(references[reference] ?? '') ?? []);
    plans.shapes.set(shape.key, made ?? 'unfit');
  }

  async #planned(text: string, parameters: readonly StatementParameter[], signal: AbortSignal, lookupKeys: number): Promise<StatementPlan> {
    this.worker.begin();
    const rows = await this.#withFiles(signal, () => this.connection.rows(`EXPLAIN (FORMAT json)\n${text}`, WHAT, signal, parameters));
    const json = rows[0]?.[1] ?? '[]';
    const looked = text.length <= LONG_TEXT && /\blimit\b|\bjoin\b|,/iu.test(text);
    const [references, tree] = await Promise.all([this.worker.bound(), looked ? this.parse(text) : undefined]);
    const fields = this.#fields();
    const scans = await plannedScans({
      plan: json,
      topLimit: tree === undefined ? undefined : topLimitOf(tree),
      parse: (query) => this.parse(query),
      agreed: (reference, implied) => agreedUpon(implied, fields.get(references[reference] ?? '') ?? []),
    });
    const lookups = tree === undefined || lookupKeys === 0 ? [] : this.#lookupsOf(tree, references, isBoundTwice(references, scans), lookupKeys);
    return { json, references, scans, lookups };
  }

  async #withFiles<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    const letGo = await lockFiles(this.files, signal);
    try {
      return await work();
    } finally {
      letGo();
    }
  }

  /** The types of the columns that a query gives, as DuckDB writes them. @throws HeadwaterError */
  async typesOf(query: BuiltText, signal: AbortSignal): Promise<readonly string[]> {
    const text = built`DESCRIBE (${query}\n)`;
    return placed(text, async () => (await this.#withFiles(signal, () => this.connection.rows(text.text, WHAT, signal))).map(([, type]) => type ?? ''));
  }

  /** The tree of a query, as JSON; `undefined` where DuckDB refuses. */
  async parse(query: string): Promise<string | undefined> {
    const rows = await this.worker.main
      .rows('SELECT json_serialize_sql($1::VARCHAR)', WHAT, NEVER, [{ name: '1', type: 'text', value: query }])
      .catch((error: unknown) => {
        if (error instanceof HeadwaterError) return [];
        throw error;
      });
    return rows[0]?.[0] ?? undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const file of this.files) file.release();
    const reusable = this.connection.working === 0 && this.worker.main.working === 0;
    this.parts.catalogs.done(this.worker, this.connection, this.named, reusable);
    this.parts.pool.release(this.worker, reusable);
  }

  /** @param twice the second half of what was bound counts */
  #lookupsOf(tree: string, bound: readonly string[], twice: boolean, most: number): readonly PlannedLookup[] {
    const references = twice ? bound.map((id, index) => (index < bound.length / 2 ? '' : id)) : bound;
    return plannedLookups({ equalities: joinEqualities(tree), named: this.named, bound: this.bound, references, most });
  }

  /** The columns of the tables by id. */
  #fields(): ReadonlyMap<string, readonly Field[]> {
    return new Map(this.tables.map((source) => [source.id, fieldsOf(source.description.schema)]));
  }

  #distinct(): readonly (TableSource | FileSource)[] {
    return [...new Map(this.named.map(({ source }) => [source.id, source])).values()];
  }
}

const NEVER = new AbortController().signal;
const NO_PLAN: StatementPlan = { json: '[]', references: [], scans: new Map(), lookups: [] };

/** With parameters, and with files that it reads by itself, DuckDB binds a statement twice, and its plan is of the second time. */
function isBoundTwice(references: readonly string[], scans: ReadonlyMap<number, unknown>): boolean {
  const half = references.length / 2;
  return Number.isInteger(half) && scans.size > 0 && references.slice(0, half).every((id, index) => id === references[half + index] && !scans.has(index));
}

function filesOf(named: readonly NamedSource[]): readonly FileSource[] {
  const files = named.flatMap(({ source }) => (source.kind === 'files' ? [source] : []));
  return [...new Map(files.map((file) => [file.id, file])).values()].toSorted((one, other) => (one.id < other.id ? -1 : 1));
}
