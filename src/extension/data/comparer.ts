import type { ColumnInfo } from '../../core/contract/catalog';
import type { ObjectPath } from '../../core/contract/objects';
import type { DataInfo, DataObject, DataRead } from '../../protocol/data';
import type { StartedResult } from '../services';
import { nameOf, type ObjectDataDeps, type ObjectDataViewer } from './objectData';

export interface ComparePrompts {
  /** The columns that tell rows apart; none to count rows as they are, `undefined` where nothing was chosen. */
  key(columns: readonly ColumnInfo[], before: readonly string[], title: string): Promise<readonly string[] | undefined>;
}

/** Where keys are remembered, by the object's name without its version. */
export interface KeyMemory {
  get(name: string): readonly string[];
  set(name: string, key: readonly string[]): Promise<void>;
}

export interface ComparerDeps extends Pick<ObjectDataDeps, 'results' | 'prompts'> {
  readonly viewer: Pick<ObjectDataViewer, 'describe'>;
  readonly compare: ComparePrompts;
  readonly keys: KeyMemory;
}

/** Compares the rows of two objects; the result is shown with rows and cells marked. */
export class DataComparer {
  constructor(private readonly deps: ComparerDeps) {}

  /** `left` is how it was, `right` how it is. `undefined` where the person gave up. */
  async compare(left: DataObject, right: DataObject): Promise<StartedResult | undefined> {
    const [before, after] = await Promise.all([this.deps.viewer.describe(left), this.deps.viewer.describe(right)]);
    const key = await this.#key(right, before, after);
    if (!key) return undefined;
    const largest = Math.max(before.size, after.size);
    const asks = largest > Math.min(before.askAbove, after.askAbove);
    if (asks && !(await this.deps.prompts.mayFetch(`${before.label}, ${after.label}`, before.size + after.size))) return undefined;
    const data: DataRead = { kind: 'compare', left, right, key, ...(asks ? { fetchLimit: largest } : {}) };
    return this.deps.results.start({ connectionId: right.connectionId, statement: statementOf(before, after, key), title: titleOf(left.object, right.object), data, writes: false }, { reveal: true });
  }

  async #key(right: DataObject, before: DataInfo, after: DataInfo): Promise<readonly string[] | undefined> {
    const common = commonColumns(before.columns ?? [], after.columns ?? []);
    if (common.length === 0) return [];
    const name = `${right.connectionId}/${right.object[0] ?? ''}/${right.object.at(-1) ?? ''}`;
    const known = this.deps.keys.get(name).filter((column) => common.some((one) => one.name === column));
    const key = await this.deps.compare.key(common, known, `${before.label} ↔ ${after.label}`);
    if (key) await this.deps.keys.set(name, key);
    return key;
  }
}

/** “orders.csv (v1 ↔ main)” for one object at two refs, else both names. */
function titleOf(left: ObjectPath, right: ObjectPath): string {
  const [one, other] = [nameOf(left), nameOf(right)];
  const [before, ...others] = left.filter((part, index) => part !== right[index]);
  const after = right.find((part, index) => part !== left[index]);
  if (one !== other || left.length !== right.length || before === undefined || after === undefined || others.length > 0 || left.at(-1) !== right.at(-1)) return `${one} ↔ ${other}`;
  return `${one} (${shortRef(before)} ↔ ${shortRef(after)})`;
}

/** Ids of commits are long; their beginning tells them apart. */
function shortRef(ref: string): string {
  return ref.replace(/^[0-9a-f]{40,}/u, (id) => id.slice(0, 10));
}

function commonColumns(left: readonly ColumnInfo[], right: readonly ColumnInfo[]): readonly ColumnInfo[] {
  const others = new Set(right.map(({ name }) => name.toLowerCase()));
  return left.filter(({ name }) => others.has(name.toLowerCase()));
}

/** What the comparison says in SQL, as near as SQL can: shown in the tab and the history. */
function statementOf(left: DataInfo, right: DataInfo, key: readonly string[]): string {
  const [one, other] = [left, right].map(({ label }) => `FROM '${label.replaceAll("'", "''")}'`);
  const by = key.length === 0 ? 'without a key' : `by ${key.join(', ')}`;
  return `-- Compared ${by}: rows removed, added and changed\n(${one ?? ''} EXCEPT ALL ${other ?? ''}) UNION ALL (${other ?? ''} EXCEPT ALL ${one ?? ''})`;
}
