import * as z from 'zod/mini';
import { CancelledError, type Failure, failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import type { Check, RequestDefinition } from '../../protocol/define';
import { count, failure, text } from '../../protocol/shapes';

/** Requests between a thread and its worker: the protocol's typed definitions over a message port, bytes handed over instead of copied. */

/** The part of a worker, or of its parent port, that carries messages. */
export interface Port {
  postMessage(message: unknown, transfer: readonly ArrayBuffer[]): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
}

const call = z.object({ call: count, method: text, params: z.unknown() });
const cancel = z.object({ cancel: count });
const progress = z.object({ progress: count, rows: count });
/** Buffers that the answering side has done with. */
const spare = z.object({ spare: z.array(z.instanceof(ArrayBuffer)) });
const outcome = z.union([
  z.object({ reply: count, result: z.unknown() }),
  z.object({ reply: count, failure }),
  z.object({ reply: count, cancelled: z.literal(true) }),
]);
const toServer = z.union([call, cancel]);
/** The usual one first: each that does not fit costs time. */
const toClient = z.union([outcome, progress, spare]);

type Outcome = z.infer<typeof outcome>;

export interface CallOptions {
  readonly signal?: AbortSignal;
  /** Buffers that the other side gets; they are empty here afterwards. */
  readonly transfer?: readonly ArrayBuffer[];
  readonly onProgress?: (rows: number) => void;
}

interface Pending {
  settle(outcome: Outcome): void;
  fail(error: Error): void;
  readonly onProgress: ((rows: number) => void) | undefined;
}

/** The asking side. */
export class PortClient {
  readonly #pending = new Map<number, Pending>();
  #calls = 0;
  #ended: Error | undefined;

  /** @param onSpare gets the buffers that the other side gives back */
  constructor(
    private readonly port: Port,
    private readonly onSpare: (buffers: readonly ArrayBuffer[]) => void = () => undefined,
  ) {
    port.on('message', (message) => {
      this.#receive(message);
    });
  }

  request<P extends object, R>(definition: RequestDefinition<P, R>, params: P, options: CallOptions = {}): Promise<R> {
    const { signal, transfer = [], onProgress } = options;
    return new Promise<R>((resolve, reject) => {
      if (this.#ended) throw this.#ended;
      if (signal?.aborted) throw new CancelledError();
      const id = ++this.#calls;
      const abort = (): void => {
        this.port.postMessage({ cancel: id }, []);
      };
      const forget = (): void => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      this.#pending.set(id, {
        settle: (reply) => {
          forget();
          if ('failure' in reply) reject(new HeadwaterError(reply.failure));
          else if ('cancelled' in reply) reject(new CancelledError());
          else settleWith(definition.result, definition.method, reply.result, resolve, reject);
        },
        fail: (error) => {
          forget();
          reject(error);
        },
        onProgress,
      });
      signal?.addEventListener('abort', abort);
      this.port.postMessage({ call: id, method: definition.method, params }, transfer);
    });
  }

  /** The other side is gone: everything asked fails with `error`, now and later. */
  end(error: Error): void {
    this.#ended = error;
    for (const pending of [...this.#pending.values()]) pending.fail(error);
  }

  #receive(message: unknown): void {
    const { success, data } = z.safeParse(toClient, message);
    if (!success) return;
    if ('progress' in data) this.#pending.get(data.progress)?.onProgress?.(data.rows);
    else if ('spare' in data) this.onSpare(data.spare);
    else this.#pending.get(data.reply)?.settle(data);
  }
}

function settleWith<R>(check: Check<R>, method: string, value: unknown, resolve: (result: R) => void, reject: (error: Error) => void): void {
  const result = z.safeParse(check, value);
  if (result.success) resolve(result.data);
  else reject(new Error(`${method}: ${z.prettifyError(result.error)}`));
}

export interface CallContext {
  readonly signal: AbortSignal;
  readonly progress: (rows: number) => void;
}

export type CallHandler<P, R> = (params: P, context: CallContext) => Promise<R> | R;

/** The answering side. Calls run side by side; a handler keeps its own pieces of work short. */
export class PortServer {
  readonly #handlers = new Map<string, (params: unknown, context: CallContext) => Promise<unknown>>();
  readonly #running = new Map<number, AbortController>();

  constructor(private readonly port: Port) {
    port.on('message', (message) => {
      const { success, data } = z.safeParse(toServer, message);
      if (!success) return;
      if ('cancel' in data) this.#running.get(data.cancel)?.abort();
      else void this.#answer(data.call, data.method, data.params);
    });
  }

  /** @param what the title of failures that have none: "Could not read the rows" */
  handle<P extends object, R>(definition: RequestDefinition<P, R>, what: string, handler: CallHandler<P, R>): void {
    this.#handlers.set(definition.method, async (params, context) => {
      const checked = z.safeParse(definition.params, params);
      if (!checked.success) throw new HeadwaterError({ what, why: 'The request has parameters of a wrong shape.', code: 'bad-request', detail: z.prettifyError(checked.error) });
      try {
        return await handler(checked.data, context);
      } catch (error) {
        throw isCancelled(error) ? error : new HeadwaterError(failureOf(error, what), { cause: error });
      }
    });
  }

  /** Gives buffers back to the asking side. */
  giveBack(buffers: readonly ArrayBuffer[]): void {
    this.port.postMessage({ spare: buffers }, buffers);
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const context: CallContext = { signal: controller.signal, progress: (rows) => this.port.postMessage({ progress: id, rows }, []) };
      const result = await this.#handlers.get(method)?.(params, context);
      this.port.postMessage({ reply: id, result }, buffersIn(result));
    } catch (error) {
      this.port.postMessage(isCancelled(error) ? { reply: id, cancelled: true } : { reply: id, failure: failureFor(error, method) }, []);
    } finally {
      this.#running.delete(id);
    }
  }
}

function failureFor(error: unknown, method: string): Failure {
  return failureOf(error, `Could not answer ${method}`);
}

/** Buffers of a result's own fields that hold nothing else. */
function buffersIn(result: unknown): readonly ArrayBuffer[] {
  if (typeof result !== 'object' || result === null) return [];
  return Object.values(result).flatMap((value: unknown) => {
    return value instanceof Uint8Array && value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength ? [value.buffer] : [];
  });
}
