import type { ConnectContext } from '../../../core/contract/backend';
import type { Execution, ExecutionEvent, RunOptions, Statements } from '../../../core/contract/execution';
import { CancelledError, HeadwaterError, isCancelled } from '../../../core/errors';
import type { Entity } from '../client/entity';
import type { KsqlClient, StatementContext } from '../client/ksqlClient';
import { RefusedError } from '../client/refusal';
import { type Cell, type Grid, gridMessages, textColumns } from '../entities/grid';
import { viewOf } from '../entities/view';
import { classify, type StatementKind } from './classify';
import { followCommand } from './command';
import type { DocumentContexts } from './documents';
import { placed } from './position';
import { PrintedLines } from './printed';
import { keysOf, markKeys, onlySource, type ResultKeys } from './resultKeys';
import { RunningQuery } from './runningQuery';
import { readScript } from './script';
import { type StatementSettings, withSettings } from './settings';
import { executionOf } from './work';

const WHAT = 'Could not run the statement';

export interface StatementParts extends Pick<ConnectContext, 'log' | 'offer'> {
  readonly client: KsqlClient;
  readonly documents: DocumentContexts;
  /** What is known of a stream or table by its name; `undefined` for none. */
  readonly source: (name: string, signal: AbortSignal) => Promise<{ readonly isTable: boolean; readonly keys: readonly string[] } | undefined>;
  /** Told when a statement may have changed what there is. */
  readonly changed: () => void;
  readonly workspaceFolders: readonly string[];
  readonly trusted: boolean;
  /** Fires when the session ends. */
  readonly closed: AbortSignal;
}

type Events = AsyncGenerator<ExecutionEvent, void, undefined>;

interface Running extends StatementSettings {
  readonly text: string;
  readonly scope: string;
  readonly options: RunOptions;
  readonly signal: AbortSignal;
  readonly query: RunningQuery;
}

/** Runs statements of one session, each by its kind. */
export class KsqlStatements implements Statements {
  readonly #running = new Set<RunningQuery>();

  constructor(private readonly parts: StatementParts) {}

