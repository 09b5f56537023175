import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import type { ObjectPath, Objects } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { formatBytes, formatCount } from '../../core/format/numbers';
import type { DuckDbConnection } from '../../duckdb/duckdb';
import { compareRelations, type Relation } from '../../engine/diff/compare';
import { executionOf } from '../../engine/execution';
import { isPrefix } from '../../engine/remote/glob';
import { runOverFiles } from '../../engine/remote/overFiles';
import { ProgressEvents } from '../../engine/remote/progressEvents';
import type { RemoteFiles } from '../../engine/remote/remoteFiles';
import type { RemoteSource } from '../../engine/remote/remoteSource';
import type { EngineConnection } from '../../engine/sources';
import type { DataInfo, DataObject, ObjectsRead } from '../../protocol/data';
import type { DataEngine } from './dataEngine';
import { markedDifference } from './markedDifference';
import { describePrefix } from './prefixInfo';
import { statisticsQuery } from './statistics';

export interface ObjectDataParts {
  readonly files: RemoteFiles;
  readonly engine: Pick<DataEngine, 'connect'>;
  /** The open connection of an id. */
  readonly connection: (id: string) => EngineConnection | undefined;
  /** Bytes that are fetched without asking. */
  readonly askAbove: () => number;
}

/** Rows that a preview shows at most. */
const PREVIEW_ROWS = 10_000;
const NOT_READ = 'Could not read the object';

type ObjectRead = Extract<ObjectsRead, { kind: 'object' }>;
type CompareRead = Extract<ObjectsRead, { kind: 'compare' }>;

/** Shows and compares the rows inside objects. */
export class ObjectData {
  constructor(private readonly parts: ObjectDataParts) {}

  /** What is known with few bytes. */
  async describe({ connectionId, object }: DataObject, signal: AbortSignal): Promise<DataInfo> {
    const { objects } = this.#objectsOf(connectionId);
    const label = labelOf(objects, object);
    const common = { label, askAbove: this.parts.askAbove() };
    if (isPrefix(object)) {
      const { size, first, facts, folders } = await describePrefix(objects, object, label, signal);
      const { columns } = await this.describe({ connectionId, object: first }, signal);
      return { ...common, size, facts, preview: false, ...(columns === undefined ? {} : { columns: [...columns, ...folders] }) };
    }
    const preview = await this.parts.files.preview(objects, object, label, 0, signal);
    if (!preview) return { ...common, size: (await objects.stat(object, signal)).size, facts: [], preview: false };
    const connection = await this.parts.engine.connect();
    try {
      const described = await connection.rows(`DESCRIBE ${preview.query}`, NOT_READ, signal);
      const columns = described.map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
      return { ...common, size: preview.stat.size, columns, facts: preview.facts, preview: true, ...(preview.rows === undefined ? {} : { rows: preview.rows }) };
    } finally {
      connection.close();
      await preview.discard();
    }
  }

  /** @param connectionId of the run: the object's */
  read(read: ObjectsRead, connectionId: string, signal: AbortSignal): Execution {
    return executionOf(signal, (ended) => this.#connected((connection) => this.#events(read, connectionId, connection, ended)));
  }

  async *#connected(work: (connection: DuckDbConnection) => AsyncIterable<ExecutionEvent>): AsyncGenerator<ExecutionEvent, void, undefined> {
    const connection = await this.parts.engine.connect();
    try {
      yield* work(connection);
    } finally {
      connection.close();
    }
  }

  #events(read: ObjectsRead, connectionId: string, connection: DuckDbConnection, signal: AbortSignal): AsyncIterable<ExecutionEvent> {
    if (read.kind === 'compare') return markedDifference(this.#compare(read, connection, signal));
    return read.rows === 'first' ? this.#first(read, connectionId, connection, signal) : this.#whole(read, connectionId, connection, signal);
  }

