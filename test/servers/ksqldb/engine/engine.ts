import { CODES, Refusal } from '../refusal';
import type { Parsed, Statement } from '../sql/ast';
import { readStatements } from '../sql/statements';
import { Commands, type CommandStatus } from './commands';
import { type Applied, alter, create, createAs, drop, insertSelect } from './ddl';
import { describeFunction, describeSource, type Entity, functionNames, type QuerySummary, queryDescription, queryEntity, sourceEntity, topicEntity } from './entities';
import { insertionOfValues } from './inserting';
import { isKey, Metastore, type Source } from './metastore';
import { plan, type Plan } from './plan';
import { checkProperty, offsetReset, PROPERTIES, propertyName } from './properties';
import { pull } from './pull';
import { PushQuery } from './push';
import { runPlan, type Running } from './running';
import type { Change } from './change';
import { Topic } from './topic';
import { executionPlan, topologyText } from './topology';
import { schemaInfo } from '../values/types';

/** What comes with a text of statements. */
export interface Request {
  readonly sql: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly variables: Readonly<Record<string, string>>;
}

interface Persistent extends QuerySummary {
  readonly plan: Plan;
  readonly running: Running;
}

/** A failure of one statement among others: those before it were done. */
export class StatementRefusal extends Refusal {
  constructor(
    refusal: Refusal,
    readonly statementText: string,
    readonly entities: readonly unknown[],
  ) {
    super(refusal.message, refusal.code);
  }
}

export interface EngineOptions {
  /** How many push queries there may be at once. */
  readonly maxPushQueries: number;
  /** Until then a command is QUEUED, as on a busy server. */
  readonly commandDelayMs: number;
}

/** The server's state and what statements do to it. */
export class Engine {
  readonly metastore = new Metastore();
  readonly topics = new Map<string, Topic>();
  readonly commands = new Commands();
  readonly pushes = new Map<string, PushQuery>();
  private readonly persistent = new Map<string, Persistent>();
  private serial = 0;

  constructor(private readonly options: EngineOptions) {}

  /**
   * All statements of a text, in their order, after all were tried on a copy of the metastore.
   * @returns an entity for each statement that has one
   */
  execute(request: Request): readonly unknown[] {
    try {
      this.attempt(request);
    } catch (error) {
      throw error instanceof Refusal && !(error instanceof StatementRefusal) ? new StatementRefusal(error, request.sql, []) : error;
    }
    const entities: unknown[] = [];
    const session = new Map(Object.entries(request.properties));
    for (const parsed of this.parsed(request, this.metastore)) {
      const entity = blaming(parsed, entities, () => this.run(parsed, session, request));
      if (entity) entities.push({ ...entity, statementText: parsed.text, warnings: [] });
    }
    return entities;
  }

  private *parsed(request: Request, metastore: Metastore): Generator<Parsed> {
    yield* readStatements(request.sql, request.variables, metastore.types);
  }

  private attempt(request: Request): void {
    const sandbox = this.metastore.copy();
    const session = new Map(Object.entries(request.properties));
    let sequence = this.commands.last + 1;
    for (const parsed of this.parsed(request, sandbox)) {
      blaming(parsed, [], () => {
        const { statement, text } = parsed;
        if (statement.kind === 'query' || statement.kind === 'print') throw new Refusal('The following statement types should be issued to the websocket endpoint \'/query\':\n\t* PRINT\n\t* SELECT', CODES.useQueryEndpoint);
        if (statement.kind === 'set') {
          checkProperty(statement.name);
          session.set(statement.name, statement.value);
        }
        offsetReset(session);
        if (statement.kind === 'insertValues') insertionOfValues(statement, sandbox.source(statement.name), Date.now());
        else if (statement.kind === 'describe') sandbox.source(statement.name);
        else if (statement.kind === 'explain' && statement.statement) this.explained(statement, sandbox);
        else if (apply(statement, text, sandbox, sequence)) sequence += 1;
      });
    }
  }

