import { type ClientRequest, createServer, request as httpRequest, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';

/** What happens to one request: `undefined` lets it through. */
export type Fault =
  | { readonly kind: 'answer'; readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** The request reaches the server, its answer is lost. */
  | { readonly kind: 'lost-answer' }
  /** The answer's body is cut after so many bytes. */
  | { readonly kind: 'cut'; readonly after: number }
  /** The connection ends after so many bytes of the request's body, on both sides. */
  | { readonly kind: 'cut-request'; readonly after: number }
  /** The connection ends before the request is sent on. */
  | { readonly kind: 'reset' }
  | { readonly kind: 'hang' };

export interface FaultyProxy {
  readonly endpoint: string;
  /** Requests so far, as `METHOD path`. */
  readonly seen: readonly string[];
  /** Asked for each request, in order. */
  fault: (request: { readonly method: string; readonly path: string; readonly range: string | undefined }) => Fault | undefined;
  stop(): Promise<void>;
}

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/**
 * A server of ours before a real one, which breaks what the test says. It shows what clients make of faults; it proves nothing about the server behind.
 * @param certificate what it speaks HTTPS with
 */
export async function startFaultyProxy(target: string, certificate?: Certificate): Promise<FaultyProxy> {
  const seen: string[] = [];
  const { hostname, port } = new URL(target);
  const listener: RequestListener = (incoming, outgoing) => {
    const path = incoming.url ?? '/';
    seen.push(`${incoming.method ?? ''} ${path}`);
    const fault = proxy.fault({ method: incoming.method ?? '', path, range: incoming.headers.range });
    if (fault?.kind === 'reset') incoming.socket.destroy();
    else if (fault?.kind === 'answer') answer(incoming, outgoing, fault);
    else if (fault?.kind !== 'hang') forward(incoming, outgoing, hostname, Number(port), path, fault);
  };
  const server = certificate ? createSecureServer(certificate, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port was given.');
  const proxy: FaultyProxy = {
    endpoint: `${certificate ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    seen,
    fault: () => undefined,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

function answer(incoming: IncomingMessage, outgoing: ServerResponse, { status, headers, body }: Fault & { readonly kind: 'answer' }): void {
  incoming.resume();
  incoming.once('end', () => outgoing.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body ?? JSON.stringify({ message: 'a fault of the test' })));
}

function forward(incoming: IncomingMessage, outgoing: ServerResponse, hostname: string, port: number, path: string, fault: Fault | undefined): void {
  const onward = httpRequest({ hostname, port, path, method: incoming.method, headers: incoming.headers }, (reply) => {
    if (fault?.kind === 'lost-answer') {
      reply.resume();
      reply.once('end', () => outgoing.socket?.destroy());
      return;
    }
    outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
    if (fault?.kind === 'cut') void cut(reply, outgoing, fault.after);
    else reply.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.on('error', () => onward.destroy());
  if (fault?.kind === 'cut-request') cutRequest(incoming, onward, fault.after);
  else incoming.pipe(onward);
}

function cutRequest(incoming: IncomingMessage, onward: ClientRequest, after: number): void {
  let left = after;
  incoming.on('data', (chunk: Buffer) => {
    onward.write(chunk.subarray(0, Math.max(0, left)));
    left -= chunk.length;
    if (left > 0) return;
    onward.destroy();
    incoming.socket.destroy();
  });
}

async function cut(reply: IncomingMessage, outgoing: ServerResponse, after: number): Promise<void> {
  let left = after;
  for await (const chunk of reply as AsyncIterable<Buffer>) {
    const some = chunk.subarray(0, left);
    left -= some.length;
    if (!outgoing.write(some)) await once(outgoing, 'drain');
    if (left <= 0) break;
  }
  // What was written has to leave before the end comes.
  setTimeout(() => outgoing.destroy(), 20);
}
