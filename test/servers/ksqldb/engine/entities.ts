import { Refusal } from '../refusal';
import { schemaInfo } from '../values/types';
import { AGGREGATES } from './aggregates';
import { SCALARS } from './functions';
import { type Column, isKey, type Source } from './metastore';
import type { Topic } from './topic';

/** What one statement of /ksql answers; `statementText` and `warnings` are added to it. */
export interface Entity {
  readonly '@type': string;
  readonly [field: string]: unknown;
}

export interface QuerySummary {
  readonly id: string;
  readonly text: string;
  readonly sinks: readonly { readonly name: string; readonly topic: string }[];
  readonly reads: readonly string[];
  readonly type: 'PERSISTENT' | 'PUSH';
  readonly state: 'RUNNING' | 'PAUSED';
}

const fieldsOf = (columns: readonly Column[]): readonly unknown[] => columns.map((column) => ({ name: column.name, schema: schemaInfo(column.type), ...(isKey(column) ? { type: 'KEY' } : column.role === 'HEADERS' ? { type: 'HEADER' } : {}) }));

export const queryEntity = (query: QuerySummary): unknown => ({
  queryString: query.text,
  sinks: query.sinks.map(({ name }) => name),
  sinkKafkaTopics: query.sinks.map(({ topic }) => topic),
  id: query.id,
  statusCount: { [query.state]: 1 },
  queryType: query.type,
  state: query.state,
});

export const sourceEntity = (source: Source): unknown => ({ type: source.kind, name: source.name, topic: source.topic, keyFormat: source.keyFormat, valueFormat: source.valueFormat, isWindowed: source.window !== undefined });

/** @param queries all that run */
export function describeSource(source: Source, topic: Topic | undefined, queries: readonly QuerySummary[], extended: boolean): unknown {
  const writes = queries.filter((query) => query.sinks.some(({ name }) => name === source.name));
  const reads = queries.filter((query) => query.reads.includes(source.name));
  const total = topic?.end ?? 0;
  return {
    name: source.name,
    windowType: source.window ?? null,
    readQueries: reads.map(queryEntity),
    writeQueries: writes.map(queryEntity),
    fields: fieldsOf(source.columns),
    type: source.kind,
    timestamp: source.timestamp ?? '',
    statistics: extended ? `messages-per-sec:         0 total-messages:       ${total}     last-message: ${new Date(0).toISOString()}` : '',
    errorStats: '',
    extended,
    keyFormat: source.keyFormat,
    valueFormat: source.valueFormat,
    topic: source.topic,
    partitions: extended ? (topic?.partitions ?? 0) : 0,
    replication: extended ? (topic?.replicas ?? 0) : 0,
    statement: source.statement,
    queryOffsetSummaries: extended ? reads.map((query) => ({ groupId: `_confluent-ksql-double_query_${query.id}`, topicSummaries: [{ kafkaTopic: source.topic, offsets: [{ partition: 0, logStartOffset: topic?.oldest ?? 0, logEndOffset: total, consumerOffset: total }] }] })) : [],
    sourceConstraints: reads.flatMap((query) => query.sinks.map(({ name }) => name)),
    clusterStatistics: [],
    clusterErrorStats: [],
  };
}

export function queryDescription(query: QuerySummary, columns: readonly Column[], window: string | null, topology: string, executionPlan: string): unknown {
  return {
    id: query.id,
    statementText: query.text,
    windowType: window,
    fields: fieldsOf(columns),
    sources: query.reads,
    sinks: query.sinks.map(({ name }) => name),
    topology,
    executionPlan,
    overriddenProperties: {},
    ksqlHostQueryStatus: query.type === 'PERSISTENT' ? { 'localhost:8088': query.state } : {},
    queryType: query.type,
    queryErrors: [],
    tasksMetadata: [],
    consumerGroupId: query.type === 'PERSISTENT' ? `_confluent-ksql-double_query_${query.id}` : null,
    state: query.type === 'PERSISTENT' ? query.state : null,
  };
}

export function functionNames(): readonly unknown[] {
  const scalars = [...SCALARS].map(([name, { category }]) => ({ name, type: 'SCALAR', category }));
  return [...scalars, ...[...AGGREGATES.keys()].map((name) => ({ name, type: 'AGGREGATE', category: 'AGGREGATE' }))].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** @throws Refusal where there is none of this name */
export function describeFunction(name: string): Entity {
  const common = { '@type': 'describe_function', name, author: 'Confluent', version: '', path: 'internal' };
  const scalar = SCALARS.get(name);
  if (scalar) {
    const args = scalar.parameters.map(([parameter, type]) => ({ name: parameter.replace('...', ''), type, description: '', isVariadic: parameter.endsWith('...') }));
    return { ...common, description: scalar.description, type: 'SCALAR', functions: [{ arguments: args, returnType: scalar.returns, description: scalar.description, argumentTypes: args.map(({ type }) => type) }] };
  }
  const aggregate = AGGREGATES.get(name);
  if (!aggregate) throw new Refusal(`Can't find any functions with the name '${name}'`);
  return { ...common, description: aggregate.description, type: 'AGGREGATE', functions: [{ arguments: [{ name: 'val', type: 'T', description: '', isVariadic: false }], returnType: name === 'COUNT' ? 'BIGINT' : 'T', description: aggregate.description, argumentTypes: ['T'] }] };
}

export const topicEntity = (topic: Topic, extended: boolean): unknown => ({ name: topic.name, replicaInfo: Array.from({ length: topic.partitions }, () => topic.replicas), ...(extended ? { consumerCount: 0, consumerGroupCount: 0 } : {}) });