  private run({ statement, text }: Parsed, session: Map<string, unknown>, request: Request): Entity | undefined {
    const applied = apply(statement, text, this.metastore, this.commands.last + 1);
    if (applied) return this.carryOut(applied, text, session);
    switch (statement.kind) {
      case 'insertValues': {
        const source = this.metastore.source(statement.name);
        this.topics.get(source.topic)?.append(insertionOfValues(statement, source, Date.now()));
        return undefined;
      }
      case 'set':
        session.set(statement.name, statement.value);
        return undefined;
      case 'unset':
        session.delete(statement.name);
        return undefined;
      case 'list':
        return this.list(statement.what, statement.extended, session, request);
      case 'describe':
        return { '@type': 'sourceDescription', sourceDescription: this.described(this.metastore.source(statement.name), statement.extended) };
      case 'describeAll':
        return { '@type': 'source_descriptions', sourceDescriptions: this.sources(statement.source).map((source) => this.described(source, statement.extended)) };
      case 'describeFunction':
        return describeFunction(statement.name);
      case 'explain':
        return this.explained(statement, this.metastore);
      case 'control':
        return this.control(statement, text);
      case 'alterSystem':
        return this.commanded(`cluster/${statement.name}/alter`, `System property ${statement.name} was set to ${statement.value}.`, null);
      case 'assertTopic': {
        if (this.topics.has(statement.topic) !== statement.exists) throw new Refusal(`Topic ${statement.topic} ${statement.exists ? 'does not exist' : 'exists'}.`, CODES.assertionFailed);
        return { '@type': 'assert_topic', topicName: statement.topic, exists: statement.exists };
      }
      case 'createConnector':
        return { '@type': 'connector_info', info: { name: statement.name, config: Object.fromEntries(statement.properties), tasks: [], type: statement.direction.toLowerCase() } };
      case 'dropConnector':
        return { '@type': 'drop_connector', connectorName: statement.name };
      case 'describeConnector':
        return this.connector(statement.name);
      case 'dropType':
        return statement.ifExists && !this.metastore.types.has(statement.name) ? { '@type': 'warning_entity', message: `Type ${statement.name} does not exist.` } : undefined;
      default:
        return undefined;
    }
  }

  /** Does to topics and queries what the metastore now says. */
  private carryOut(applied: Applied, text: string, session: ReadonlyMap<string, unknown>): Entity {
    if (applied.nothing) return { '@type': 'warning_entity', message: applied.message };
    for (const [name, { partitions, replicas }] of this.metastore.topics) if (!this.topics.has(name)) this.topics.set(name, new Topic(name, partitions, replicas));
    for (const id of [...this.persistent.keys()]) if (!this.metastore.queries.has(id)) this.stop(id);
    if (applied.dropped?.deleteTopic) this.topics.delete(applied.dropped.source.topic);
    const { query } = applied;
    if (query) {
      const topic = this.topics.get(query.sink.topic)!;
      const running = runPlan(query.plan, this.topics, offsetReset(session), (change) => topic.append(recordOf(change, query.plan, query.sink)));
      this.persistent.set(query.id, { id: query.id, text, sinks: [{ name: query.sink.name, topic: topic.name }], reads: query.plan.sources.map(({ source }) => source.name), type: 'PERSISTENT', state: 'RUNNING', plan: query.plan, running });
      running.resume();
    }
    return this.commanded(applied.command, applied.message, query?.id ?? null);
  }

  private commanded(id: string, message: string, queryId: string | null): Entity {
    const done: CommandStatus = { status: 'SUCCESS', message, queryId };
    const { commandDelayMs } = this.options;
    const now: CommandStatus = commandDelayMs > 0 ? { status: 'QUEUED', message: 'Statement written to command topic', queryId: null } : done;
    const sequence = this.commands.add(id, now);
    if (commandDelayMs > 0) setTimeout(() => this.commands.change(id, done), commandDelayMs).unref();
    return { '@type': 'currentStatus', commandId: id, commandStatus: now, commandSequenceNumber: sequence };
  }

  private control({ verb, query }: Extract<Statement, { kind: 'control' }>, text: string): Entity {
    if (query !== undefined && verb === 'TERMINATE') {
      const push = this.pushes.get(this.pushId(query));
      push?.close();
      if (push) return { '@type': 'terminate_query', queryId: push.id, wasTerminated: true };
    }
    const ids = query === undefined ? [...this.persistent.keys()] : [[...this.persistent.keys()].find((id) => id.toUpperCase() === query.toUpperCase())];
    for (const id of ids) {
      const found = this.persistent.get(id ?? '');
      if (!found || id === undefined) throw new Refusal(`Unknown queryId: ${query ?? ''}`);
      if (verb === 'TERMINATE') {
        this.stop(id);
        this.metastore.queries.delete(id);
      } else {
        const pauses = verb === 'PAUSE';
        if (pauses) found.running.pause();
        else found.running.resume();
        this.persistent.set(id, { ...found, state: pauses ? 'PAUSED' : 'RUNNING' });
      }
    }
    const done = { TERMINATE: 'terminated', PAUSE: 'paused', RESUME: 'resumed' }[verb];
    return this.commanded(`${verb.toLowerCase()}/${query ?? 'ALL'}/execute`, `Query ${done}.`, text === '' ? null : (query ?? null));
  }

