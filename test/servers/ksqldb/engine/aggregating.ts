import type { Window } from '../sql/ast';
import { keyOf, type Row, type Value } from '../values/value';
import type { Accumulator } from './aggregates';
import type { Change, Input } from './change';
import type { Plan } from './plan';
import { evaluate, type Grouping } from './projection';
import type { TimeWindow } from './topic';

interface Group {
  readonly key: Row;
  readonly accumulators: readonly Accumulator[];
  window?: TimeWindow;
  rows: number;
  rowtime: number;
  given: boolean;
  /** Of a session only: its rows, to add them up again when two sessions become one. */
  readonly inputs: Row[];
}

const DAY_MS = 86_400_000;

/** GROUP BY, over all rows or by windows of time. */
export class Aggregating {
  private readonly groups = new Map<string, Group>();
  /** For tables: which row counts under which key now. */
  private readonly counted = new Map<string, Row>();
  private streamTime = -Infinity;

  constructor(
    private readonly plan: Plan,
    private readonly grouping: Grouping,
    private readonly emit: (change: Change) => void,
  ) {}

  accept(input: Input): void {
    if (this.plan.sources[0]?.source.kind === 'TABLE') this.ofTable(input);
    else if (input.row) this.ofStream(input.row, input.rowtime);
  }

  private ofTable(input: Input): void {
    const name = keyOf(input.key);
    const old = this.counted.get(name);
    if (old) this.change(old, input.rowtime, -1);
    if (input.row) this.counted.set(name, input.row);
    else this.counted.delete(name);
    if (input.row) this.change(input.row, input.rowtime, 1);
  }

  private change(row: Row, rowtime: number, by: 1 | -1): void {
    const group = this.group(row);
    if (!group) return;
    this.grouping.aggregations.forEach(({ arg }, index) => {
      const accumulator = group.accumulators[index];
      if (by === 1) accumulator?.add(arg.of(row));
      else accumulator?.undo?.(arg.of(row));
    });
    group.rows += by;
    this.give(group, rowtime);
  }

  private ofStream(row: Row, rowtime: number): void {
    this.streamTime = Math.max(this.streamTime, rowtime);
    const { window } = this.plan.select;
    if (!window) {
      this.change(row, rowtime, 1);
      return;
    }
    if (window.kind === 'SESSION') this.ofSession(row, rowtime, window.gapMs);
    else {
      const late = this.streamTime - (window.graceMs ?? DAY_MS);
      for (const bounds of windowsOf(window, rowtime)) {
        if (bounds.end <= late) continue;
        const group = this.group(row, bounds);
        if (group) this.add(group, row, rowtime);
      }
    }
    this.close(window);
  }

  private add(group: Group, row: Row, rowtime: number): void {
    this.grouping.aggregations.forEach(({ arg }, index) => group.accumulators[index]?.add(arg.of(row)));
    group.rows += 1;
    if (this.plan.select.emit === 'FINAL') group.rowtime = Math.max(group.rowtime, rowtime);
    else this.give(group, rowtime);
  }

  private ofSession(row: Row, rowtime: number, gap: number): void {
    const key = this.keyOf(row);
    if (!key) return;
    const near = [...this.groups].filter(([, group]) => keyOf(group.key) === keyOf(key) && group.window && group.window.start - gap <= rowtime && rowtime <= group.window.end + gap);
    const bounds = { start: Math.min(rowtime, ...near.map(([, group]) => group.window?.start ?? rowtime)), end: Math.max(rowtime, ...near.map(([, group]) => group.window?.end ?? rowtime)) };
    const inputs = [...near.flatMap(([, group]) => group.inputs), row];
    for (const [name, group] of near) {
      this.groups.delete(name);
      if (group.given && (group.window?.start !== bounds.start || group.window.end !== bounds.end)) this.emit({ key: group.key, row: null, rowtime, ...(group.window ? { window: group.window } : {}) });
    }
    const group = this.group(row, bounds)!;
    for (const one of inputs) this.grouping.aggregations.forEach(({ arg }, index) => group.accumulators[index]?.add(arg.of(one)));
    group.inputs.push(...inputs);
    group.rows = inputs.length;
    if (this.plan.select.emit !== 'FINAL') this.give(group, rowtime);
  }

  /** EMIT FINAL: what can no longer change is given, once. */
  private close(window: Window): void {
    if (this.plan.select.emit !== 'FINAL') return;
    for (const [name, group] of this.groups) {
      if (!group.window || group.window.end + (window.graceMs ?? DAY_MS) > this.streamTime) continue;
      this.give(group, Math.max(group.rowtime, group.window.start));
      this.groups.delete(name);
    }
  }

  private keyOf(row: Row): Row | undefined {
    const key = this.grouping.keys.map((one) => one.of(row));
    return key.includes(null) ? undefined : key;
  }

  /** Undefined where a key is null: such rows are in no group. */
  private group(row: Row, window?: TimeWindow): Group | undefined {
    const key = this.keyOf(row);
    if (!key) return undefined;
    const name = `${keyOf(key)}@${window ? `${window.start}-${window.end}` : ''}`;
    const found = this.groups.get(name) ?? { key, accumulators: this.grouping.aggregations.map((one) => one.start()), rows: 0, rowtime: -Infinity, given: false, inputs: [], ...(window ? { window } : {}) };
    this.groups.set(name, found);
    return found;
  }

  private give(group: Group, rowtime: number): void {
    group.rowtime = Math.max(group.rowtime, rowtime);
    const bounds: readonly Value[] = group.window ? [BigInt(group.window.start), BigInt(group.window.end)] : [];
    const row = [...group.key, ...group.accumulators.map((one) => one.result()), ...bounds];
    const shown = group.rows > 0 && (!this.plan.having || this.plan.having.of(row) === true);
    if (!shown && !group.given) return;
    group.given = shown;
    this.emit({ key: group.key, row: shown ? evaluate(this.plan.outputs, row) : null, rowtime: group.rowtime, ...(group.window ? { window: group.window } : {}) });
  }
}

/** None begins before the epoch: Kafka Streams has no such windows. */
function windowsOf(window: Exclude<Window, { kind: 'SESSION' }>, at: number): readonly TimeWindow[] {
  const advance = window.kind === 'HOPPING' ? window.advanceMs : window.sizeMs;
  const found: TimeWindow[] = [];
  for (let start = Math.floor(at / advance) * advance; start > at - window.sizeMs && start >= 0; start -= advance) found.unshift({ start, end: start + window.sizeMs });
  return found;
}
