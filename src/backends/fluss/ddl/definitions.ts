import type { Definitions } from '../../../core/contract/definitions';
import type { Execution, ExecutionEvent, RunOptions } from '../../../core/contract/execution';
import { HeadwaterError } from '../../../core/errors';
import { textOf } from '../client/admin';
import type { FlussClient } from '../client/flussClient';
import type { TablePath } from '../client/tableMetadata';
import type { CurrentDatabase } from '../currentDatabase';
import { executing } from '../execution';
import { telling } from '../failures';
import { createTableText } from '../flinkSql';
import { typeText } from '../types/dataType';
import type { TableInfo } from '../types/table';
import { parseStatement, understands } from './parse';
import type { FlinkStatement, PartitionValues, TableName } from './statement';
import { textRows } from './textRows';
import { wrongStatement } from './words';

/** Flink's DDL, done by requests to the cluster. */
export class FlinkDefinitions implements Definitions {
  constructor(
    private readonly client: FlussClient,
    private readonly current: CurrentDatabase,
  ) {}

  understands(text: string): boolean {
    return understands(text);
  }

  run(text: string, options: RunOptions): Execution {
    return executing('Could not run the statement', options.signal, (signal) => this.#run(text, signal));
  }

  async *#run(text: string, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
    yield* await this.#answer(parseStatement(text), signal);
  }

  /** What is told once the statement has been done. */
  async #answer(statement: FlinkStatement, signal: AbortSignal): Promise<Iterable<ExecutionEvent>> {
    const { admin } = this.client;
    switch (statement.kind) {
      case 'createDatabase': {
        const { database, comment, properties, ifNotExists } = statement;
        await admin.createDatabase(database, { properties, ...(comment === undefined ? {} : { comment }) }, ifNotExists, signal);
        return said(`Created the database ${database}.`);
      }
      case 'dropDatabase':
        await admin.dropDatabase(statement.database, { ignoreIfNotExists: statement.ifExists, cascade: statement.cascade }, signal);
        return said(`Dropped the database ${statement.database}.`);
      case 'alterDatabase':
        await admin.alterDatabase(statement.database, { configs: statement.changes }, signal);
        return said(`Changed the database ${statement.database}.`);
      case 'createTable': {
        const path = this.#path(statement.name);
        await admin.createTable(path, statement.descriptor, statement.ifNotExists, signal);
        return said(`Created the table ${textOf(path)}.`);
      }
      case 'dropTable': {
        const path = this.#path(statement.name);
        await admin.dropTable(path, statement.ifExists, signal);
        return said(`Dropped the table ${textOf(path)}.`);
      }
      case 'alterProperties': {
        const path = this.#path(statement.name);
        await admin.alterTable(path, { configs: statement.changes }, statement.ifExists, signal);
        return said(`Changed the table ${textOf(path)}.`);
      }
      case 'addColumns': {
        const path = this.#path(statement.name);
        await admin.alterTable(path, { addColumns: statement.columns }, statement.ifExists, signal);
        return said(`Added ${statement.columns.map(({ name }) => name).join(', ')} to the table ${textOf(path)}.`);
      }
      case 'addPartition':
      case 'dropPartition':
        return this.#partition(statement, signal);
      case 'showDatabases':
        return named('database name', await admin.databases(signal), statement.like);
      case 'showTables':
        return named('table name', await admin.tables(statement.database ?? this.current.name, signal), statement.like);
      case 'showPartitions':
        return this.#partitions(statement.name, statement.values, signal);
      case 'showCreateTable': {
        const info = await this.#info(statement.name, signal);
        return textRows([['create table', [createTableText(info, info)]]]);
      }
      case 'describe':
        return described(await this.#info(statement.name, signal));
      case 'showCurrentDatabase':
        return textRows([['current database name', [this.current.name]]]);
      case 'use':
        return this.#use(statement.database, signal);
    }
  }

