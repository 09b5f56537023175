import type { Failure } from '../core/errors';

/** One end of a message channel between an extension host and a webview. */
export interface Port {
  post(message: unknown): void;
  /** Returns a function that stops listening. */
  listen(receive: (message: unknown) => void): () => void;
}

/** Methods of one side: name → parameters and result. Plain data and `Uint8Array` only. */
export type Methods = Readonly<Record<string, { readonly params: unknown; readonly result: unknown }>>;

type Handler<M extends Methods, K extends keyof M> = (params: M[K]['params'], signal: AbortSignal) => Promise<M[K]['result']> | M[K]['result'];

/** An error that came from the other side. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  constructor(
    readonly failure: Failure,
    readonly cancelled: boolean,
  ) {
    super(`${failure.what}: ${failure.why}`);
  }
}

type Frame =
  | { readonly rpc: 'call'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'tell'; readonly method: string; readonly params: unknown }
  | { readonly rpc: 'result'; readonly id: number; readonly result: unknown }
  | { readonly rpc: 'error'; readonly id: number; readonly failure: Failure; readonly cancelled: boolean }
  | { readonly rpc: 'cancel'; readonly id: number };

interface Pending {
  resolve(value: unknown): void;
  reject(error: RpcError): void;
}

const CLOSED: Failure = { what: 'The view was closed', why: 'Its other side is gone.' };
const CANCELLED: Failure = { what: 'Cancelled', why: 'Nobody waits for it any more.' };

/**
 * Requests with cancellation and notifications over a {@link Port}; binary fields travel as they are.
 * `Ours` are the methods answered here, `Theirs` those of the other side.
 */
export class Rpc<Ours extends Methods, Theirs extends Methods> {
  readonly #pending = new Map<number, Pending>();
  readonly #running = new Map<number, AbortController>();
  readonly #handlers = new Map<string, (params: unknown, signal: AbortSignal) => unknown>();
  readonly #stopListening: () => void;
  #next = 0;
  #closed = false;

  constructor(
    private readonly port: Port,
    private readonly toFailure: (error: unknown, method: string) => { failure: Failure; cancelled: boolean },
  ) {
    this.#stopListening = port.listen((message) => {
      if (isFrame(message)) void this.#receive(message);
    });
  }

  /** Parameters are as the other side sent them: the handler checks them where they cross a trust boundary. */
  on<K extends keyof Ours & string>(method: K, handler: Handler<Ours, K>): void {
    this.#handlers.set(method, handler);
  }

  tell<K extends keyof Theirs & string>(method: K, params: Theirs[K]['params']): void {
    if (!this.#closed) this.port.post({ rpc: 'tell', method, params } satisfies Frame);
  }

  call<K extends keyof Theirs & string>(method: K, params: Theirs[K]['params'], signal?: AbortSignal): Promise<Theirs[K]['result']> {
    if (this.#closed) return Promise.reject(new RpcError(CLOSED, true));
    if (signal?.aborted) return Promise.reject(new RpcError(CANCELLED, true));
    const id = ++this.#next;
    return new Promise<unknown>((resolve, reject) => {
      const settle = (): void => {
        this.#pending.delete(id);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        settle();
        this.port.post({ rpc: 'cancel', id } satisfies Frame);
        reject(new RpcError(CANCELLED, true));
      };
      this.#pending.set(id, {
        resolve: (value) => {
          settle();
          resolve(value);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      });
      signal?.addEventListener('abort', abort);
      this.port.post({ rpc: 'call', id, method, params } satisfies Frame);
    });
  }

  dispose(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopListening();
    for (const pending of [...this.#pending.values()]) pending.reject(new RpcError(CLOSED, true));
    for (const controller of this.#running.values()) controller.abort();
  }

  async #receive(frame: Frame): Promise<void> {
    switch (frame.rpc) {
      case 'result':
        this.#pending.get(frame.id)?.resolve(frame.result);
        return;
      case 'error':
        this.#pending.get(frame.id)?.reject(new RpcError(frame.failure, frame.cancelled));
        return;
      case 'cancel':
        this.#running.get(frame.id)?.abort();
        return;
      case 'tell':
        try {
          await this.#handlers.get(frame.method)?.(frame.params, new AbortController().signal);
        } catch (error) {
          this.toFailure(error, frame.method); // nobody waits: the converter logs it
        }
        return;
      case 'call':
        await this.#answer(frame.id, frame.method, frame.params);
    }
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    const quiet = (): boolean => this.#closed || controller.signal.aborted;
    try {
      const handler = this.#handlers.get(method);
      if (!handler) throw new Error(`Nothing answers ${method}.`);
      const result = await handler(params, controller.signal);
      if (!quiet()) this.port.post({ rpc: 'result', id, result } satisfies Frame);
    } catch (error) {
      if (!quiet()) this.port.post({ rpc: 'error', id, ...this.toFailure(error, method) } satisfies Frame);
    } finally {
      this.#running.delete(id);
    }
  }
}

function isFrame(message: unknown): message is Frame {
  return typeof message === 'object' && message !== null && 'rpc' in message && typeof message.rpc === 'string';
}
