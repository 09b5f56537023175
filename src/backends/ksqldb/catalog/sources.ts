import type { z } from 'zod/mini';
import { HeadwaterError } from '../../../core/errors';
import { type Entity, fieldsOf } from '../client/entity';
import { type KsqlClient, type StatementContext } from '../client/ksqlClient';
import { RefusedError } from '../client/refusal';
import { columnOfInfo } from '../entities/schemaInfo';
import { sourceDescriptionShape, streamsShape, tablesShape } from '../entities/shapes';
import { quoted } from '../language/words';
import type { SqlColumn } from '../types/sqlType';

/** A stream or table as lists show it. */
export interface SourceEntry {
  readonly kind: 'stream' | 'table';
  readonly name: string;
  readonly topic: string;
  readonly keyFormat: string;
  readonly valueFormat: string;
  readonly windowed: boolean;
}

/** All that DESCRIBE says of one. */
export interface SourceDetail {
  readonly source: SourceEntry;
  /** Those of `SELECT *`: window bounds of windowed sources among them. */
  readonly columns: readonly SqlColumn[];
  readonly description: z.infer<typeof sourceDescriptionShape>['sourceDescription'];
}

/** Milliseconds for which an answer is used again. */
const FRESH_MS = 5_000;
const MOST_KNOWN = 500;

interface Known<T> {
  readonly at: number;
  readonly value: Promise<T>;
}

/** The streams and tables of a server. Answers are kept for a moment, so that typing does not ask at every key. */
export class Sources {
  #list: Known<readonly SourceEntry[]> | undefined;
  readonly #details = new Map<string, Known<SourceDetail>>();

  constructor(
    private readonly client: KsqlClient,
    private readonly context: StatementContext,
    private readonly now: () => number = Date.now,
  ) {}

  /** To be called when there may be other streams and tables, or other columns. */
  forget(): void {
    this.#list = undefined;
    this.#details.clear();
  }

  async list(signal: AbortSignal): Promise<readonly SourceEntry[]> {
    const known = this.#list;
    if (known && this.now() - known.at < FRESH_MS) return known.value;
    const value = this.#ask(signal);
    this.#list = { at: this.now(), value };
    value.catch(() => (this.#list = undefined));
    return value;
  }

  /** By name: as it is, else in upper case, else the only one that differs by case alone. */
  async find(name: string, signal: AbortSignal): Promise<SourceEntry | undefined> {
    const all = await this.list(signal);
    const upper = name.toUpperCase();
    const alike = all.filter((one) => one.name.toUpperCase() === upper);
    return all.find((one) => one.name === name) ?? all.find((one) => one.name === upper) ?? (alike.length === 1 ? alike[0] : undefined);
  }

  /** @throws HeadwaterError with kind `notFound` */
  async detail(name: string, signal: AbortSignal): Promise<SourceDetail> {
    const known = this.#details.get(name);
    if (known && this.now() - known.at < FRESH_MS) return known.value;
    const value = this.#describe(name, signal);
    if (this.#details.size >= MOST_KNOWN) this.#details.clear();
    this.#details.set(name, { at: this.now(), value });
    value.catch(() => this.#details.delete(name));
    return value;
  }

  async #ask(signal: AbortSignal): Promise<readonly SourceEntry[]> {
    const what = 'Could not list streams and tables';
    const entities = await this.client.execute(what, 'LIST STREAMS; LIST TABLES;', this.context, signal);
    return entities.flatMap((entity) => entriesOf(what, entity)).toSorted((one, next) => (one.name < next.name ? -1 : 1));
  }

  async #describe(name: string, signal: AbortSignal): Promise<SourceDetail> {
    const what = `Could not describe \`${name}\``;
    const entry = (await this.list(signal)).find((one) => one.name === name);
    const missing = (): HeadwaterError => new HeadwaterError({ what, why: `There is no stream or table ${name}.`, todo: 'Refresh the connection.', kind: 'notFound' });
    if (!entry) throw missing();
    const [entity] = await this.client.execute(what, `DESCRIBE ${quoted(name)};`, this.context, signal).catch((error: unknown) => {
      throw error instanceof RefusedError && error.refusal.code === 40001 ? missing() : error;
    });
    if (!entity) throw missing();
    const description = fieldsOf(what, entity, sourceDescriptionShape).sourceDescription;
    const fields = (description.fields ?? []).filter(({ type }) => type !== 'SYSTEM').map(columnOfInfo);
    return { source: entry, columns: entry.windowed ? withWindow(fields) : fields, description };
  }
}

function entriesOf(what: string, entity: Entity): readonly SourceEntry[] {
  switch (entity.type) {
    case 'streams':
      return (fieldsOf(what, entity, streamsShape).streams ?? []).map((info) => ({ ...entryOf(info), kind: 'stream' }));
    case 'tables':
      return (fieldsOf(what, entity, tablesShape).tables ?? []).map((info) => ({ ...entryOf(info), kind: 'table' }));
    default:
      return [];
  }
}

type SourceInfo = NonNullable<z.infer<typeof streamsShape>['streams']>[number];

function entryOf({ name, topic, keyFormat, valueFormat, format, isWindowed }: SourceInfo): Omit<SourceEntry, 'kind'> {
  return { name, topic: topic ?? '', keyFormat: keyFormat ?? '', valueFormat: valueFormat || (format ?? ''), windowed: isWindowed ?? false };
}

/** `SELECT *` of a windowed source has the bounds of the window behind the key. */
function withWindow(columns: readonly SqlColumn[]): readonly SqlColumn[] {
  const bounds = ['WINDOWSTART', 'WINDOWEND'].map((name): SqlColumn => ({ name, type: { kind: 'BIGINT' }, key: true }));
  const keys = columns.filter(({ key }) => key);
  return [...keys, ...bounds, ...columns.filter(({ key }) => !key)];
}