  private pushId(query: string): string {
    return [...this.pushes.keys()].find((id) => id.toUpperCase() === query.toUpperCase()) ?? query;
  }

  private stop(id: string): void {
    this.persistent.get(id)?.running.close();
    this.persistent.delete(id);
  }

  private list(what: string, extended: boolean, session: ReadonlyMap<string, unknown>, request: Request): Entity {
    switch (what) {
      case 'STREAMS':
      case 'TABLES': {
        const sources = this.sources(what === 'STREAMS' ? 'STREAM' : 'TABLE');
        if (extended) return { '@type': 'source_descriptions', sourceDescriptions: sources.map((source) => this.described(source, true)) };
        return { '@type': what.toLowerCase(), [what.toLowerCase()]: sources.map(sourceEntity) };
      }
      case 'TOPICS':
        return { '@type': extended ? 'kafka_topics_extended' : 'kafka_topics', topics: [...this.topics.values()].map((topic) => topicEntity(topic, extended)) };
      case 'QUERIES':
        if (extended) return { '@type': 'query_descriptions', queryDescriptions: [...this.persistent.values()].map((query) => this.query(query, query.plan)) };
        return { '@type': 'queries', queries: this.queries().map(queryEntity) };
      case 'FUNCTIONS':
        return { '@type': 'function_names', functions: functionNames() };
      case 'PROPERTIES': {
        const overwritten = [...session.keys()].map(propertyName);
        return { '@type': 'properties', properties: PROPERTIES.map((one) => ({ ...one, value: textOf(session.get(one.name) ?? one.value) })), overwrittenProperties: overwritten, defaultProperties: PROPERTIES.map(({ name }) => name).filter((name) => !overwritten.includes(name)) };
      }
      case 'TYPES':
        return { '@type': 'type_list', types: Object.fromEntries([...this.metastore.types].map(([name, type]) => [name, schemaInfo(type)])) };
      case 'VARIABLES':
        return { '@type': 'variables', variables: Object.entries(request.variables).map(([name, value]) => ({ name, value })) };
      case 'CONNECTOR PLUGINS':
        return { '@type': 'connector_plugins_list', connectorsPlugins: [{ className: 'org.apache.kafka.connect.file.FileStreamSourceConnector', type: 'source', version: '3.9.1' }] };
      default: {
        const direction = what.startsWith('SOURCE') ? 'source' : what.startsWith('SINK') ? 'sink' : undefined;
        const connectors = [...this.metastore.connectors.values()].filter(({ type }) => direction === undefined || type === direction);
        return { '@type': 'connector_list', connectors: connectors.map(({ name, type, className }) => ({ name, type, className, state: 'RUNNING (1/1 tasks RUNNING)' })) };
      }
    }
  }

  private connector(name: string): Entity {
    const found = this.metastore.connectors.get(name);
    if (!found) throw new Refusal(`Failed to query connector status: Connector ${name} not found`);
    return { '@type': 'connector_description', connectorClass: found.className, status: { name, connector: { state: 'RUNNING', worker_id: '127.0.0.1:8083' }, tasks: [{ id: 0, state: 'RUNNING', worker_id: '127.0.0.1:8083' }], type: found.type }, sources: [], topics: [] };
  }

