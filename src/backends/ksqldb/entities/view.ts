import type { z } from 'zod/mini';
import { type Entity, fieldsOf } from '../client/entity';
import { typeText } from '../types/sqlType';
import { type Cell, factsGrid, type Grid, textColumns } from './grid';
import { columnOfInfo, type FieldInfo, typeOfInfo } from './schemaInfo';
import * as shapes from './shapes';

/** What a person is shown of an entity. */
export interface EntityView {
  readonly grid?: Grid;
  readonly facts?: readonly (readonly [label: string, value: string])[];
  readonly messages?: readonly string[];
}

type Facts = readonly (readonly [label: string, value: string])[];
type Source = z.infer<typeof shapes.sourceShape>;
type Query = z.infer<typeof shapes.queryShape>;

const WHAT = 'Could not show the answer';

/** @throws HeadwaterError where the entity has not the shape of its type */
export function viewOf(entity: Entity): EntityView {
  const of = <T>(shape: z.core.$ZodType<T>): T => fieldsOf(WHAT, entity, shape);
  switch (entity.type) {
    case 'currentStatus': {
      const { commandStatus } = of(shapes.currentStatusShape);
      return { messages: [commandStatus.message || commandStatus.status] };
    }
    case 'streams':
      return { grid: sourcesGrid(of(shapes.streamsShape).streams ?? []) };
    case 'tables':
      return { grid: sourcesGrid(of(shapes.tablesShape).tables ?? []) };
    case 'queries':
      return { grid: queriesGrid(of(shapes.queriesShape).queries ?? []) };
    case 'sourceDescription':
      return sourceView(of(shapes.sourceDescriptionShape).sourceDescription);
    case 'source_descriptions':
      return { grid: sourceListGrid(of(shapes.sourceDescriptionsShape).sourceDescriptions ?? []) };
    case 'queryDescription':
      return { grid: factsGrid(queryFacts(of(shapes.queryDescriptionShape).queryDescription)) };
    case 'query_descriptions':
      return { grid: queryListGrid(of(shapes.queryDescriptionsShape).queryDescriptions ?? []) };
    case 'kafka_topics':
    case 'kafka_topics_extended':
      return { grid: topicsGrid(of(shapes.topicsShape).topics ?? [], entity.type === 'kafka_topics_extended') };
    case 'function_names':
      return { grid: { columns: textColumns('Function', 'Type', 'Category'), rows: (of(shapes.functionsShape).functions ?? []).map(({ name, type, category }) => [name, type, category]) } };
    case 'describe_function':
      return functionView(of(shapes.describedFunctionShape));
    case 'properties':
      return { grid: propertiesGrid(of(shapes.propertiesShape)) };
    case 'type_list':
      return { grid: { columns: textColumns('Type', 'Schema'), rows: Object.entries(of(shapes.typesShape).types).map(([name, info]) => [name, typeText(typeOfInfo(info))]) } };
    case 'variables':
      return { grid: { columns: textColumns('Variable', 'Value'), rows: (of(shapes.variablesShape).variables ?? []).map(({ name, value }) => [name, value]) } };
    case 'connector_list':
      return { grid: { columns: textColumns('Connector', 'Type', 'Class', 'State'), rows: (of(shapes.connectorsShape).connectors ?? []).map(({ name, type, className, state }) => [name, type, className, state]) } };
    case 'connector_plugins_list':
      return { grid: { columns: textColumns('Class', 'Type', 'Version'), rows: (of(shapes.pluginsShape).connectorsPlugins ?? []).map(({ className, type, version }) => [className, type, version]) } };
    case 'connector_description':
      return connectorView(of(shapes.connectorShape));
    case 'terminate_query':
      return { messages: [entity.fields['wasTerminated'] === true ? `Terminated ${textOf(entity.fields['queryId'])}.` : `${textOf(entity.fields['queryId'])} was not terminated: no server runs it.`] };
    case 'assert_topic':
    case 'assert_schema':
      return { messages: [`${textOf(entity.fields['topicName'] ?? entity.fields['subject'] ?? entity.fields['id'])} ${entity.fields['exists'] === false ? 'does not exist' : 'exists'}, as asserted.`] };
    case 'warning_entity':
      return { messages: [textOf(entity.fields['message'])] };
    case 'drop_connector':
      return { messages: [`Dropped the connector ${textOf(entity.fields['connectorName'])}.`] };
    default:
      return { grid: factsGrid(otherFacts(entity)) };
  }
}

type SourceInfo = z.infer<typeof shapes.sourceInfoShape>;

