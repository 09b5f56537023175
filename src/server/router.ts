import * as z from 'zod/mini';
import { type CancellationToken, ResponseError } from 'vscode-jsonrpc/node';
import { type Failure, failureOf, HeadwaterError, isCancelled } from '../core/errors';
import type { Check, NotificationDefinition, RequestDefinition } from '../protocol/define';
import { CANCELLED_CODE, FAILURE_CODE } from '../protocol/sessions';
import { describeError, type ServerLog } from './log';

/** What the router needs of the connection to the host. */
export interface Pipe {
  onRequest(method: string, handler: (params: unknown, token: CancellationToken) => Promise<unknown>): unknown;
  onNotification(method: string, handler: (params: unknown) => void): unknown;
  sendNotification(method: string, params: object): Promise<void>;
}

export type Handler<P, R> = (params: P, signal: AbortSignal) => Promise<R> | R;

/** Turns the typed definitions of the protocol into handlers: checked parameters in, a result or a typed failure out. */
export class Router {
  constructor(
    private readonly pipe: Pipe,
    private readonly log: ServerLog,
  ) {}

  /** `what` is the title of a failure that has none of its own: "Could not list the children". */
  handle<P extends object, R>(definition: RequestDefinition<P, R>, what: string, handler: Handler<P, R>): void {
    this.pipe.onRequest(definition.method, async (params, token) => {
      const controller = new AbortController();
      if (token.isCancellationRequested) controller.abort();
      const listening = token.onCancellationRequested(() => {
        controller.abort();
      });
      try {
        // `undefined` would arrive as null anyway.
        return (await handler(this.#checked(definition.params, params, what), controller.signal)) ?? null;
      } catch (error) {
        throw this.#toResponse(error, what, definition.method);
      } finally {
        listening.dispose();
      }
    });
  }

  listen<P extends object>(definition: NotificationDefinition<P>, handler: (params: P) => void): void {
    this.pipe.onNotification(definition.method, (params) => {
      try {
        handler(this.#checked(definition.params, params, 'A message from the editor was not understood'));
      } catch (error) {
        this.log.write('error', `${definition.method}: ${describeError(error)}`);
      }
    });
  }

  /** Settles when the pipe has room; never rejects, since a pipe that is gone ends the process. */
  async notify<P extends object>(definition: NotificationDefinition<P>, params: P): Promise<void> {
    await this.pipe.sendNotification(definition.method, params).catch(() => undefined);
  }

  #checked<P>(check: Check<P>, params: unknown, what: string): P {
    const result = z.safeParse(check, params);
    if (result.success) return result.data;
    throw new HeadwaterError({ what, why: 'The request has parameters of a wrong shape.', code: 'bad-request', detail: z.prettifyError(result.error) });
  }

  #toResponse(error: unknown, what: string, method: string): ResponseError<Failure | undefined> {
    if (isCancelled(error)) return new ResponseError(CANCELLED_CODE, 'Cancelled', undefined);
    if (!(error instanceof HeadwaterError)) this.log.write('error', `${method}: ${describeError(error)}`);
    const failure = failureOf(error, what);
    return new ResponseError(FAILURE_CODE, `${failure.what}: ${failure.why}`, failure);
  }
}
