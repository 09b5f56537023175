import { keyOf, type Row, type Value } from '../values/value';
import { Aggregating } from './aggregating';
import type { Change, Input } from './change';
import type { Source } from './metastore';
import { isKey } from './metastore';
import { Joining } from './joining';
import type { Plan } from './plan';
import { evaluate } from './projection';
import type { TopicRecord } from './topic';

/** Turns records of a plan's sources into changes, one at a time. */
export class Pipeline {
  private readonly joining: Joining | undefined;
  private readonly aggregating: Aggregating | undefined;
  /** Keys of a table whose rows were given: what goes out of sight is a tombstone. */
  private readonly given = new Set<string>();

  constructor(
    private readonly plan: Plan,
    private readonly emit: (change: Change) => void,
  ) {
    this.joining = plan.sources.length > 1 ? new Joining(plan, (input) => this.joined(input)) : undefined;
    this.aggregating = plan.grouping ? new Aggregating(plan, plan.grouping, emit) : undefined;
  }

  accept(source: number, record: TopicRecord): void {
    const from = this.plan.sources[source]!.source;
    const input = { key: record.key, row: rowOf(from, record), rowtime: timeOf(from, record), ...(record.window ? { window: record.window } : {}) };
    if (this.joining) this.joining.accept(source, input);
    else this.joined(input);
  }

  private joined(input: Input): void {
    const { plan } = this;
    const holds = input.row !== null && (!plan.where || plan.where.of(input.row) === true);
    if (this.aggregating) {
      this.aggregating.accept(holds ? input : { ...input, row: null });
      return;
    }
    const { rowtime, window } = input;
    const more = { rowtime, ...(window ? { window } : {}) };
    const row = holds ? input.row : null;
    if (plan.result === 'STREAM') {
      if (row) this.emit({ key: plan.partitionBy.length > 0 ? plan.partitionBy.map((one) => one.of(row)) : input.key, row: evaluate(plan.outputs, row), ...more });
      return;
    }
    const key = `${keyOf(input.key)}@${window?.start ?? ''}`;
    if (row) {
      this.given.add(key);
      this.emit({ key: input.key, row: evaluate(plan.outputs, row), ...more });
    } else if (this.given.delete(key) || (input.row === null && !plan.where)) this.emit({ key: input.key, row: null, ...more });
  }
}

/** A record as values of the source's part of the scope; null where it is a tombstone of a table. */
export function rowOf(source: Source, record: TopicRecord): Row | null {
  if (record.value === null && source.kind === 'TABLE') return null;
  let key = 0;
  const own = source.columns.map((column): Value => (isKey(column) ? (record.key[key++] ?? null) : (record.value?.get(column.name) ?? null)));
  const place = [BigInt(timeOf(source, record)), record.partition, BigInt(record.offset)];
  return source.window ? [...own, ...place, BigInt(record.window?.start ?? 0), BigInt(record.window?.end ?? 0)] : [...own, ...place];
}

function timeOf(source: Source, record: TopicRecord): number {
  const value = source.timestamp === undefined ? null : (record.value?.get(source.timestamp) ?? null);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : record.rowtime;
}
