import { describe, expect, test } from 'vitest';
import { readEntities } from '../../../src/backends/ksqldb/client/entity';
import { viewOf } from '../../../src/backends/ksqldb/entities/view';
import { HeadwaterError } from '../../../src/core/errors';

/** What a person is shown of entities as the reference has them (ksqldb-rest-model, package entity). */

const shown = (entity: Readonly<Record<string, unknown>>): ReturnType<typeof viewOf> => {
  const [read] = readEntities('Could not run the statement', [{ statementText: 'X;', warnings: [], ...entity }], false);
  if (!read) throw new Error('no entity was read');
  return viewOf(read);
};
const grid = (entity: Readonly<Record<string, unknown>>): { readonly columns: readonly string[]; readonly rows: readonly (readonly unknown[])[] } => {
  const { grid: found } = shown(entity);
  if (!found) throw new Error('there is no grid');
  return { columns: found.columns.map(({ name }) => name), rows: found.rows };
};

const STRING = { type: 'STRING', fields: null, memberSchema: null };
const FIELDS = [{ name: 'ID', type: 'KEY', schema: STRING }, { name: 'PLACE', schema: { type: 'STRUCT', fields: [{ name: 'LAT', schema: { type: 'DECIMAL', fields: null, memberSchema: null, parameters: { precision: 8, scale: 3 } } }], memberSchema: null } }];
const QUERY = { id: 'CTAS_T_1', queryString: 'CREATE TABLE T …', sinks: ['T'], sinkKafkaTopics: ['t'], statusCount: { RUNNING: 2, ERROR: 1 }, queryType: 'PERSISTENT', state: 'ERROR' };
const SOURCE = { name: 'ORDERS', windowType: 'TUMBLING', readQueries: [QUERY], writeQueries: [], fields: FIELDS, type: 'TABLE', timestamp: '', statistics: 'messages-per-sec: 2', errorStats: '', extended: true, keyFormat: 'KAFKA', valueFormat: 'JSON', topic: 'orders', partitions: 3, replication: 2, statement: 'CREATE TABLE ORDERS …', queryOffsetSummaries: [{ groupId: 'g', topicSummaries: [{ kafkaTopic: 'in', offsets: [{ partition: 0, logStartOffset: 0, logEndOffset: 10, consumerOffset: 7 }] }] }], sourceConstraints: ['X'] };
const DESCRIBED = { id: 'CTAS_T_1', statementText: 'CREATE TABLE T …', windowType: null, fields: FIELDS, sources: ['ORDERS'], sinks: ['T'], topology: 'Sub-topology: 0', executionPlan: ' > [ PROJECT ]', overriddenProperties: { 'auto.offset.reset': 'earliest' }, ksqlHostQueryStatus: { 'h:8088': 'RUNNING' }, queryType: 'PERSISTENT', queryErrors: [{ errorMessage: 'too bad' }], consumerGroupId: 'cg', state: 'RUNNING' };

describe('lists are grids', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[], readonly unknown[]]>([
    ['streams', { streams: [{ type: 'STREAM', name: 'S', topic: 's', keyFormat: 'KAFKA', valueFormat: 'AVRO', isWindowed: false }] }, ['Name', 'Topic', 'Key format', 'Value format', 'Windowed'], ['S', 's', 'KAFKA', 'AVRO', false]],
    ['tables', { tables: [{ type: 'TABLE', name: 'T', topic: 't', format: 'JSON' }] }, ['Name', 'Topic', 'Key format', 'Value format', 'Windowed'], ['T', 't', '', 'JSON', false]],
    ['queries', { queries: [QUERY] }, ['Id', 'Type', 'State', 'Sinks', 'Sink topics', 'Query'], ['CTAS_T_1', 'PERSISTENT', 'RUNNING: 2, ERROR: 1', 'T', 't', 'CREATE TABLE T …']],
    ['kafka_topics', { topics: [{ name: 'in', replicaInfo: [2, 2, 2] }] }, ['Topic', 'Partitions', 'Replicas'], ['in', 3n, '2']],
    ['kafka_topics_extended', { topics: [{ name: 'in', replicaInfo: [1], consumerCount: 4, consumerGroupCount: 2 }] }, ['Topic', 'Partitions', 'Replicas', 'Consumers', 'Consumer groups'], ['in', 1n, '1', 4n, 2n]],
    ['function_names', { functions: [{ name: 'COUNT', type: 'AGGREGATE', category: 'AGGREGATE' }] }, ['Function', 'Type', 'Category'], ['COUNT', 'AGGREGATE', 'AGGREGATE']],
    ['properties', { properties: [{ name: 'auto.offset.reset', scope: 'KSQL', value: 'earliest', editable: true, level: 'QUERY' }], overwrittenProperties: ['auto.offset.reset'], defaultProperties: [] }, ['Property', 'Value', 'Scope', 'Level', 'Overridden', 'Editable'], ['auto.offset.reset', 'earliest', 'KSQL', 'QUERY', true, true]],
    ['type_list', { types: { PLACE: { type: 'ARRAY', fields: null, memberSchema: { type: 'MAP', fields: null, memberSchema: STRING } } } }, ['Type', 'Schema'], ['PLACE', 'ARRAY<MAP<STRING, STRING>>']],
    ['variables', { variables: [{ name: 'a', value: 'b' }] }, ['Variable', 'Value'], ['a', 'b']],
    ['connector_list', { connectors: [{ name: 'c', type: 'sink', className: 'C', state: 'RUNNING (1/1 tasks RUNNING)' }] }, ['Connector', 'Type', 'Class', 'State'], ['c', 'sink', 'C', 'RUNNING (1/1 tasks RUNNING)']],
    ['connector_plugins_list', { connectorsPlugins: [{ className: 'C', type: 'source', version: '7.5' }] }, ['Class', 'Type', 'Version'], ['C', 'source', '7.5']],
    ['source_descriptions', { sourceDescriptions: [SOURCE] }, ['Name', 'Type', 'Topic', 'Key format', 'Value format', 'Columns', 'Statement', 'Partitions'], ['ORDERS', 'TABLE', 'orders', 'KAFKA', 'JSON', 'ID STRING KEY, PLACE STRUCT<`LAT` DECIMAL(8, 3)>', 'CREATE TABLE ORDERS …', 3n]],
    ['query_descriptions', { queryDescriptions: [DESCRIBED] }, ['Id', 'Type', 'State', 'Sources', 'Sinks', 'Statement', 'Topology'], ['CTAS_T_1', 'PERSISTENT', 'RUNNING', 'ORDERS', 'T', 'CREATE TABLE T …', 'Sub-topology: 0']],
  ])('%s', (type, fields, columns, row) => {
    const { columns: names, rows } = grid({ '@type': type, ...fields });
    expect(names).toEqual(columns);
    expect(rows).toEqual([row]);
  });
});