  async #use(database: string, signal: AbortSignal): Promise<Iterable<ExecutionEvent>> {
    if (!(await this.client.admin.databaseExists(database, signal)))
      throw new HeadwaterError({ what: `Could not use the database ${database}`, why: 'There is none of this name.', todo: 'SHOW DATABASES lists those that are there.', kind: 'notFound' });
    this.current.name = database;
    return said(`Names without a database now belong to ${database}, until this connection is closed.`);
  }

  async #partition({ kind, name, values, ignore }: FlinkStatement & { kind: 'addPartition' | 'dropPartition' }, signal: AbortSignal): Promise<Iterable<ExecutionEvent>> {
    const info = await this.#info(name, signal);
    checkKeys(info, values);
    const missing = info.partitionKeys.find((key) => !values.some((given) => given.key.text === key));
    if (missing !== undefined) throw wrongStatement(`The partition column ${missing} has no value.`, values[0]?.key.place ?? { start: 0, end: 0 });
    const spec = info.partitionKeys.map((key) => [key, values.find((given) => given.key.text === key)?.value.text ?? ''] as const);
    const { admin } = this.client;
    await (kind === 'addPartition' ? admin.createPartition(info, spec, ignore, signal) : admin.dropPartition(info, spec, ignore, signal));
    return said(`${kind === 'addPartition' ? 'Created' : 'Dropped'} the partition ${spec.map(([key, value]) => `${key}=${value}`).join('/')} of ${textOf(info)}.`);
  }

  async #partitions(name: TableName, values: PartitionValues, signal: AbortSignal): Promise<Iterable<ExecutionEvent>> {
    const info = await this.#info(name, signal);
    checkKeys(info, values);
    const found = await telling(`Could not list the partitions of ${textOf(info)}`, () => this.client.tables.partitions(info, signal));
    const wanted = found.filter((partition) => values.every(({ key, value }) => partition.values[info.partitionKeys.indexOf(key.text)] === value.text));
    return textRows([['partition name', wanted.map((partition) => info.partitionKeys.map((key, index) => `${key}=${partition.values[index] ?? ''}`).join('/')).toSorted()]]);
  }

  #path({ database, table }: TableName): TablePath {
    return { database: database ?? this.current.name, table };
  }

  #info(name: TableName, signal: AbortSignal): Promise<TableInfo> {
    const path = this.#path(name);
    return telling(`Could not open the table ${textOf(path)}`, () => this.client.tables.info(path, signal));
  }
}

function* said(text: string): Generator<ExecutionEvent> {
  yield { kind: 'message', severity: 'info', text };
  yield { kind: 'done' };
}

function named(column: string, names: readonly string[], like: string | undefined): Iterable<ExecutionEvent> {
  const pattern = like === undefined ? undefined : likePattern(like);
  return textRows([[column, names.filter((name) => pattern?.test(name) ?? true).toSorted()]]);
}

function checkKeys(info: TableInfo, values: PartitionValues): void {
  const unknown = values.find(({ key }) => !info.partitionKeys.includes(key.text));
  if (unknown) throw wrongStatement(info.partitionKeys.length === 0 ? `The table ${textOf(info)} has no partitions.` : `${unknown.key.text} is no partition column: these are ${info.partitionKeys.join(', ')}.`, unknown.key.place);
}

function described({ schema, partitionKeys, bucketKeys }: TableInfo): Iterable<ExecutionEvent> {
  const { columns, primaryKey } = schema;
  const keyWords = (name: string): string | null => {
    const words = [...(primaryKey.includes(name) ? ['primary key'] : []), ...(partitionKeys.includes(name) ? ['partition key'] : []), ...(bucketKeys.includes(name) ? ['bucket key'] : [])];
    return words.length === 0 ? null : words.join(', ');
  };
  return textRows([
    ['name', columns.map(({ name }) => name)],
    ['type', columns.map(({ type }) => typeText({ ...type, nullable: true }))],
    ['null', columns.map(({ type }) => type.nullable)],
    ['key', columns.map(({ name }) => keyWords(name))],
    ['comment', columns.map(({ comment }) => comment ?? null)],
  ]);
}

/** `%` any text, `_` any character. */
function likePattern(like: string): RegExp {
  const source = like.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, '\\$&').replaceAll('%', '.*').replaceAll('_', '.');
  return new RegExp(`^${source}$`, 'su');
}
