import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Backend, ConnectContext } from '../../src/core/contract/backend';
import type { ExecutionEvent, RunOptions } from '../../src/core/contract/execution';
import { checkFields } from '../../src/core/contract/fields';
import type { ConnectionProfile, Secrets } from '../../src/core/contract/profile';
import type { Session } from '../../src/core/contract/session';
import { CancelledError, HeadwaterError, isCancelled } from '../../src/core/errors';
import { backendDescriptor } from '../../src/protocol/backends';
import { catalogPage, nodeDetail, serverInfo } from '../../src/protocol/shapes';
import * as z from 'zod/mini';
import { describeBackend } from '../../src/server/backends';
import { collect, drain, type Gathered } from './gather';

/** A system under test. */
export interface Started {
  readonly backend: Backend;
  readonly profile: ConnectionProfile;
  readonly secrets: Secrets;
  /** Where {@link ConnectContext} must say something of its own. */
  readonly context?: Partial<ConnectContext>;
  /** Ends the system as a crash would. */
  kill?(): Promise<void>;
  /** What is still open on the other side, in words. */
  leftovers?(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

export interface Contract {
  readonly start: () => Promise<Started>;
  /** Whether there is another side that can be killed, and one that can be asked what is still open there. */
  readonly otherSide: { readonly kill: boolean; readonly leftovers: boolean };
  /** Statements and places that show each property. Absent ones mean that the system has no such thing; their tests do not exist then. */
  readonly samples: Samples | (Samples & StatementSamples);
}

/** What every session has. */
export interface Samples {
  /** A node with more than `more` children, for paging. */
  readonly paged?: { readonly path: readonly string[]; readonly more: number };
  readonly search?: { readonly text: string; readonly finds: string };
  readonly resolve?: { readonly reference: string; readonly columns: readonly string[] };
  readonly badSecrets?: Secrets;
  /** Values under which nothing can be reached. */
  readonly unreachable?: ConnectionProfile['values'];
}

/** What a session with statements of its own has. */
export interface StatementSamples {
  /** At least `rows` rows of at least one column, in more than one batch. */
  readonly rows: { readonly statement: string; readonly rows: number };
  readonly empty: { readonly statement: string; readonly columns: number };
  readonly wide: { readonly statement: string; readonly columns: number };
  /** One column per type; `texts` are its values as the grid shows them. */
  readonly types: { readonly statement: string; readonly columns: readonly { readonly name: string; readonly texts: readonly string[] }[] };
  /** Runs for long, or without end, and yields rows. */
  readonly endless: string;
  /** Wrong statements with the place of the mistake as a piece of the statement; `at` absent where the system does not say. */
  readonly wrong: readonly { readonly statement: string; readonly at?: string }[];
  /** A statement that changes something, and how much. */
  readonly affected?: { readonly statement: string; readonly rows: bigint };
}

/** Milliseconds within which a cancelled statement must be over. */
const CANCEL_MS = 200;

const never = new AbortController().signal;

/** The properties that every backend has. Call it once per system, at the top of a test file. */
export function contract(name: string, { start, otherSide, samples }: Contract): void {
  describe(`${name} keeps the contract`, () => {
    let system: Started;
    let session: Session;

    const connect = (values: ConnectionProfile['values'] = system.profile.values, secrets: Secrets = system.secrets, signal: AbortSignal = never): Promise<Session> =>
      system.backend.connect({ ...system.profile, values }, secrets, contextOf(system, signal));
    const run = (statement: string, on: Session = session, options: Partial<RunOptions> = {}): Promise<Gathered> => collect(statements(on).run(statement, { signal: never, ...options }));

    beforeAll(async () => {
      system = await start();
      session = await connect();
    });
    afterAll(async () => {
      await session[Symbol.asyncDispose]();
      await system.stop();
    });

    describe('as data', () => {
      test('describes itself in the shape of the protocol', () => {
        expect(z.parse(backendDescriptor, structuredClone(describeBackend(system.backend))).id).toBe(system.backend.id);
      });
      test('has a form that takes the values of a working connection', () => {
        expect(checkFields(system.backend.form.fields, system.profile.values, new Set(Object.keys(system.secrets)))).toEqual([]);
      });
      test('has field keys that differ, and keeps secrets out of the values', () => {
        const keys = system.backend.form.fields.map((field) => field.key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const field of system.backend.form.fields) if (field.kind === 'secret') expect(system.profile.values).not.toHaveProperty(field.key);
      });
      test('reads its own example URLs, and no others', () => {
        for (const url of system.backend.form.urlExamples ?? []) expect(system.backend.parseUrl?.(url), url).toBeDefined();
        for (const garbage of ['', 'http://', 'no url', '\0', 'javascript:alert(1)']) expect(system.backend.parseUrl?.(garbage)).toBeUndefined();
      });
    });

    describe('connecting', () => {
      test('tells the product and answers a ping', async () => {
        expect(z.parse(serverInfo, session.server).product).not.toBe('');
        await session.ping(never);
      });
      test('stops when it is cancelled before it begins', async () => {
        const error = await reason(connect(undefined, undefined, AbortSignal.abort()).then((late) => late[Symbol.asyncDispose]().then(() => { throw new CancelledError(); })));
        expect(isCancelled(error), String(error)).toBe(true);
      });
      testIf(samples.badSecrets)('with bad credentials says so, without the secret', async () => {
        const failure = await failed(connect(undefined, samples.badSecrets));
        for (const secret of Object.values(samples.badSecrets ?? {})) expect(JSON.stringify({ ...failure, why: '' })).not.toContain(secret);
      });
      testIf(samples.unreachable)('to what cannot be reached says so', async () => {
        await failed(connect(samples.unreachable));
      });
    });

    describe('the catalog', () => {
      test('lists the root, each node once and of plain data', async () => {
        const { nodes } = z.parse(catalogPage, structuredClone(await session.catalog.children([], { limit: 100 }, never)));
        expect(new Set(nodes.map((node) => JSON.stringify(node.path))).size).toBe(nodes.length);
        expect(nodes.length).toBeGreaterThan(0);
      });
      testIf(samples.paged)('gives every child once over pages', async () => {
        const { path, more } = samples.paged!;
        const seen: string[] = [];
        for (let cursor: string | undefined, pages = 0; pages < 10_000; pages += 1) {
          const page = await session.catalog.children(path, { limit: Math.max(1, Math.floor(more / 3)), ...(cursor === undefined ? {} : { cursor }) }, never);
          seen.push(...page.nodes.map((node) => JSON.stringify(node.path)));
          cursor = page.next;
          if (cursor === undefined) break;
        }
        expect(seen.length).toBeGreaterThan(more);
        expect(new Set(seen).size).toBe(seen.length);
      });
      test('says what is wrong about a node that does not exist', async () => {
        await failed(session.catalog.children(['no', 'such', 'node', 'at', 'all'], { limit: 10 }, never));
        await failed(session.catalog.describe(['no', 'such', 'node', 'at', 'all'], never));
      });
      testIf(samples.search)('finds by a part of the name, whatever the case', async () => {
        const { text, finds } = samples.search!;
        for (const asked of [text, text.toUpperCase()]) expect((await session.catalog.search(asked, 50, never)).map((node) => node.label)).toContain(finds);
        expect((await session.catalog.search(text, 1, never)).length).toBeLessThanOrEqual(1);
      });
      testIf(samples.resolve)('knows what a reference in a statement means', async () => {
        const { reference, columns } = samples.resolve!;
        const detail = z.parse(nodeDetail, structuredClone(await session.catalog.resolve(reference, never)));
        expect(detail.columns?.map((column) => column.name)).toEqual(columns);
        expect(await session.catalog.resolve('no_such_thing_at_all', never)).toBeUndefined();
      });
      test('throws nothing untyped for garbage', async () => {
        for (const garbage of ['', '\0', '\ud800', '"', "'", '%', 'x'.repeat(100_000), "'; DROP TABLE x; --"]) {
          await typed(session.catalog.search(garbage, 5, never));
          await typed(session.catalog.resolve(garbage, never));
          await typed(session.catalog.children([garbage], { limit: 5 }, never));
          await typed(session.catalog.describe([garbage], never));
        }
      });
    });

    const spoken = 'rows' in samples ? samples : undefined;
    if (!spoken) {
      withoutStatements(start, connect, otherSide.kill);
      return;
    }

    describe('running', () => {
      test('gives a schema first, then every row, in whole batches', async () => {
        const gathered = await run(spoken.rows.statement);
        expect(gathered.kinds[0]).toBe('schema');
        expect(gathered.kinds.at(-1)).toBe('done');
        expect(gathered.table?.numRows).toBeGreaterThanOrEqual(spoken.rows.rows);
        expect(gathered.batches).toBeGreaterThan(1);
      });
      test('gives its columns where there are no rows', async () => {
        const { table } = await run(spoken.empty.statement);
        expect(table?.numRows).toBe(0);
        expect(table?.schema.fields).toHaveLength(spoken.empty.columns);
      });
      test('gives very many columns', async () => {
        expect((await run(spoken.wide.statement)).table?.schema.fields).toHaveLength(spoken.wide.columns);
      });
      test('gives every type exactly', async () => {
        const { texts } = await run(spoken.types.statement);
        expect(texts.map(({ name }) => name)).toEqual(spoken.types.columns.map(({ name }) => name));
        for (const [index, { name, texts: wanted }] of spoken.types.columns.entries()) {
          if (wanted.length > 0) expect(texts[index]!.values, name).toEqual(wanted);
        }
      });
      test('names the type of every column in the system’s own words', async () => {
        const { table } = await run(spoken.types.statement);
        for (const field of table?.schema.fields ?? []) expect(field.metadata.get('headwater:type'), field.name).toBeTruthy();
      });
      test('hands tight buffers over', async () => {
        await drain(statements(session).run(spoken.rows.statement, { signal: never }), (event) => {
          if ('bytes' in event) expect(event.bytes.buffer.byteLength).toBe(event.bytes.byteLength);
        });
      });
      test('says what is wrong in a statement, and where', async () => {
        for (const { statement, at } of spoken.wrong) {
          const failure = await failed(run(statement));
          if (at !== undefined) expect(failure?.position && statement.slice(failure.position.start, failure.position.end), statement).toBe(at);
        }
      });
      test('takes any text without an untyped error', async () => {
        for (const garbage of ['', ';', '   \n', '\0', '\ud800', "'", '"', '--', '/*', '$$', '((((((', 'x'.repeat(100_000)]) await typed(run(garbage));
      });
      testIf(spoken.affected)('counts what a change has changed', async () => {
        expect((await run(spoken.affected!.statement)).done?.rowsAffected).toBe(spoken.affected!.rows);
      });
      test('runs statements side by side', async () => {
        const all = await Promise.all([1, 2, 3].map(() => run(spoken.rows.statement)));
        for (const { table } of all) expect(table?.numRows).toBeGreaterThanOrEqual(spoken.rows.rows);
      });
      test('reads nothing ahead without bound while nobody pulls', async () => {
        const execution = statements(session).run(spoken.endless, { signal: never });
        const iterator = execution.events[Symbol.asyncIterator]();
        await iterator.next();
        const before = process.memoryUsage.rss();
        await delay(500);
        expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1_048_576);
        await execution.cancel();
      });
    });

    describe('ending', () => {
      const ways: readonly (readonly [string, (statement: string) => { readonly events: AsyncIterable<ExecutionEvent>; readonly end: () => Promise<unknown> }])[] = [
        ['cancel()', (statement) => { const execution = statements(session).run(statement, { signal: never }); return { events: execution.events, end: () => execution.cancel() }; }],
        ['its signal', (statement) => { const controller = new AbortController(); const execution = statements(session).run(statement, { signal: controller.signal }); return { events: execution.events, end: async () => { controller.abort(); } }; }],
      ];
      test.each(ways)('by %s in mid-stream is quick and silent', async (_, begin) => {
        const { events, end } = begin(spoken.endless);
        const iterator = events[Symbol.asyncIterator]();
        await iterator.next();
        await iterator.next();
        const asked = performance.now();
        const rest = reason(exhaust(iterator));
        await end();
        const error = await rest;
        expect(performance.now() - asked).toBeLessThan(CANCEL_MS);
        expect(error === undefined || isCancelled(error), String(error)).toBe(true);
      });
      test('by cancel() before anything was pulled, and twice, does no harm', async () => {
        const execution = statements(session).run(spoken.endless, { signal: never });
        await execution.cancel();
        await execution.cancel();
        const error = await reason(drain(execution));
        expect(error === undefined || isCancelled(error), String(error)).toBe(true);
      });
      test('early by leaving the loop leaves the session usable', async () => {
        const execution = statements(session).run(spoken.endless, { signal: never });
        for await (const event of execution.events) if (event.kind === 'batch') break;
        expect((await run(spoken.rows.statement)).table?.numRows).toBeGreaterThanOrEqual(spoken.rows.rows);
      });
      test('the session ends what runs on it and leaves nothing behind', async () => {
        const other = await connect();
        const execution = statements(other).run(spoken.endless, { signal: never });
        const iterator = execution.events[Symbol.asyncIterator]();
        await iterator.next();
        const rest = reason(exhaust(iterator));
        await other[Symbol.asyncDispose]();
        await other[Symbol.asyncDispose]();
        await within(2_000, rest);
        await failed(other.ping(never).then(() => run(spoken.rows.statement, other)), true);
      });
    });

    testIf(otherSide.leftovers)('leaves nothing behind when everything is closed', async () => {
      const own = await start();
      const opened = await own.backend.connect(own.profile, own.secrets, contextOf(own, never));
      const execution = statements(opened).run(spoken.endless, { signal: never });
      await execution.events[Symbol.asyncIterator]().next();
      expect(await own.leftovers!()).not.toEqual([]);
      await execution.cancel();
      await opened[Symbol.asyncDispose]();
      expect(await own.leftovers!()).toEqual([]);
      await own.stop();
    });

    testIf(otherSide.kill)('fails in words when the other side dies in mid-stream', async () => {
      const own = await start();
      const opened = await own.backend.connect(own.profile, own.secrets, contextOf(own, never));
      const iterator = statements(opened).run(spoken.endless, { signal: never }).events[Symbol.asyncIterator]();
      await iterator.next();
      await own.kill!();
      await failed(within(5_000, exhaust(iterator)));
      await failed(within(5_000, opened.ping(never)));
      await within(5_000, Promise.resolve(opened[Symbol.asyncDispose]()));
      await own.stop();
    });
  });
}

/** How a session ends that has no statements. */
function withoutStatements(start: Contract['start'], connect: () => Promise<Session>, canBeKilled: boolean): void {
  test('a closed session can be closed again, and says that it is closed', async () => {
    const other = await connect();
    await other[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    await failed(within(5_000, other.ping(never)));
    await failed(within(5_000, other.catalog.children([], { limit: 10 }, never)));
  });
  testIf(canBeKilled)('fails in words when the other side has died', async () => {
    const own = await start();
    const opened = await own.backend.connect(own.profile, own.secrets, contextOf(own, never));
    await own.kill!();
    await failed(within(5_000, opened.ping(never)));
    await failed(within(5_000, opened.catalog.children([], { limit: 10 }, never)));
    await within(5_000, Promise.resolve(opened[Symbol.asyncDispose]()));
    await own.stop();
  });
}

/** A test that exists only where the system has what it is about: nothing is skipped. */
function testIf(has: unknown): (title: string, body: () => Promise<void>) => void {
  return (title, body) => {
    if (has !== undefined && has !== false) test(title, body);
  };
}

function contextOf(system: Started, signal: AbortSignal): ConnectContext {
  const silent = (): void => undefined;
  return { log: { info: silent, warn: silent, error: silent, wire: silent }, storageFolder: '', workspaceFolders: [], trusted: true, timeZone: 'UTC', ...system.context, signal };
}

function statements(session: Session): NonNullable<Session['statements']> {
  if (!session.statements) throw new Error('The session has no statements.');
  return session.statements;
}

async function exhaust(iterator: AsyncIterator<ExecutionEvent>): Promise<void> {
  while (!(await iterator.next()).done);
}

/** What the work failed with; `undefined` where it did not. */
async function reason(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The failure that the work must end with. */
async function failed(work: Promise<unknown>, orCancelled = false): Promise<HeadwaterError['failure'] | undefined> {
  const error = await reason(work);
  if (orCancelled && isCancelled(error)) return undefined;
  if (!(error instanceof HeadwaterError)) throw new Error(`It should have failed with words for people, not with: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  expect(error.failure.what).not.toBe('');
  expect(error.failure.why).toMatch(/\S/u);
  return error.failure;
}

/** Works, or fails with words for people. */
async function typed(work: Promise<unknown>): Promise<void> {
  const error = await reason(work);
  if (error !== undefined && !(error instanceof HeadwaterError)) throw new Error('An untyped error', { cause: error });
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return Promise.race([
    work,
    delay(ms, undefined, { ref: false }).then(() => {
      throw new Error(`It took longer than ${ms} ms.`);
    }),
  ]);
}
