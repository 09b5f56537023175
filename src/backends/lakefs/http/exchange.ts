import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { ReplyBody } from './replyBody';

/** A reply whose body is still to come. */
export interface Exchanged {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ReplyBody;
}

type Headers = Dispatcher.ResponseData['headers'];

/**
 * Sends a request, and takes what comes as it comes: the streams that undici's own `request` puts in between cost as much as the rest of a short call.
 * @throws the signal's reason, or what broke the connection
 */
export function exchange(dispatcher: Dispatcher, request: Dispatcher.DispatchOptions, signal: AbortSignal): Promise<Exchanged> {
  return new Promise((resolve, reject) => {
    dispatcher.dispatch(request, new Exchange(request.body, signal, resolve, reject));
  });
}

class Exchange implements Dispatcher.DispatchHandler {
  #controller: Dispatcher.DispatchController | undefined;
  #body: ReplyBody | undefined;
  readonly #stop = (): void => {
    const reason = reasonOf(this.signal);
    this.#controller?.abort(reason);
    // What waits for a connection has no controller yet.
    this.#broken(reason);
  };

  constructor(
    private readonly sent: Dispatcher.DispatchOptions['body'],
    private readonly signal: AbortSignal,
    private readonly answer: (reply: Exchanged) => void,
    private readonly refuse: (error: Error) => void,
  ) {
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.signal.aborted) controller.abort(reasonOf(this.signal));
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return;
    this.#body = new ReplyBody(controller);
    this.answer({ status, headers: headersOf(headers), body: this.#body });
  }

  onResponseData(_: Dispatcher.DispatchController, piece: Uint8Array): void {
    this.#body?.take(piece);
  }

  onResponseEnd(): void {
    this.signal.removeEventListener('abort', this.#stop);
    this.#body?.end();
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#broken(error);
  }

  #broken(error: Error): void {
    this.signal.removeEventListener('abort', this.#stop);
    if (this.sent instanceof Readable) this.sent.destroy();
    if (this.#body) this.#body.end(error);
    else this.refuse(error);
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('Cancelled');
}

/** Headers with one text each. */
function headersOf(headers: Headers): Readonly<Record<string, string>> {
  // Copying them costs as much as sending a short call: hardly any reply repeats a header.
  return isPlain(headers) ? headers : Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]));
}

function isPlain(headers: Headers): headers is Record<string, string> {
  for (const name in headers) if (typeof headers[name] !== 'string') return false;
  return true;
}
