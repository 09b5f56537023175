import { Refusal } from '../refusal';
import type { ColumnDefinition, Properties, Statement } from '../sql/ast';
import { typeText } from '../values/types';
import { type Column, isKey, type Metastore, type Source } from './metastore';
import { plan, type Plan } from './plan';

/** What a statement has made of the metastore. */
export interface Applied {
  /** The command's id: `stream/NAME/create`. */
  readonly command: string;
  readonly message: string;
  /** The query that now runs into a sink. */
  readonly query?: { readonly id: string; readonly plan: Plan; readonly sink: Source };
  readonly dropped?: { readonly source: Source; readonly deleteTopic: boolean };
  /** Nothing was to be done: it is there already, or not there. */
  readonly nothing?: boolean;
}

type Create = Extract<Statement, { kind: 'create' }>;
type CreateAs = Extract<Statement, { kind: 'createAs' }>;

const FORMATS = ['JSON', 'AVRO', 'PROTOBUF', 'KAFKA', 'DELIMITED', 'JSON_SR', 'NONE', 'PROTOBUF_NOSR'];
const KNOWN_PROPERTIES = new Set('KAFKA_TOPIC KEY_FORMAT VALUE_FORMAT FORMAT PARTITIONS REPLICAS TIMESTAMP TIMESTAMP_FORMAT WINDOW_TYPE WINDOW_SIZE WRAP_SINGLE_VALUE KEY_DELIMITER VALUE_DELIMITER VALUE_SCHEMA_ID KEY_SCHEMA_ID RETENTION_MS CLEANUP_POLICY SOURCED_BY_CONNECTOR KEY_SCHEMA_FULL_NAME VALUE_SCHEMA_FULL_NAME'.split(' '));

export function create(statement: Create, text: string, metastore: Metastore): Applied {
  const kind = statement.source.toLowerCase();
  const command = `${kind}/\`${statement.name}\`/create`;
  if (taken(statement, metastore)) return { command, message: `Cannot add ${kind} \`${statement.name}\`: A ${kindOf(statement.name, metastore)} with the same name already exists.`, nothing: true };
  const topic = statement.properties.get('KAFKA_TOPIC');
  if (topic === undefined) throw new Refusal('Missing required property "KAFKA_TOPIC" which has no default value.');
  const formats = formatsOf(statement.properties);
  const columns = keysFirst(statement.columns.map(columnOf(statement.source)));
  if (columns.length === 0) throw new Refusal(`The statement does not define any columns.`);
  if (statement.source === 'TABLE' && !columns.some(isKey)) throw new Refusal(`Tables require a PRIMARY KEY. Please define the PRIMARY KEY.\nUse a partial schema to define the primary key and still load the value columns from the Schema Registry, for example:\n\tCREATE TABLE ${statement.name} (ID INT PRIMARY KEY) WITH (...);`);
  const partitions = statement.properties.get('PARTITIONS');
  if (!metastore.topics.has(topic)) {
    if (partitions === undefined) throw new Refusal(`Topic '${topic}' does not exist. If you want to create a new topic for the ${kind} please re-run the statement providing the required 'PARTITIONS' configuration in the WITH clause (and optionally 'REPLICAS'). For example: CREATE ${statement.source} ${statement.name} ... WITH (KAFKA_TOPIC='${topic}', PARTITIONS=1, REPLICAS=1);`);
    metastore.topics.set(topic, { name: topic, partitions: Number(partitions), replicas: Number(statement.properties.get('REPLICAS') ?? 1) });
  }
  const window = windowOf(statement.properties);
  const timestamp = statement.properties.get('TIMESTAMP')?.toUpperCase();
  if (timestamp !== undefined && !columns.some(({ name }) => name === timestamp)) throw new Refusal(`The TIMESTAMP column set in the WITH clause does not exist in the schema: '${timestamp}'`);
  metastore.sources.set(statement.name, { kind: statement.source, name: statement.name, topic, columns, readOnly: statement.readOnly, statement: text, ...formats, ...window, ...(timestamp === undefined ? {} : { timestamp }) });
  return { command, message: statement.source === 'STREAM' ? 'Stream created' : 'Table created' };
}