function sourcesGrid(sources: readonly SourceInfo[]): Grid {
  return {
    columns: [...textColumns('Name', 'Topic', 'Key format', 'Value format'), { name: 'Windowed', type: 'boolean' }],
    rows: sources.map(({ name, topic, keyFormat, valueFormat, format, isWindowed }) => [name, topic, keyFormat, valueFormat || format, isWindowed ?? false]),
  };
}

type RunningQuery = z.infer<typeof shapes.runningQueryShape>;

function queriesGrid(queries: readonly RunningQuery[]): Grid {
  return {
    columns: textColumns('Id', 'Type', 'State', 'Sinks', 'Sink topics', 'Query'),
    rows: queries.map((query) => [query.id, query.queryType, stateOf(query), (query.sinks ?? []).join(', '), (query.sinkKafkaTopics ?? []).join(', '), query.queryString]),
  };
}

/** `RUNNING`, or counts where the hosts of a cluster differ. */
export function stateOf({ state, statusCount }: Pick<RunningQuery, 'state' | 'statusCount'>): string {
  const counts = Object.entries(statusCount ?? {});
  const [only] = counts;
  if (counts.length === 1 && only) return only[1] === 1 ? only[0] : `${only[0]}: ${only[1]}`;
  return counts.length === 0 ? (state ?? '') : counts.map(([name, count]) => `${name}: ${count}`).join(', ');
}

function fieldRows(fields: readonly FieldInfo[]): readonly (readonly Cell[])[] {
  return fields.map((field) => [field.name, typeText(columnOfInfo(field).type), field.type ?? null]);
}

function sourceView(source: Source): EntityView {
  return { grid: { columns: textColumns('Column', 'Type', 'Role'), rows: fieldRows(source.fields ?? []) }, facts: sourceFacts(source) };
}

export function sourceFacts(source: Source): Facts {
  const windowed = source.windowType ? `${source.windowType.toLowerCase()} windows` : '';
  const queries = (list: Source['readQueries']): string => (list ?? []).map(({ id }) => id).join(', ');
  return given([
    ['Name', source.name],
    ['Type', source.type],
    ['Windows', windowed],
    ['Topic', source.topic],
    ['Key format', source.keyFormat],
    ['Value format', source.valueFormat],
    ['Partitions', source.partitions ? String(source.partitions) : ''],
    ['Replication', source.replication ? String(source.replication) : ''],
    ['Timestamp column', source.timestamp],
    ['Read by', queries(source.readQueries)],
    ['Written by', queries(source.writeQueries)],
    ['Needed by', (source.sourceConstraints ?? []).join(', ')],
    ['Statistics', source.statistics],
    ['Errors', source.errorStats],
    ...(source.queryOffsetSummaries ?? []).flatMap(({ groupId, topicSummaries }) => (topicSummaries ?? []).map(({ kafkaTopic, offsets }) => [`Offsets of ${groupId ?? ''}`, offsetsText(kafkaTopic ?? '', offsets ?? [])] as const)),
    ['Statement', source.statement],
  ]);
}

function offsetsText(topic: string, offsets: readonly { readonly partition: number; readonly consumerOffset?: number | undefined; readonly logEndOffset?: number | undefined }[]): string {
  return `${topic}: ${offsets.map(({ partition, consumerOffset = 0, logEndOffset = 0 }) => `partition ${partition} at ${consumerOffset} of ${logEndOffset}`).join(', ')}`;
}

function sourceListGrid(sources: readonly Source[]): Grid {
  return {
    columns: [...textColumns('Name', 'Type', 'Topic', 'Key format', 'Value format', 'Columns', 'Statement'), { name: 'Partitions', type: 'integer' }],
    rows: sources.map((source) => [source.name, source.type, source.topic, source.keyFormat, source.valueFormat, columnsText(source.fields ?? []), source.statement, BigInt(source.partitions ?? 0)]),
  };
}

function columnsText(fields: readonly FieldInfo[]): string {
  return fields.map((field) => `${field.name} ${typeText(columnOfInfo(field).type)}${field.type === 'KEY' ? ' KEY' : ''}`).join(', ');
}

export function queryFacts(query: Query): Facts {
  return given([
    ['Id', query.id],
    ['Type', query.queryType],
    ['State', query.state],
    ...Object.entries(query.ksqlHostQueryStatus ?? {}).map(([host, state]) => [`On ${host}`, state] as const),
    ['Statement', query.statementText],
    ['Windows', query.windowType],
    ['Columns', columnsText(query.fields ?? [])],
    ['Sources', (query.sources ?? []).join(', ')],
    ['Sinks', (query.sinks ?? []).join(', ')],
    ['Consumer group', query.consumerGroupId],
    ...Object.entries(query.overriddenProperties ?? {}).map(([name, value]) => [name, textOf(value)] as const),
    ...(query.queryErrors ?? []).map((error) => ['Error', textOf(error['errorMessage'] ?? error)] as const),
    ['Topology', query.topology],
    ['Execution plan', query.executionPlan],
  ]);
}

