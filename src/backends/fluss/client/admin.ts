import { HeadwaterError } from '../../../core/errors';
import { bytesOf, type DatabaseDescriptor, readDatabase, writeDatabase, writeTable } from '../types/tableJson';
import type { Column, TableDescriptor } from '../types/table';
import { writeType } from '../types/typeJson';
import * as apis from '../wire/apis';
import { telling } from '../failures';
import type { Cluster } from './cluster';
import type { TablePath } from './tableMetadata';

export interface DatabaseInfo extends DatabaseDescriptor {
  readonly name: string;
  readonly createdMs: bigint;
  readonly modifiedMs: bigint;
}

/** What a data lake has of a table. */
export interface LakeSnapshot {
  readonly id: bigint;
  readonly buckets: readonly LakeBucket[];
}

interface LakeBucket {
  readonly bucket: number;
  readonly partition?: string | undefined;
  readonly partitionId?: bigint | undefined;
  /** Rows before this offset are in the lake. */
  readonly logOffset?: bigint | undefined;
}

/** PbAlterConfig.op_type */
export type ConfigChange = { readonly kind: 'set'; readonly key: string; readonly value: string } | { readonly kind: 'reset'; readonly key: string };

const ANY = { to: 'any' } as const;
const COORDINATOR = { to: 'coordinator' } as const;
const SET = 0;
const DELETE = 1;
/** The only place that servers take. */
const LAST = 0;

/** Databases, tables and partitions. What changes something is sent once. */
export class Admin {
  constructor(private readonly cluster: Cluster) {}

  async databases(signal: AbortSignal): Promise<readonly string[]> {
    return telling('Could not list the databases', async () => {
      const answer = await this.#read(apis.LIST_DATABASES, {}, signal);
      return answer.names.length > 0 ? answer.names : answer.summaries.map(({ name }) => name);
    });
  }

  async database(name: string, signal: AbortSignal): Promise<DatabaseInfo> {
    return telling(`Could not read the database ${name}`, async () => {
      const answer = await this.#read(apis.GET_DATABASE_INFO, { name }, signal);
      return { ...readDatabase(answer.json), name, createdMs: answer.createdMs, modifiedMs: answer.modifiedMs };
    });
  }

