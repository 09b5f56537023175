import { type CancellationToken, CancellationTokenSource, ResponseError } from 'vscode-jsonrpc/node';
import * as z from 'zod/mini';
import { describe, expect, test } from 'vitest';
import { CancelledError, HeadwaterError } from '../../../src/core/errors';
import { notification, request } from '../../../src/protocol/define';
import { CANCELLED_CODE, FAILURE_CODE } from '../../../src/protocol/sessions';
import { type Pipe, Router } from '../../../src/server/router';

const Double = request('double', z.object({ value: z.number() }), z.number());
const Note = notification('note', z.object({ text: z.string() }));

class FakePipe implements Pipe {
  readonly requests = new Map<string, (params: unknown, token: CancellationToken) => Promise<unknown>>();
  readonly notes = new Map<string, (params: unknown) => void>();
  closed = false;

  onRequest(method: string, handler: (params: unknown, token: CancellationToken) => Promise<unknown>): void {
    this.requests.set(method, handler);
  }

  onNotification(method: string, handler: (params: unknown) => void): void {
    this.notes.set(method, handler);
  }

  async sendNotification(): Promise<void> {
    if (this.closed) throw new Error('The pipe is closed.');
  }

  async ask(params: unknown, token: CancellationToken = new CancellationTokenSource().token): Promise<unknown> {
    return this.requests.get(Double.method)!(params, token);
  }
}

function routed(handler: (params: { value: number }, signal: AbortSignal) => Promise<number> | number): { pipe: FakePipe; logged: string[]; router: Router } {
  const pipe = new FakePipe();
  const logged: string[] = [];
  const router = new Router(pipe, { write: (level, text) => logged.push(`${level}: ${text}`) });
  router.handle(Double, 'Could not double', handler);
  return { pipe, logged, router };
}

async function failing(work: Promise<unknown>): Promise<ResponseError<unknown>> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ResponseError) return error;
  throw new Error('It did not fail with a ResponseError.');
}

describe('the router', () => {
  test('gives checked parameters to the handler and its result back', async () => {
    const { pipe } = routed(({ value }) => value * 2);
    expect(await pipe.ask({ value: 21 })).toBe(42);
  });

  test('refuses parameters of a wrong shape with a failure that says so', async () => {
    const { pipe } = routed(() => 0);
    const error = await failing(pipe.ask({ value: 'twenty' }));
    expect(error.code).toBe(FAILURE_CODE);
    expect(error.data).toMatchObject({ what: 'Could not double', code: 'bad-request' });
  });

  test('keeps a failure whole', async () => {
    const failure = { what: 'Could not double', why: 'It is odd.', todo: 'Take another.', code: 'odd', position: { start: 1, end: 2 } };
    const { pipe, logged } = routed(() => Promise.reject(new HeadwaterError(failure)));
    expect((await failing(pipe.ask({ value: 1 }))).data).toEqual(failure);
    expect(logged).toEqual([]);
  });

  test('makes a failure of a defect and logs its stack', async () => {
    const { pipe, logged } = routed(() => Promise.reject(new TypeError('x is not a function')));
    expect((await failing(pipe.ask({ value: 1 }))).data).toEqual({ what: 'Could not double', why: 'x is not a function' });
    expect(logged[0]).toMatch(/^error: headwater\/double: TypeError: x is not a function\n\s+at /u);
  });

  test('passes a cancellation on as a signal and answers it as cancelled', async () => {
    const { pipe } = routed(
      (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new CancelledError());
          });
        }),
    );
    const source = new CancellationTokenSource();
    const asked = failing(pipe.ask({ value: 1 }, source.token));
    source.cancel();
    expect((await asked).code).toBe(CANCELLED_CODE);
  });

  test('logs a notification of a wrong shape and goes on', () => {
    const { pipe, logged, router } = routed(() => 0);
    const seen: string[] = [];
    router.listen(Note, ({ text }) => seen.push(text));
    pipe.notes.get(Note.method)!({ text: 5 });
    pipe.notes.get(Note.method)!({ text: 'five' });
    expect(seen).toEqual(['five']);
    expect(logged).toHaveLength(1);
  });

  test('does not mind that the pipe is gone', async () => {
    const { pipe, router } = routed(() => 0);
    pipe.closed = true;
    await expect(router.notify(Note, { text: 'lost' })).resolves.toBeUndefined();
  });
});
