import * as z from 'zod/mini';
import { beforeEach, describe, expect, test } from 'vitest';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import type { ServerState } from '../../../src/extension/server/api';
import { type ProcessHandle, ServerConnection } from '../../../src/extension/server/serverConnection';
import { notification, request } from '../../../src/protocol/define';
import { CANCELLED_CODE, FAILURE_CODE } from '../../../src/protocol/sessions';

const Double = request('double', z.object({ value: z.number() }), z.number());
const Note = notification('note', z.object({ text: z.string() }));

class FakeProcess implements ProcessHandle {
  generation: string | undefined;
  pid: number | undefined;
  answer: (params: object) => Promise<unknown> = async () => 42;
  starts = 0;
  refuses: Error | undefined;
  disposed = false;
  readonly sent: object[] = [];
  readonly handlers = new Map<string, (params: unknown) => void>();
  lastToken: { readonly isCancellationRequested: boolean } | undefined;

  constructor(private readonly onState: (state: ServerState) => void) {}

  async ready(): Promise<void> {
    if (this.refuses) throw this.refuses;
    if (this.pid !== undefined) return;
    this.starts += 1;
    this.pid = this.starts;
    this.generation = `g${this.starts}`;
    this.onState('starting');
    this.onState('running');
  }

  async request(_method: string, params: object, token: { readonly isCancellationRequested: boolean }): Promise<unknown> {
    this.lastToken = token;
    return this.answer(params);
  }

  async notify(_method: string, params: object): Promise<void> {
    this.sent.push(params);
  }

  onNotification(method: string, handler: (params: unknown) => void): void {
    this.handlers.set(method, handler);
  }

  async stop(): Promise<void> {
    this.pid = undefined;
    this.onState('stopped');
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }
}

let made: FakeProcess[];
let warned: string[];
let server: ServerConnection;

beforeEach(() => {
  made = [];
  warned = [];
  server = new ServerConnection({
    load: async (onState) => {
      const fake = new FakeProcess(onState);
      made.push(fake);
      return fake;
    },
    warn: (message) => warned.push(message),
  });
});

async function errorOf(work: Promise<unknown>): Promise<Error> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof Error) return error;
  throw new Error('It did not fail.');
}

const coded = (code: number, data?: unknown): Error => Object.assign(new Error('from the pipe'), { code, data });

describe('the server for the host', () => {
  test('loads nothing until it is needed, and once only', async () => {
    server.notify(Note, { text: 'too early' });
    server.on(Note, () => undefined);
    expect(made).toEqual([]);
    expect(server.state).toBe('stopped');
    expect(await Promise.all([server.request(Double, { value: 1 }), server.request(Double, { value: 1 })])).toEqual([42, 42]);
    expect(made).toHaveLength(1);
    expect(server.state).toBe('running');
    expect(server.generation).toBe('g1');
  });

  test('a restart gives a new generation and tells each state', async () => {
    await server.start();
    const states: ServerState[] = [];
    server.onDidChangeState((state) => states.push(state));
    await server.restart();
    expect(server.generation).toBe('g2');
    expect(states).toEqual(['stopped', 'starting', 'running']);
  });

  test('a failure of the server comes out whole', async () => {
    await server.start();
    const failure = { what: 'Could not double', why: 'It is odd.', position: { start: 1, end: 2 } };
    made[0]!.answer = () => Promise.reject(coded(FAILURE_CODE, failure));
    const error = await errorOf(server.request(Double, { value: 1 }));
    expect(error instanceof HeadwaterError && error.failure).toEqual(failure);
  });

  test.each([
    ['a pending request that was rejected', -32097, 'server-ended'],
    ['a closed connection', 1, 'server-ended'],
    ['a message that could not be written', -32099, 'server-ended'],
    ['a request that the server does not know', -32601, 'unknown-request'],
    ['any other error', -32603, 'internal'],
    ['a failure without its data', FAILURE_CODE, 'internal'],
  ])('%s is told in words', async (_, code, told) => {
    await server.start();
    made[0]!.answer = () => Promise.reject(coded(code));
    const error = await errorOf(server.request(Double, { value: 1 }));
    expect(error instanceof HeadwaterError && error.failure).toMatchObject({ code: told, todo: expect.stringMatching(/./u) as string });
  });

  test('a cancellation by the server is one', async () => {
    await server.start();
    made[0]!.answer = () => Promise.reject(coded(CANCELLED_CODE));
    expect(await errorOf(server.request(Double, { value: 1 }))).toBeInstanceOf(CancelledError);
  });

  test('lets the caller go at once when he cancels, and tells the server', async () => {
    await server.start();
    made[0]!.answer = () => new Promise(() => undefined);
    const controller = new AbortController();
    const asked = errorOf(server.request(Double, { value: 1 }, controller.signal));
    await new Promise(setImmediate);
    expect(made[0]!.lastToken?.isCancellationRequested).toBe(false);
    controller.abort();
    expect(await asked).toBeInstanceOf(CancelledError);
    expect(made[0]!.lastToken?.isCancellationRequested).toBe(true);
  });

  test('starts nothing for a request that is cancelled already', async () => {
    expect(await errorOf(server.request(Double, { value: 1 }, AbortSignal.abort()))).toBeInstanceOf(CancelledError);
    expect(made).toEqual([]);
  });

  test('an answer of a wrong shape is told, not passed on', async () => {
    await server.start();
    made[0]!.answer = async () => 'forty-two';
    const error = await errorOf(server.request(Double, { value: 1 }));
    expect(error instanceof HeadwaterError && error.failure.code).toBe('bad-answer');
  });

  test('a server that cannot start is told, and can be tried again', async () => {
    await server.start();
    made[0]!.refuses = new Error('The server process ended while it was starting.');
    const error = await errorOf(server.request(Double, { value: 1 }));
    expect(error instanceof HeadwaterError && error.failure).toMatchObject({ code: 'server-not-started', why: 'The server process ended while it was starting.' });
    made[0]!.refuses = undefined;
    expect(await server.request(Double, { value: 1 })).toBe(42);
  });

  test('gives notifications to every listener, also those who came before the start', async () => {
    const seen: string[] = [];
    server.on(Note, ({ text }) => seen.push(`one ${text}`));
    const two = server.on(Note, ({ text }) => seen.push(`two ${text}`));
    await server.start();
    const { method } = Note;
    made[0]!.handlers.get(method)!({ text: 'a' });
    two.dispose();
    made[0]!.handlers.get(method)!({ text: 'b' });
    made[0]!.handlers.get(method)!({ text: 5 });
    expect(seen).toEqual(['one a', 'two a', 'one b']);
    expect(warned).toHaveLength(1);
  });

  test('ends its process when it is disposed, and starts no other', async () => {
    await server.start();
    await server.dispose();
    expect(made[0]!.disposed).toBe(true);
    expect(await errorOf(server.request(Double, { value: 1 }))).toBeInstanceOf(HeadwaterError);
    expect(made).toHaveLength(1);
  });
});