  databaseExists(name: string, signal: AbortSignal): Promise<boolean> {
    return telling(`Could not look for the database ${name}`, async () => (await this.#read(apis.DATABASE_EXISTS, { name }, signal)).exists);
  }

  async createDatabase(name: string, descriptor: DatabaseDescriptor, ignoreIfExists: boolean, signal: AbortSignal): Promise<void> {
    await telling(`Could not create the database ${name}`, () => this.#change(apis.CREATE_DATABASE, { name, ignoreIfExists, json: writeDatabase(descriptor) }, signal));
  }

  async dropDatabase(name: string, options: { readonly ignoreIfNotExists: boolean; readonly cascade: boolean }, signal: AbortSignal): Promise<void> {
    await telling(`Could not drop the database ${name}`, () => this.#change(apis.DROP_DATABASE, { name, ...options }, signal));
  }

  /** 1.0. @throws HeadwaterError where the cluster is older */
  async alterDatabase(name: string, changes: { readonly configs: readonly ConfigChange[]; readonly comment?: string }, signal: AbortSignal): Promise<void> {
    const what = `Could not change the database ${name}`;
    if (!(await this.cluster.offers(apis.ALTER_DATABASE, signal)))
      throw new HeadwaterError({ what, why: 'Servers before 1.0 cannot change a database.', todo: 'Give its properties when it is created.', kind: 'unsupported' });
    const { comment } = changes;
    await telling(what, () => this.#change(apis.ALTER_DATABASE, { name, ignoreIfNotExists: false, configs: changes.configs.map(configOf), ...(comment === undefined ? {} : { comment }) }, signal));
  }

  async tables(database: string, signal: AbortSignal): Promise<readonly string[]> {
    return telling(`Could not list the tables of ${database}`, async () => (await this.#read(apis.LIST_TABLES, { database }, signal)).names);
  }

  tableExists(path: TablePath, signal: AbortSignal): Promise<boolean> {
    return telling(`Could not look for the table ${textOf(path)}`, async () => (await this.#read(apis.TABLE_EXISTS, { path }, signal)).exists);
  }

  async createTable(path: TablePath, descriptor: TableDescriptor, ignoreIfExists: boolean, signal: AbortSignal): Promise<void> {
    await telling(`Could not create the table ${textOf(path)}`, () => this.#change(apis.CREATE_TABLE, { path, json: writeTable(descriptor), ignoreIfExists }, signal));
  }

  async dropTable(path: TablePath, ignoreIfNotExists: boolean, signal: AbortSignal): Promise<void> {
    await telling(`Could not drop the table ${textOf(path)}`, () => this.#change(apis.DROP_TABLE, { path, ignoreIfNotExists }, signal));
  }

  async alterTable(
    path: TablePath,
    changes: { readonly configs?: readonly ConfigChange[]; readonly addColumns?: readonly Omit<Column, 'id'>[] },
    ignoreIfNotExists: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    const configs = (changes.configs ?? []).map(configOf);
    const addColumns = (changes.addColumns ?? []).map(({ name, type, comment }) => {
      let id = 0;
      return { name, typeJson: bytesOf(writeType(type, () => id++)), ...(comment === undefined ? {} : { comment }), position: LAST };
    });
    await telling(`Could not change the table ${textOf(path)}`, () => this.#change(apis.ALTER_TABLE, { path, ignoreIfNotExists, configs, addColumns }, signal));
  }

  async createPartition(path: TablePath, spec: readonly (readonly [key: string, value: string])[], ignoreIfExists: boolean, signal: AbortSignal): Promise<void> {
    await telling(`Could not create a partition of ${textOf(path)}`, () => this.#change(apis.CREATE_PARTITION, { path, spec: specOf(spec), ignore: ignoreIfExists }, signal));
  }

  async dropPartition(path: TablePath, spec: readonly (readonly [key: string, value: string])[], ignoreIfNotExists: boolean, signal: AbortSignal): Promise<void> {
    await telling(`Could not drop a partition of ${textOf(path)}`, () => this.#change(apis.DROP_PARTITION, { path, spec: specOf(spec), ignore: ignoreIfNotExists }, signal));
  }

  /** Settings of the cluster: key, value, where it comes from. */
  async clusterConfigs(signal: AbortSignal): Promise<readonly { readonly key: string; readonly value: string; readonly source: string }[]> {
    const { configs } = await telling('Could not read the settings of the cluster', () => this.#read(apis.DESCRIBE_CONFIGS, {}, signal));
    return configs.map(({ key, value, source }) => ({ key, value: value ?? '', source }));
  }

  /** @throws HeadwaterError also where there is no lake, or nothing of the table in it */
  async lakeSnapshot(path: TablePath, signal: AbortSignal): Promise<LakeSnapshot> {
    const answer = await telling(`Could not read the lake snapshot of ${textOf(path)}`, () => this.#read(apis.GET_LAKE_SNAPSHOT, { path }, signal));
    return { id: answer.snapshotId, buckets: answer.buckets };
  }

  #read<Q, A>(api: apis.Api<Q, A>, value: Q, signal: AbortSignal): Promise<A> {
    return this.cluster.askAgain(() => ANY, api, value, { signal });
  }

  #change<Q, A>(api: apis.Api<Q, A>, value: Q, signal: AbortSignal): Promise<A> {
    return this.cluster.ask(COORDINATOR, api, value, { signal, writes: true });
  }
}

export const textOf = ({ database, table }: TablePath): string => `${database}.${table}`;

const configOf = (change: ConfigChange): { readonly key: string; readonly value?: string; readonly operation: number } =>
  change.kind === 'set' ? { key: change.key, value: change.value, operation: SET } : { key: change.key, operation: DELETE };

const specOf = (spec: readonly (readonly [string, string])[]): { values: readonly { key: string; value: string }[] } => ({ values: spec.map(([key, value]) => ({ key, value })) });