export function createAs(statement: CreateAs, text: string, metastore: Metastore, sequence: number): Applied {
  const kind = statement.source.toLowerCase();
  const command = `${kind}/\`${statement.name}\`/create`;
  if (taken(statement, metastore)) return { command, message: `Cannot add ${kind} \`${statement.name}\`: A ${kindOf(statement.name, metastore)} with the same name already exists.`, nothing: true };
  const planned = plan(statement.select, metastore, true);
  if (planned.result !== statement.source) throw wrongResult(planned.result);
  const [from] = planned.sources;
  const topic = statement.properties.get('KAFKA_TOPIC') ?? statement.name;
  const source = from!.source;
  const sink: Source = {
    kind: statement.source,
    name: statement.name,
    topic,
    columns: keysFirst(planned.columns),
    keyFormat: statement.properties.get('KEY_FORMAT') ?? source.keyFormat,
    valueFormat: statement.properties.get('VALUE_FORMAT') ?? source.valueFormat,
    readOnly: false,
    statement: text,
    ...windowOfSelect(planned),
  };
  const known = metastore.topics.get(source.topic);
  if (!metastore.topics.has(topic)) metastore.topics.set(topic, { name: topic, partitions: Number(statement.properties.get('PARTITIONS') ?? known?.partitions ?? 1), replicas: Number(statement.properties.get('REPLICAS') ?? known?.replicas ?? 1) });
  for (const [old, query] of metastore.queries) if (query.sink === sink.name) metastore.queries.delete(old);
  metastore.sources.set(sink.name, sink);
  const id = `${statement.source === 'STREAM' ? 'CSAS' : 'CTAS'}_${statement.name}_${sequence}`;
  metastore.queries.set(id, { id, sink: sink.name, reads: planned.sources.map((one) => one.source.name) });
  return { command, message: `Created query with ID ${id}`, query: { id, plan: planned, sink } };
}

export function insertSelect(statement: Extract<Statement, { kind: 'insertSelect' }>, metastore: Metastore, sequence: number): Applied {
  const sink = metastore.source(statement.name);
  const planned = plan(statement.select, metastore, true);
  if (sink.kind === 'TABLE') throw new Refusal('INSERT INTO can only be used to insert into a stream. ' + `${sink.name} is a table.`);
  const [ours, theirs] = [planned.columns, sink.columns].map((columns) => keysFirst(columns).map((column) => `\`${column.name}\` ${typeText(column.type)}`).join(', '));
  if (ours !== theirs) throw new Refusal(`Incompatible schema between results and sink.\nResult schema is ${ours}\nSink schema is ${theirs}`);
  const id = `INSERTQUERY_${sequence}`;
  metastore.queries.set(id, { id, sink: sink.name, reads: planned.sources.map((one) => one.source.name) });
  return { command: `stream/\`${sink.name}\`/create`, message: `Created query with ID ${id}`, query: { id, plan: planned, sink } };
}

export function alter(statement: Extract<Statement, { kind: 'alter' }>, metastore: Metastore): Applied {
  const source = metastore.source(statement.name);
  const twice = statement.columns.find((column) => source.columns.some(({ name }) => name === column.name));
  if (twice) throw new Refusal(`Cannot add column \`${twice.name}\` to schema. A column with the same name already exists.`);
  metastore.sources.set(source.name, { ...source, columns: [...source.columns, ...statement.columns.map(columnOf(source.kind))] });
  return { command: `${source.kind.toLowerCase()}/\`${source.name}\`/alter`, message: `${source.kind === 'STREAM' ? 'Stream' : 'Table'} altered` };
}

export function drop(statement: Extract<Statement, { kind: 'drop' }>, metastore: Metastore): Applied {
  const command = `${statement.source.toLowerCase()}/\`${statement.name}\`/drop`;
  const source = metastore.sources.get(statement.name);
  if (!source) {
    if (statement.ifExists) return { command, message: `Source \`${statement.name}\` does not exist.`, nothing: true };
    throw new Refusal(`Source ${statement.name} does not exist.`);
  }
  if (source.kind !== statement.source) throw new Refusal(`Incompatible data source type is ${source.kind}, but statement was DROP ${statement.source}`);
  const readers = [...metastore.queries.values()].flatMap((query) => (query.reads.includes(source.name) ? [query.sink] : []));
  if (readers.length > 0) throw new Refusal(`Cannot drop ${source.name}.\nThe following streams and/or tables read from this source: [${readers.join(', ')}].\nYou need to drop them before dropping ${source.name}.`);
  const writers = [...metastore.queries.values()].filter((query) => query.sink === source.name);
  const inserting = writers.filter(({ id }) => id.startsWith('INSERTQUERY_'));
  if (inserting.length > 0) throw new Refusal(`Cannot drop ${source.name}.\nThe following queries write into this source: [${inserting.map(({ id }) => id).join(', ')}].\nYou need to terminate them before dropping ${source.name}.`);
  for (const { id } of writers) metastore.queries.delete(id);
  metastore.sources.delete(source.name);
  if (statement.deleteTopic) metastore.topics.delete(source.topic);
  return { command, message: `Source \`${source.name}\` (topic: ${source.topic}) was dropped.`, dropped: { source, deleteTopic: statement.deleteTopic } };
}

