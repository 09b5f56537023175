import { Refusal } from '../refusal';
import type { Row } from '../values/value';
import { Pipeline, rowOf } from './pipeline';
import type { Plan } from './plan';
import { evaluate } from './projection';
import type { Topic, TopicRecord } from './topic';

/** The rows that a SELECT without EMIT gives: of a stream to its end, of a table as it is now. */
export function pull(plan: Plan, topics: ReadonlyMap<string, Topic>): readonly Row[] {
  const { source } = plan.sources[0]!;
  const what = source.kind === 'TABLE' ? 'Pull queries' : 'Pull queries on streams';
  if (plan.sources.length > 1) throw new Refusal(`${what} don't support JOIN clauses.`);
  if (plan.grouping) throw new Refusal(`${what} don't support GROUP BY clauses.`);
  if (plan.select.window) throw new Refusal(`${what} don't support WINDOW clauses.`);
  if (plan.partitionBy.length > 0) throw new Refusal(`${what} don't support PARTITION BY clauses.`);
  const topic = topics.get(source.topic);
  const records = source.kind === 'TABLE' ? (topic?.latest() ?? []) : all(topic);
  const limit = plan.select.limit ?? Infinity;
  const rows: Row[] = [];
  if (source.kind === 'TABLE') {
    for (const record of records) {
      if (rows.length >= limit) break;
      const row = rowOf(source, record);
      if (row && (!plan.where || plan.where.of(row) === true)) rows.push(evaluate(plan.outputs, row));
    }
    return rows;
  }
  const pipeline = new Pipeline(plan, ({ row }) => row && rows.length < limit && rows.push(row));
  for (const record of records) pipeline.accept(0, record);
  return rows;
}

function all(topic: Topic | undefined): readonly TopicRecord[] {
  const found: TopicRecord[] = [];
  for (let offset = topic?.oldest ?? 0; offset < (topic?.end ?? 0); offset += 1) found.push(topic!.at(offset)!);
  return found;
}
