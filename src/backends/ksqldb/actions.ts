import type { Action, ActionOutcome } from '../../core/contract/action';
import type { FieldValue, ProfileField } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import type { Lists } from './catalog/lists';
import type { SourceDetail, Sources } from './catalog/sources';
import type { KsqlClient, StatementContext } from './client/ksqlClient';
import { queryFacts, sourceFacts } from './entities/view';
import { quoted, sqlString } from './language/words';
import { followCommand } from './statements/command';
import { insertValues } from './tables/insertStatement';
import { type SqlColumn, type SqlType, typeText } from './types/sqlType';

export interface ActionParts {
  readonly client: KsqlClient;
  readonly context: StatementContext;
  readonly sources: Sources;
  readonly lists: Lists;
  /** Name of the connection: documents that are opened belong to it. */
  readonly connection: string;
}

type Values = Readonly<Record<string, FieldValue>>;
/** @param group the list that the node stands in */
type Run = (name: string, values: Values, signal: AbortSignal, group: string) => Promise<ActionOutcome>;

/** A statement that changes something, and what runs it. */
interface Change {
  readonly statement: (name: string, values: Values, group: string) => string;
  readonly run: Run;
}

/** What the tree's nodes offer. What destroys asks first. */
export function ksqlActions(parts: ActionParts): readonly Action[] {
  const { sources, lists } = parts;
  const document = (text: string, settings = ''): ActionOutcome => ({ document: { language: 'ksql', text: `-- headwater: connection=${settingText(parts.connection)}${settings}\n\n${text}` } });
  const change = (what: (name: string) => string, statement: Change['statement'], groups: readonly string[]): Change => ({
    statement,
    run: async (name, values, signal, group) => {
      const message = await executed(parts, what(name), statement(name, values, group), signal);
      sources.forget();
      return { message, changed: groups.map((one) => [one]) };
    },
  });
  return [
    reading('source.tail', 'New Push Query', 'eye', 'query', async (name) => document(`SELECT *\nFROM ${quoted(name)}\nEMIT CHANGES;\n`, ', offset=latest')),
    reading('source.insert', 'New Insert Statement', 'add', 'query', async (name, _, signal) => document(insertText(await sources.detail(name, signal)))),
    insertRow(parts),
    reading('source.print', 'Print Topic', 'list-flat', 'query', async (name, _, signal) => document(printText((await sources.detail(name, signal)).source.topic))),
    reading('source.ddl', 'Show DDL', 'code', 'copy', async (name, _, signal) => document(`${(await sources.detail(name, signal)).description.statement ?? ''}\n`)),
    reading('source.describe', 'Describe Extended', 'info', 'open', async (name, _, signal) => document(commented(sourceFacts((await sources.detail(name, signal)).description), `DESCRIBE ${quoted(name)} EXTENDED;\n`))),
    writing('source.drop', 'Drop Source', 'trash', change((name) => `Could not drop \`${name}\``, dropText, ['streams', 'tables', 'queries', 'topics']), {
      fields: [
        { key: 'deleteTopic', label: 'Delete its topic too', kind: 'boolean', initial: false, warning: 'All records of the topic are lost, for everybody who reads it.' },
      ],
      confirm: { message: 'Drop this stream or table?', detail: 'Queries that read it must be terminated before. Its topic stays unless you say otherwise. It cannot be undone.', button: 'Drop' },
    }),
    reading('topic.print', 'Print Topic', 'list-flat', 'query', async (name) => document(printText(name))),
    reading('query.explain', 'Explain Query', 'info', 'open', async (name, _, signal) => {
      const query = await lists.query(name, signal);
      return document(query ? commented(queryFacts(query), `EXPLAIN ${quoted(name)};\n`) : '');
    }),
    { ...writing('query.pause', 'Pause Query', 'debug-pause', change((name) => `Could not pause \`${name}\``, (name) => `PAUSE ${quoted(name)};`, ['queries'])), group: 'change' },
    { ...writing('query.resume', 'Resume Query', 'debug-continue', change((name) => `Could not resume \`${name}\``, (name) => `RESUME ${quoted(name)};`, ['queries'])), group: 'change' },
    writing('query.terminate', 'Terminate Query', 'debug-stop', change((name) => `Could not terminate \`${name}\``, (name) => `TERMINATE ${quoted(name)};`, ['queries']), {
      confirm: { message: 'Terminate this query?', detail: 'It stops writing to its sink and cannot be started again; a new query of the same statement begins anew.', button: 'Terminate' },
    }),
    writing('connector.drop', 'Drop Connector', 'trash', change((name) => `Could not drop the connector \`${name}\``, (name) => `DROP CONNECTOR ${quoted(name)};`, ['connectors']), {
      confirm: { message: 'Drop this connector?', detail: 'It stops copying. Its topics stay.', button: 'Drop' },
    }),
    writing('type.drop', 'Drop Type', 'trash', change((name) => `Could not drop the type \`${name}\``, (name) => `DROP TYPE ${quoted(name)};`, ['types']), {
      confirm: { message: 'Drop this type?', detail: 'Streams and tables that use it keep their columns.', button: 'Drop' },
    }),
  ];
}

function reading(id: string, title: string, icon: string, group: Action['group'], run: Run): Action {
  return { id, title, icon, group, writes: false, fields: [], run: async (path, values, signal) => run(nameIn(path), values, signal, path[0] ?? '') };
}

function writing(id: string, title: string, icon: string, { statement, run }: Change, more: Pick<Partial<Action>, 'fields' | 'confirm'> = {}): Action {
  return {
    ...{ id, title, icon, group: 'danger', writes: true, fields: [] },
    ...more,
    preview: async (path, values) => [{ title: 'Statement', language: 'ksql', text: statement(nameIn(path), values, path[0] ?? '') }],
    run: async (path, values, signal) => run(nameIn(path), values, signal, path[0] ?? ''),
  };
}