  /** Ends what still runs on the server; for the end of the session. Never throws. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#running].map((query) => query.end().catch(() => undefined)));
  }

  run(text: string, options: RunOptions): Execution {
    const query = new RunningQuery(this.parts.client, this.parts);
    return executionOf(
      [options.signal, this.parts.closed],
      (signal) => this.#told(text, options, query, signal),
      () => query.end(),
    );
  }

  async *#told(text: string, options: RunOptions, query: RunningQuery, signal: AbortSignal): Events {
    const { scope = '' } = options;
    this.#running.add(query);
    try {
      yield* this.#events(classify(text), { text, scope, options, signal, query, ...withSettings(this.parts.documents.of(scope), options.settings) });
    } catch (error) {
      if (signal.aborted) throw new CancelledError();
      throw placed(error, text);
    } finally {
      this.#running.delete(query);
    }
  }

  #events(kind: StatementKind, running: Running): Events {
    switch (kind.kind) {
      case 'empty':
        return said('There is no statement here.');
      case 'select':
        return this.#select(running, kind);
      case 'print':
        return this.#print(running, kind.limited);
      case 'set':
      case 'unset':
      case 'define':
      case 'undefine':
        return this.#remember(kind, running);
      case 'script':
        return this.#script(kind.file, running);
      case 'other':
        return this.#command(running, kind);
    }
  }

  async *#select({ text, context, continuation, options, signal, query }: Running, { push, limited }: { readonly push: boolean; readonly limited: boolean }): Events {
    const keys = push ? await this.#keys(text, signal) : undefined;
    const live = push && !limited;
    const result = await this.parts.client.query(
      { sql: `${text};`, ...context, ...(continuation === undefined ? {} : { continuation }) },
      { what: WHAT, live, ...(options.batchRows === undefined ? {} : { batchRows: options.batchRows }), ...(keys?.changes ? { changes: { at: 0, row: '+U' } } : {}), ...(keys ? { columns: (columns) => markKeys(columns, keys) } : {}) },
      (header) => {
        query.id = header.queryId;
      },
      signal,
    );
    let begun = false;
    const messages = result.messages();
    for (;;) {
      const step = await messages.next();
      if (step.done === true) {
        const { reason, rows, continuation: token } = step.value;
        const how = { limit: 'Limit reached', completed: 'Query completed', ended: push ? 'Ended by the server' : 'All rows read' }[reason];
        const { id } = query;
        query.id = undefined; // nothing is left to end
        yield { kind: 'done', facts: [...(id === undefined ? [] : [['Query', id] as const]), ['End', how], ['Rows', rows.toString()], ...offsetFact(push, context), ...(token === undefined ? [] : [['Continuation token', token] as const])] };
        return;
      }
      yield step.value;
      if (!begun && query.id !== undefined && push) yield { kind: 'message', severity: 'info', text: `Query ${query.id}, from the ${context.properties['auto.offset.reset'] ?? 'latest'} offset.` };
      begun = true;
    }
  }

  /** Keys of a push query's rows; without an answer to what its source is, rows stand for themselves. */
  async #keys(text: string, signal: AbortSignal): Promise<ResultKeys> {
    const name = onlySource(text);
    const source = name === undefined ? undefined : await this.parts.source(name, signal).catch(() => undefined);
    return keysOf(text, source);
  }

  async *#print({ text, context, signal }: Running, limited: boolean): Events {
    const { client } = this.parts;
    const reply = await client.print({ sql: `${text};`, ...context }, WHAT, signal);
    const lines = new PrintedLines();
    try {
      yield lines.schema(!limited);
      for await (const chunk of reply.body) {
        if (!(chunk instanceof Uint8Array)) continue;
        for (const line of lines.feed(chunk)) yield { kind: 'message', severity: 'info', text: line };
        if (lines.rows > 0) yield lines.take();
      }
      for (const line of lines.finish()) yield { kind: 'message', severity: 'info', text: line };
      if (lines.rows > 0) yield lines.take();
      yield { kind: 'done', facts: [['End', limited ? 'Limit reached' : 'Ended by the server']] };
    } catch (error) {
      if (signal.aborted || isCancelled(error)) throw new CancelledError();
      throw error instanceof HeadwaterError ? error : client.http.broken(WHAT, error);
    } finally {
      await reply.close();
    }
  }

  async *#remember(kind: Extract<StatementKind, { kind: 'set' | 'unset' | 'define' | 'undefine' }>, { scope, signal }: Pick<Running, 'scope' | 'signal'>): Events {
    const { documents } = this.parts;
    switch (kind.kind) {
      case 'set':
        await this.#checkProperty(kind.name, signal);
        documents.set(scope, kind.name, kind.value);
        yield* said(`${kind.name} is '${kind.value}' for the statements of this document that run from now on.`);
        return;
      case 'unset':
        yield* said(documents.unset(scope, kind.name) ? `${kind.name} is no longer set by this document.` : `${kind.name} was not set by this document.`);
        return;
      case 'define':
        documents.define(scope, kind.name, kind.value);
        yield* said(`\${${kind.name}} stands for '${kind.value}' in this document.`);
        return;
      case 'undefine':
        yield* said(documents.undefine(scope, kind.name) ? `\${${kind.name}} is no longer defined.` : `\${${kind.name}} was not defined.`);
    }
  }

  /** A name with a typing error would be refused by each statement that follows. */
  async #checkProperty(name: string, signal: AbortSignal): Promise<void> {
    let known = true;
    try {
      known = await this.parts.client.isProperty(name, signal);
    } catch (error) {
      // Old servers cannot be asked.
      if (!(error instanceof RefusedError)) throw error;
    }
    if (!known) throw new HeadwaterError({ what: WHAT, why: `The server has no property '${name}' that a statement could set.`, todo: 'LIST PROPERTIES shows those that it has.', kind: 'invalid', code: 'property' });
  }

  async *#command({ text, context, signal }: Running, { writes, insertsRow }: { readonly writes: boolean; readonly insertsRow: boolean }): Events {
    const { client, changed } = this.parts;
    try {
      const entities = await client.execute(WHAT, `${text};`, context, signal, { writing: writes });
      let gridShown = false;
      const facts: (readonly [string, string])[] = [];
      for (const entity of entities) {
        for (const warning of entity.warnings) yield { kind: 'message', severity: 'warning', text: warning };
        const view = entity.type === 'currentStatus' ? { messages: [yield* this.#followed(entity, signal)] } : viewOf(entity);
        for (const message of view.messages ?? []) yield { kind: 'message', severity: 'info', text: message };
        facts.push(...(view.facts ?? []));
        if (view.grid && !gridShown) {
          gridShown = true;
          yield* gridMessages(view.grid);
        }
      }
      yield { kind: 'done', ...(insertsRow ? { rowsAffected: 1n } : {}), facts };
    } finally {
      if (writes && !insertsRow) changed();
    }
  }

  async *#followed(entity: Entity, signal: AbortSignal): AsyncGenerator<ExecutionEvent, string, undefined> {
    const { message, queryId } = yield* followCommand(this.parts.client, WHAT, entity, signal);
    return queryId === undefined || message.includes(queryId) ? message : `${message} (${queryId})`;
  }

  /** One statement after the other, until one fails; SET and DEFINE of a script hold in the document that runs it, too. */
  async *#script(file: string, { text: whole, scope, signal }: Running): Events {
    const { workspaceFolders, trusted, documents } = this.parts;
    const statements = await readScript(file, workspaceFolders, trusted);
    const rows: Cell[][] = [];
    for (const [index, { text, kind, line }] of statements.entries()) {
      yield { kind: 'progress', fraction: index / statements.length, text: `statement ${index + 1} of ${statements.length}` };
      const running: Running = { text, scope, options: { signal }, signal, query: new RunningQuery(this.parts.client, this.parts), ...withSettings(documents.of(scope)) };
      const said: string[] = [];
      try {
        for await (const event of this.#events(kind, running)) {
          if (event.kind === 'message') said.push(event.text);
          if (event.kind === 'message' && event.severity === 'warning') yield event;
        }
      } catch (error) {
        if (!(error instanceof HeadwaterError)) throw error;
        const { failure } = error;
        // A place in the script is none in the document.
        throw new HeadwaterError({ ...failure, position: { start: 0, end: whole.length }, what: `Could not run the script \`${file}\``, why: `Line ${line}: ${failure.why} ${index === 0 ? 'Nothing was run before it.' : `The ${index === 1 ? 'statement' : `${index} statements`} before it ${index === 1 ? 'was' : 'were'} run.`}` }, { cause: error });
      }
      rows.push([BigInt(line), text, said.join('\n') || 'done']);
    }
    const grid: Grid = { columns: [{ name: 'Line', type: 'integer' }, ...textColumns('Statement', 'Answer')], rows };
    yield* gridMessages(grid);
    yield { kind: 'done', facts: [['Statements', String(statements.length)]] };
  }
}

async function* said(text: string): Events {
  yield { kind: 'message', severity: 'info', text };
  yield { kind: 'done' };
}

function offsetFact(push: boolean, { properties }: StatementContext): readonly (readonly [string, string])[] {
  return push ? [['Offset', properties['auto.offset.reset'] ?? 'latest']] : [];
}