function queryListGrid(queries: readonly Query[]): Grid {
  return {
    columns: textColumns('Id', 'Type', 'State', 'Sources', 'Sinks', 'Statement', 'Topology'),
    rows: queries.map((query) => [query.id, query.queryType, query.state, (query.sources ?? []).join(', '), (query.sinks ?? []).join(', '), query.statementText, query.topology]),
  };
}

function topicsGrid(topics: readonly z.infer<typeof shapes.topicShape>[], extended: boolean): Grid {
  const counts: Grid['columns'] = extended ? [{ name: 'Consumers', type: 'integer' }, { name: 'Consumer groups', type: 'integer' }] : [];
  return {
    columns: [{ name: 'Topic', type: 'text' }, { name: 'Partitions', type: 'integer' }, { name: 'Replicas', type: 'text' }, ...counts],
    rows: topics.map(({ name, replicaInfo, consumerCount = 0, consumerGroupCount = 0 }) => {
      const replicas = [...new Set(replicaInfo ?? [])].join(', ');
      return [name, BigInt(replicaInfo?.length ?? 0), replicas, ...(extended ? [BigInt(consumerCount), BigInt(consumerGroupCount)] : [])];
    }),
  };
}

type DescribedFunction = z.infer<typeof shapes.describedFunctionShape>;

/** `NAME(first TYPE, others TYPE...)` of each form of a function. */
export function signaturesOf({ name, functions }: DescribedFunction): readonly { readonly label: string; readonly returns: string; readonly description: string; readonly parameters: readonly { readonly label: string; readonly description: string }[] }[] {
  return (functions ?? []).map((form) => {
    const parameters = (form.arguments ?? []).map((argument) => ({ label: `${argument.name ? `${argument.name} ` : ''}${argument.type ?? ''}${argument.isVariadic ? '...' : ''}`, description: argument.description ?? '' }));
    return { label: `${name}(${parameters.map(({ label }) => label).join(', ')})`, returns: form.returnType ?? '', description: form.description ?? '', parameters };
  });
}

function functionView(described: DescribedFunction): EntityView {
  return {
    grid: { columns: textColumns('Form', 'Returns', 'Description'), rows: signaturesOf(described).map(({ label, returns, description }) => [label, returns, description]) },
    facts: given([['Name', described.name], ['Type', described.type], ['Description', described.description], ['Author', described.author], ['Version', described.version], ['From', described.path]]),
  };
}

function propertiesGrid({ properties, overwrittenProperties }: z.infer<typeof shapes.propertiesShape>): Grid {
  const overwritten = new Set(overwrittenProperties);
  const list = Array.isArray(properties) ? properties : Object.entries(properties ?? {}).map(([name, value]) => ({ name, value, scope: '', level: '', editable: null }));
  return {
    columns: [...textColumns('Property', 'Value', 'Scope', 'Level'), { name: 'Overridden', type: 'boolean' }, { name: 'Editable', type: 'boolean' }],
    rows: list.map(({ name, value, scope, level, editable }) => [name, value === null || value === undefined ? null : textOf(value), scope, level, overwritten.has(name), editable ?? null]),
  };
}

function connectorView({ connectorClass, status, topics, sources }: z.infer<typeof shapes.connectorShape>): EntityView {
  return {
    grid: { columns: textColumns('Task', 'State', 'Worker', 'Trace'), rows: (status.tasks ?? []).map(({ id, state, worker_id, trace }) => [String(id ?? ''), state, worker_id, trace]) },
    facts: given([['Name', status.name], ['Class', connectorClass], ['Type', status.type], ['State', status.connector.state], ['Worker', status.connector.worker_id], ['Trace', status.connector.trace], ['Topics', (topics ?? []).join(', ')], ['Sources', (sources ?? []).map(({ name }) => name).join(', ')]]),
  };
}

/** An entity of a type that is not known here is shown with all that it holds. */
function otherFacts({ type, fields }: Entity): Facts {
  const own = Object.entries(fields).filter(([name]) => name !== '@type' && name !== 'statementText' && name !== 'warnings');
  return [['Type', type], ...own.map(([name, value]) => [name, textOf(value)] as const)];
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (value === undefined ? '' : JSON.stringify(value));
}

function given(facts: readonly (readonly [string, string | null])[]): Facts {
  return facts.flatMap(([label, value]) => (value === null || value === '' ? [] : [[label, value] as const]));
}