function taken(statement: Create | CreateAs, metastore: Metastore): boolean {
  if (!metastore.sources.has(statement.name) || statement.replace) return false;
  if (statement.ifNotExists) return true;
  const kind = statement.source.toLowerCase();
  throw new Refusal(`Cannot add ${kind} '${statement.name}': A ${kindOf(statement.name, metastore)} with the same name already exists`);
}

const kindOf = (name: string, metastore: Metastore): string => metastore.sources.get(name)?.kind.toLowerCase() ?? 'source';

const wrongResult = (result: string): Refusal =>
  new Refusal(`Invalid result type. Your SELECT query produces a ${result}. Please use CREATE ${result} AS SELECT statement instead.`);

const columnOf = (kind: 'STREAM' | 'TABLE') => (column: ColumnDefinition): Column => {
  if (column.role === 'KEY' && kind === 'TABLE') throw new Refusal(`Column \`${column.name}\` is a 'KEY' column: please use 'PRIMARY KEY' for tables.\nTables have PRIMARY KEYs, which are unique and NON NULL.\nStreams have KEYs, which have no uniqueness or NON NULL constraints.`);
  if (column.role === 'PRIMARY KEY' && kind === 'STREAM') throw new Refusal(`Column \`${column.name}\` is a 'PRIMARY KEY' column: please use 'KEY' for streams.\nTables have PRIMARY KEYs, which are unique and NON NULL.\nStreams have KEYs, which have no uniqueness or NON NULL constraints.`);
  return { name: column.name, type: column.type, ...(column.role ? { role: column.role } : {}) };
};

const keysFirst = (columns: readonly Column[]): readonly Column[] => [...columns.filter(isKey), ...columns.filter((column) => !isKey(column))];

function formatsOf(properties: Properties): { readonly keyFormat: string; readonly valueFormat: string } {
  for (const name of properties.keys()) if (!KNOWN_PROPERTIES.has(name.toUpperCase())) throw new Refusal(`Failed to prepare statement: Invalid config variable(s) in the WITH clause: ${name}`);
  const both = properties.get('FORMAT')?.toUpperCase();
  const keyFormat = properties.get('KEY_FORMAT')?.toUpperCase() ?? both ?? 'KAFKA';
  const valueFormat = properties.get('VALUE_FORMAT')?.toUpperCase() ?? both;
  if (valueFormat === undefined) throw new Refusal("Statement is missing the 'VALUE_FORMAT' property from the WITH clause. Either provide one or set a default via the 'ksql.persistence.default.format.value' config.");
  for (const format of [keyFormat, valueFormat]) if (!FORMATS.includes(format)) throw new Refusal(`Unknown format: ${format}`);
  return { keyFormat, valueFormat };
}

function windowOf(properties: Properties): Partial<Pick<Source, 'window' | 'windowSizeMs'>> {
  const window = (['TUMBLING', 'HOPPING', 'SESSION'] as const).find((one) => one === properties.get('WINDOW_TYPE')?.toUpperCase());
  return window ? { window } : {};
}

function windowOfSelect({ select, sources }: Plan): Partial<Pick<Source, 'window' | 'windowSizeMs'>> {
  const { window } = select;
  if (window) return { window: window.kind, ...(window.kind === 'SESSION' ? {} : { windowSizeMs: window.sizeMs }) };
  const source = sources[0]?.source;
  return source?.window ? { window: source.window, ...(source.windowSizeMs === undefined ? {} : { windowSizeMs: source.windowSizeMs }) } : {};
}