  private sources(kind: Source['kind']): readonly Source[] {
    return [...this.metastore.sources.values()].filter((source) => source.kind === kind).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private described(source: Source, extended: boolean): unknown {
    return describeSource(source, this.topics.get(source.topic), [...this.persistent.values()], extended);
  }

  private explained(statement: Extract<Statement, { kind: 'explain' }>, metastore: Metastore): Entity {
    if (statement.query !== undefined) {
      const query = [...this.persistent.values()].find(({ id }) => id.toUpperCase() === statement.query?.toUpperCase());
      if (!query) throw new Refusal(`Query with id:${statement.query} does not exist, use SHOW QUERIES to view the full set of queries.`);
      return { '@type': 'queryDescription', queryDescription: this.query(query, query.plan) };
    }
    const inner = statement.statement;
    if (inner?.kind !== 'query' && inner?.kind !== 'createAs' && inner?.kind !== 'insertSelect') throw new Refusal('The provided statement does not run a ksql query');
    const planned = plan(inner.select, metastore, inner.kind !== 'query');
    return { '@type': 'queryDescription', queryDescription: this.query({ id: '', text: statement.text, sinks: inner.kind === 'query' ? [] : [{ name: inner.name, topic: inner.name }], reads: planned.sources.map(({ source }) => source.name), type: inner.kind === 'query' ? 'PUSH' : 'PERSISTENT', state: 'RUNNING' }, planned) };
  }

  private query(query: QuerySummary, planned: Plan): unknown {
    const sink = query.sinks[0];
    return queryDescription(query, planned.columns, planned.select.window?.kind ?? null, topologyText(planned, query.id, sink?.topic), executionPlan(planned, query.id, sink?.name));
  }

  private queries(): readonly QuerySummary[] {
    const pushes = [...this.pushes.values()].map(({ id, text, plan: { sources } }): QuerySummary => ({ id, text, sinks: [], reads: sources.map(({ source }) => source.name), type: 'PUSH', state: 'RUNNING' }));
    return [...this.persistent.values(), ...pushes];
  }

  /** The one statement of a query endpoint. */
  single(request: Request): Parsed {
    const all = [...this.parsed(request, this.metastore)];
    const [parsed] = all;
    if (all.length !== 1 || !parsed) throw new Refusal(`Expected exactly one KSQL statement; found ${all.length} instead`);
    return parsed;
  }

  /** @throws Refusal where it is none, or too many run */
  push(planned: Plan, request: Request, text: string): PushQuery {
    if (this.pushes.size >= this.options.maxPushQueries) throw new Refusal(`Maximum push query limit (${this.options.maxPushQueries}) exceeded. Current number of push queries: ${this.pushes.size}.`, CODES.tooManyPushQueries);
    const from = offsetReset(new Map(Object.entries(request.properties)));
    const id = `transient_${planned.sources[0]?.source.name ?? ''}_${4_200_000_000_000_000_000n + BigInt(++this.serial)}`;
    const query = new PushQuery(id, text, planned, () => this.pushes.delete(id));
    this.pushes.set(id, query);
    query.begin(runPlan(planned, this.topics, from, query.take));
    return query;
  }

  planned(select: Extract<Statement, { kind: 'query' }>['select']): Plan {
    return plan(select, this.metastore, false);
  }

  pulled(planned: Plan): ReturnType<typeof pull> {
    return pull(planned, this.topics);
  }

  close(): void {
    for (const query of this.pushes.values()) query.close();
    for (const id of [...this.persistent.keys()]) this.stop(id);
  }
}

/** What changes the metastore; undefined for all other statements. */
function apply(statement: Statement, text: string, metastore: Metastore, sequence: number): Applied | undefined {
  switch (statement.kind) {
    case 'create':
      return create(statement, text, metastore);
    case 'createAs':
      return createAs(statement, text, metastore, sequence);
    case 'insertSelect':
      return insertSelect(statement, metastore, sequence);
    case 'drop':
      return drop(statement, metastore);
    case 'alter':
      return alter(statement, metastore);
    case 'createType':
      if (metastore.types.has(statement.name) && !statement.ifNotExists) throw new Refusal(`Cannot register custom type '${statement.name}' since it is already registered`);
      metastore.types.set(statement.name, statement.type);
      return { command: `type/${statement.name}/create`, message: `Registered custom type with name '${statement.name}'` };
    case 'dropType':
      if (!metastore.types.delete(statement.name)) {
        if (statement.ifExists) return undefined;
        throw new Refusal(`Type ${statement.name} does not exist.`);
      }
      return { command: `type/${statement.name}/drop`, message: `Dropped type '${statement.name}'` };
    case 'createConnector':
      if (metastore.connectors.has(statement.name) && !statement.ifNotExists) throw new Refusal(`Failed to create connector: Connector ${statement.name} already exists`, 40900);
      metastore.connectors.set(statement.name, { name: statement.name, type: statement.direction === 'SOURCE' ? 'source' : 'sink', className: statement.properties.get('connector.class') ?? '', properties: statement.properties });
      return undefined;
    case 'dropConnector':
      if (!metastore.connectors.delete(statement.name) && !statement.ifExists) throw new Refusal(`Failed to drop connector: Connector ${statement.name} not found`, CODES.notFound);
      return undefined;
    default:
      return undefined;
  }
}

/** A change as a record of the sink's topic: keys apart from values. */
function recordOf({ key, row, rowtime, window }: Change, planned: Plan, sink: Source): Parameters<Topic['append']>[0] {
  const keys = planned.columns.flatMap((column, index) => (isKey(column) ? [index] : []));
  const more = { rowtime, ...(window ? { window } : {}) };
  if (!row) return { key, value: null, ...more };
  const value = new Map(planned.columns.flatMap((column, index) => (isKey(column) ? [] : [[column.name, row[index] ?? null] as const])));
  return { key: sink.columns.some(isKey) ? keys.map((index) => row[index] ?? null) : [], value, ...more };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function blaming<T>({ text }: Parsed, entities: readonly unknown[], act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Refusal ? new StatementRefusal(error, text, entities) : error;
  }
}