  /** A preview where the format allows it, else all. */
  async *#first(read: ObjectRead, connectionId: string, connection: DuckDbConnection, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const { objects } = this.#objectsOf(connectionId);
    const preview = isPrefix(read.object) ? undefined : await this.parts.files.preview(objects, read.object, labelOf(objects, read.object), PREVIEW_ROWS, signal);
    if (!preview) {
      yield* this.#whole(read, connectionId, connection, signal);
      return;
    }
    try {
      if (!preview.complete) yield { kind: 'message', severity: 'info', text: tellPreview(preview.rows) };
      for await (const event of connection.run(preview.query, { signal })) {
        if (event.kind !== 'ended') yield event;
      }
      const rows = preview.rows === undefined ? [] : [['Rows', formatCount(preview.rows)] as const];
      yield { kind: 'done', facts: [...rows, ['Size', formatBytes(preview.stat.size)], ...preview.facts, ['Fetched', formatBytes(preview.traffic.bytes)]] };
    } finally {
      await preview.discard();
    }
  }

  async *#whole({ object, rows, fetchLimit }: ObjectRead, connectionId: string, connection: DuckDbConnection, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const progress = new ProgressEvents();
    const source = yield* progress.during(this.#open({ connectionId, object }, fetchLimit, progress, signal));
    try {
      const text = rows === 'statistics' ? statisticsQuery(source.query) : source.query;
      const query = rows === 'statistics' ? 'SELECT 1' : `SELECT * ${source.query}`;
      for await (const event of runOverFiles(connection, text, [source], { signal, query, ...(fetchLimit === undefined ? {} : { fetchLimit }) })) {
        if (event.kind !== 'ended') yield event;
      }
      yield { kind: 'done', facts: [['Fetched', formatBytes(source.fetched().bytes)]] };
    } finally {
      source.release();
    }
  }

  async *#compare({ left, right, key, fetchLimit }: CompareRead, connection: DuckDbConnection, signal: AbortSignal): AsyncGenerator<ExecutionEvent, void, undefined> {
    const progress = new ProgressEvents();
    const opened: RemoteSource[] = [];
    try {
      for (const side of [left, right]) opened.push(yield* progress.during(this.#open(side, fetchLimit, progress, signal)));
      const [one, other] = opened.map((source): Relation => ({ label: source.label, query: source.query, sources: [source] }));
      if (!one || !other) return;
      yield* compareRelations(connection, { left: one, right: other, key }, { signal, ...(fetchLimit === undefined ? {} : { fetchLimit }) });
    } finally {
      for (const source of opened) source.release();
    }
  }

  async #open({ connectionId, object }: DataObject, fetchLimit: number | undefined, progress: ProgressEvents, signal: AbortSignal): Promise<RemoteSource> {
    const { connection, objects } = this.#objectsOf(connectionId);
    const label = labelOf(objects, object);
    const source = await this.parts.files.open(connection, objects, object, label, signal, { progress: progress.add, ...(fetchLimit === undefined ? {} : { fetchLimit }) });
    if (source) return source;
    throw new HeadwaterError({ what: `Could not read \`${label}\``, why: isPrefix(object) ? 'There are no data files below it.' : 'There is no such object.', todo: 'Refresh the tree: it may have been moved or deleted.', kind: 'notFound', code: 'no-object' });
  }

  #objectsOf(connectionId: string): { readonly connection: EngineConnection; readonly objects: Objects } {
    const connection = this.parts.connection(connectionId);
    const objects = connection?.session.objects;
    if (connection && objects) return { connection, objects };
    throw new HeadwaterError({
      what: NOT_READ,
      why: connection ? `*${connection.name}* holds no objects.` : 'Its connection is not open.',
      todo: connection ? 'Choose an object of another connection.' : 'Open the connection and try again.',
      code: connection ? 'no-objects' : 'no-session',
    });
  }
}

function labelOf({ scheme }: Objects, path: ObjectPath): string {
  return `${scheme}://${path.join('/')}`;
}

function tellPreview(rows: number | undefined): string {
  return rows === undefined
    ? 'These are the rows at the start of the object; types are guessed from them. Totals and filters are of these rows only.'
    : `These are the first of ${formatCount(rows)} rows. Totals and filters are of these rows only.`;
}
