import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import { createSecureServer, createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse, type Http2Session } from 'node:http2';
import { createServer as createNetServer, type Server, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

export type AnyRequest = IncomingMessage | Http2ServerRequest;
export type AnyResponse = ServerResponse | Http2ServerResponse;

export interface TlsOptions {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Clients then need a certificate of this authority. */
  readonly clientCa?: string | Buffer;
}

export interface Listener {
  readonly port: number;
  /** Connections that are open now. */
  connections(): number;
  /** Ends all connections at once and listens no more. */
  close(): Promise<void>;
}

export interface ListenerOptions {
  readonly port: number;
  readonly tls?: TlsOptions;
  /** As behind a proxy that speaks nothing newer. */
  readonly http1Only: boolean;
  readonly handle: (request: AnyRequest, response: AnyResponse) => void;
}

/** HTTP/1.1 and HTTP/2 on one port: by prior knowledge in the clear, by ALPN through TLS. */
export async function listen(options: ListenerOptions): Promise<Listener> {
  const sockets = new Set<Socket>();
  const sessions = new Set<Http2Session>();
  const server = options.tls ? secure(options, options.tls, sessions) : clear(options, sessions);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(options.port, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    connections: () => sockets.size,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const session of sessions) session.destroy();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function clear({ handle, http1Only }: ListenerOptions, sessions: Set<Http2Session>): Server {
  const http1 = withoutTimeouts(createServer(handle));
  const http2 = createHttp2Server(handle).on('session', (session) => keep(session, sessions));
  return createNetServer((socket) => {
    const sniff = (): void => {
      const begun = socket.read() as Buffer | null;
      if (begun === null) return;
      socket.unshift(begun);
      // The preface of HTTP/2 begins with PRI; no method of HTTP/1.1 begins with these two letters.
      if (begun.length < 2) return;
      socket.off('readable', sniff);
      if (begun.subarray(0, 2).toString('latin1') !== 'PR') http1.emit('connection', socket);
      else if (http1Only) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      else http2.emit('connection', socket);
    };
    socket.on('readable', sniff);
  });
}

function secure({ handle, http1Only }: ListenerOptions, tls: TlsOptions, sessions: Set<Http2Session>): Server {
  const server = createSecureServer({ cert: tls.cert, key: tls.key, allowHTTP1: true, ...(http1Only ? { ALPNProtocols: ['http/1.1'] } : {}), ...(tls.clientCa ? { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true } : {}) }, handle);
  server.on('session', (session) => keep(session, sessions)).on('tlsClientError', () => undefined);
  server.on('secureConnection', (socket: TLSSocket) => socket.on('error', () => undefined));
  return server;
}

function keep(session: Http2Session, sessions: Set<Http2Session>): void {
  sessions.add(session);
  session.on('error', () => undefined).once('close', () => sessions.delete(session));
}

/** A push query may say nothing for hours. */
function withoutTimeouts(server: HttpServer): HttpServer {
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 60_000;
  return server;
}