/** As a value stands in a `headwater:` line. */
function settingText(value: string): string {
  return /^[^,"]+$/u.test(value) ? value : `"${value.replaceAll('"', '')}"`;
}

function nameIn(path: readonly string[]): string {
  const [, name] = path;
  if (name !== undefined) return name;
  throw new HeadwaterError({ what: 'This cannot be done here', why: 'The node is not of the kind that this is for.', todo: 'Refresh the connection.', kind: 'invalid' });
}

/** Runs a command to its end and gives the server's words. */
async function executed({ client, context }: ActionParts, what: string, statement: string, signal: AbortSignal): Promise<string> {
  let message = 'Done.';
  for (const entity of await client.execute(what, statement, context, signal, { writing: true })) {
    if (entity.type !== 'currentStatus') continue;
    const following = followCommand(client, what, entity, signal);
    for (;;) {
      const step = await following.next();
      if (step.done !== true) continue;
      ({ message } = step.value);
      break;
    }
  }
  return message;
}

function dropText(name: string, values: Values, group: string): string {
  return `DROP ${group === 'tables' ? 'TABLE' : 'STREAM'} ${quoted(name)}${values['deleteTopic'] === true ? ' DELETE TOPIC' : ''};`;
}

function printText(topic: string): string {
  return `PRINT ${sqlString(topic)} FROM BEGINNING;\n`;
}

/** A form with a field for each column of the stream or table, its value as a person writes it; columns left empty are NULL. */
function insertRow(parts: ActionParts): Action {
  const statementOf = async (path: readonly string[], values: Values, signal: AbortSignal): Promise<string> => {
    const { source, columns } = await parts.sources.detail(nameIn(path), signal);
    return insertValues(source.name, columns, Object.fromEntries(columns.map(({ name }, index) => [name, textOf(values[fieldKey(index)])])));
  };
  return {
    ...{ id: 'source.insertRow', title: 'Insert Row', icon: 'add', group: 'change', writes: true },
    fields: [],
    fieldsOf: async (path, signal) => {
      const detail = await parts.sources.detail(nameIn(path), signal);
      return detail.columns.flatMap((column, index) => (isBound(detail, column) ? [] : [fieldOf(detail, column, index)]));
    },
    preview: async (path, values, signal) => [{ title: 'Statement', language: 'ksql', text: await statementOf(path, values, signal) }],
    run: async (path, values, signal) => {
      const what = `Could not insert into \`${nameIn(path)}\``;
      await executed(parts, what, await statementOf(path, values, signal), signal);
      return { message: `Inserted a row into ${nameIn(path)}.` };
    },
  };
}

/** Names of columns may hold what a key of a field may not. */
const fieldKey = (index: number): string => `column${index}`;

const textOf = (value: FieldValue | undefined): string => (typeof value === 'string' ? value : '');

/** The key of a table is needed: a row without one is dropped by the server. */
function fieldOf({ source }: SourceDetail, { name, type, key }: SqlColumn, index: number): ProfileField {
  const needed = key && source.kind === 'table' ? { required: true } : {};
  const common = { key: fieldKey(index), label: name, ...needed };
  if (type.kind === 'BOOLEAN') {
    const choices = [{ value: '', label: 'NULL' }, { value: 'true', label: 'true' }, { value: 'false', label: 'false' }];
    return { ...common, kind: 'choice', initial: '', choices, description: typeText(type) };
  }
  const nested = type.kind === 'ARRAY' || type.kind === 'MAP' || type.kind === 'STRUCT';
  return { ...common, kind: 'text', description: nested ? `${typeText(type)}, as JSON` : typeText(type), placeholder: 'NULL' };
}

/** A bound of a window: the server makes it. */
const isBound = ({ source }: SourceDetail, { name }: SqlColumn): boolean => source.windowed && (name === 'WINDOWSTART' || name === 'WINDOWEND');

function insertText(detail: SourceDetail): string {
  const { source, columns } = detail;
  const own = columns.filter((column) => !isBound(detail, column));
  return `INSERT INTO ${quoted(source.name)} (${own.map(({ name }) => quoted(name)).join(', ')})\nVALUES (${own.map(({ type }) => exampleOf(type)).join(', ')});\n`;
}

/** A value that shows how one of the type is written. */
function exampleOf(type: SqlType): string {
  switch (type.kind) {
    case 'BOOLEAN':
      return 'true';
    case 'INTEGER':
    case 'BIGINT':
      return '0';
    case 'DOUBLE':
    case 'DECIMAL':
      return '0.0';
    case 'DATE':
      return "'2026-01-01'";
    case 'TIME':
      return "'00:00:00'";
    case 'TIMESTAMP':
      return "'2026-01-01T00:00:00.000'";
    case 'BYTES':
      return "TO_BYTES('', 'utf8')";
    case 'ARRAY':
      return `ARRAY[${exampleOf(type.element)}]`;
    case 'MAP':
      return `MAP('' := ${exampleOf(type.value)})`;
    case 'STRUCT':
      return `STRUCT(${type.fields.map((field) => `${quoted(field.name)} := ${exampleOf(field.type)}`).join(', ')})`;
    case 'STRING':
    case 'OTHER':
      return "''";
  }
}

function commented(facts: readonly (readonly [string, string])[], statement: string): string {
  return `${statement}\n${facts.map(([label, value]) => `-- ${label}: ${value.trimEnd().replaceAll('\n', '\n--   ')}`).join('\n')}\n`;
}
