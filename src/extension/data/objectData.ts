import type { ObjectPath } from '../../core/contract/objects';
import { type DataInfo, type DataObject, type DataRead, DescribeData } from '../../protocol/data';
import type { RequestDefinition } from '../../protocol/define';
import type { Results, StartedResult } from '../services';

export interface DataRequests {
  /** Opens the session first where it is not open. */
  request<P extends { readonly connectionId: string }, R>(definition: RequestDefinition<P, R>, params: P): Promise<R>;
}

export interface DataPrompts {
  /** Whether so many bytes may be fetched. */
  mayFetch(label: string, bytes: number): Promise<boolean>;
}

export interface ObjectDataDeps {
  readonly requests: DataRequests;
  readonly results: Pick<Results, 'start'>;
  readonly prompts: DataPrompts;
}

/** Shows the rows inside objects in the results view. What costs more than is fetched without asking is asked about first. */
export class ObjectDataViewer {
  constructor(private readonly deps: ObjectDataDeps) {}

  /** The first rows; all where the format has no cheap beginning. `undefined` where the person did not want to fetch that much. */
  async open(target: DataObject): Promise<StartedResult | undefined> {
    const info = await this.describe(target);
    return info.preview ? this.#start(target, info, 'first') : this.#startWhole(target, info, 'all');
  }

  async readAll(target: DataObject): Promise<StartedResult | undefined> {
    return this.#startWhole(target, await this.describe(target), 'all');
  }

  /** One row for each column. Parquet tells by itself; anything else has to be read. */
  async statistics(target: DataObject): Promise<StartedResult | undefined> {
    const info = await this.describe(target);
    return info.rows === undefined ? this.#startWhole(target, info, 'statistics') : this.#start(target, info, 'statistics');
  }

  describe(target: DataObject): Promise<DataInfo> {
    return this.deps.requests.request(DescribeData, target);
  }

  async #startWhole(target: DataObject, info: DataInfo, rows: 'all' | 'statistics'): Promise<StartedResult | undefined> {
    if (info.size <= info.askAbove) return this.#start(target, info, rows);
    return (await this.deps.prompts.mayFetch(info.label, info.size)) ? this.#start(target, info, rows, info.size) : undefined;
  }

  #start({ connectionId, object }: DataObject, { label }: DataInfo, rows: 'first' | 'all' | 'statistics', fetchLimit?: number): Promise<StartedResult> {
    const data: DataRead = { kind: 'object', object, rows, ...(fetchLimit === undefined ? {} : { fetchLimit }) };
    const from = `'${label.replaceAll("'", "''")}'`;
    const statement = rows === 'statistics' ? `SUMMARIZE FROM ${from}` : `SELECT * FROM ${from}`;
    return this.deps.results.start({ connectionId, statement, title: nameOf(object), data, writes: false }, { reveal: true });
  }
}

/** The last part of an object’s key; of a prefix, with its slash. */
export function nameOf(object: ObjectPath): string {
  const key = object.at(-1) ?? '';
  return key.slice(key.replace(/\/$/u, '').lastIndexOf('/') + 1);
}