describe('descriptions tell what they know', () => {
  test('of a source: columns as a grid, the rest beside it', () => {
    const { facts = [], grid: columns } = shown({ '@type': 'sourceDescription', sourceDescription: SOURCE });
    expect(columns?.rows).toEqual([['ID', 'STRING', 'KEY'], ['PLACE', 'STRUCT<`LAT` DECIMAL(8, 3)>', null]]);
    expect(Object.fromEntries(facts)).toMatchObject({ Windows: 'tumbling windows', Partitions: '3', 'Read by': 'CTAS_T_1', 'Needed by': 'X', Statistics: 'messages-per-sec: 2', 'Offsets of g': 'in: partition 0 at 7 of 10' });
  });
  test('of a query, with its overrides, errors, topology and plan', () => {
    const facts = Object.fromEntries(grid({ '@type': 'queryDescription', queryDescription: DESCRIBED }).rows);
    expect(facts).toMatchObject({ State: 'RUNNING', 'On h:8088': 'RUNNING', 'auto.offset.reset': 'earliest', Error: 'too bad', Topology: 'Sub-topology: 0', 'Execution plan': ' > [ PROJECT ]' });
  });
  test('of a function: each form', () => {
    const described = { '@type': 'describe_function', name: 'CONCAT', description: 'Joins', author: 'Confluent', version: '1', path: 'internal', type: 'SCALAR', functions: [{ arguments: [{ name: 'texts', type: 'VARCHAR', description: 'some', isVariadic: true }], returnType: 'VARCHAR', description: 'of texts', argumentTypes: [] }] };
    expect(grid(described).rows).toEqual([['CONCAT(texts VARCHAR...)', 'VARCHAR', 'of texts']]);
    expect(shown(described).facts).toContainEqual(['Author', 'Confluent']);
  });
  test('of a connector: its tasks', () => {
    const view = shown({ '@type': 'connector_description', connectorClass: 'C', status: { name: 'c', connector: { state: 'RUNNING', worker_id: 'w' }, tasks: [{ id: 0, state: 'FAILED', worker_id: 'w', trace: 'why' }], type: 'sink' }, sources: [], topics: ['t'] });
    expect(view.grid?.rows).toEqual([['0', 'FAILED', 'w', 'why']]);
    expect(view.facts).toContainEqual(['State', 'RUNNING']);
  });
});

describe('what was done is said', () => {
  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ '@type': 'currentStatus', commandId: 'stream/S/create', commandStatus: { status: 'SUCCESS', message: 'Stream created', queryId: null }, commandSequenceNumber: 1 }, 'Stream created'],
    [{ '@type': 'terminate_query', queryId: 'transient_S_1', wasTerminated: true }, 'Terminated transient_S_1.'],
    [{ '@type': 'terminate_query', queryId: 'transient_S_1', wasTerminated: false }, 'transient_S_1 was not terminated: no server runs it.'],
    [{ '@type': 'assert_topic', topicName: 't', exists: true }, 't exists, as asserted.'],
    [{ '@type': 'assert_schema', subject: 's', id: 3, exists: false }, 's does not exist, as asserted.'],
    [{ '@type': 'warning_entity', message: 'Type does not exist' }, 'Type does not exist'],
    [{ '@type': 'drop_connector', connectorName: 'c' }, 'Dropped the connector c.'],
  ])('%j', (entity, message) => {
    expect(shown(entity).messages).toEqual([message]);
  });
  test.each(['connector_info', 'executionPlan', 'topicDescription', 'of_a_newer_server'])('%s, which has no words of its own, is shown with all that it holds', (type) => {
    expect(grid({ '@type': type, something: { a: 1 }, name: 'n' }).rows).toEqual([['Type', type], ['something', '{"a":1}'], ['name', 'n']]);
  });
});

test('an entity of another shape is told, and no grid is made up', () => {
  expect(() => shown({ '@type': 'streams', streams: 'many' })).toThrow(HeadwaterError);
  expect(() => readEntities('Could not run the statement', { '@type': 'streams' }, false)).toThrow('not the expected shape');
});
