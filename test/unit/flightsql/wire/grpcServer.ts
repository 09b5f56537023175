// A double: node:http2 with scripted answers. It proves what the client does with an answer, not that servers give it.
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface ScriptedCall {
  readonly path: string;
  readonly headers: http2.IncomingHttpHeaders;
  readonly stream: http2.ServerHttp2Stream;
  /** Reads all messages of the request, until the client has ended sending. */
  request(): Promise<readonly Buffer[]>;
}

export interface ScriptedServer {
  readonly port: number;
  /** Error codes of the streams that ended, in order. */
  readonly resets: number[];
  readonly sessions: Set<http2.ServerHttp2Session>;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly tls?: http2.SecureServerOptions;
  readonly settings?: http2.Settings;
}

export async function scripted(answer: (call: ScriptedCall) => void, { tls, settings }: ServerOptions = {}): Promise<ScriptedServer> {
  const server = tls ? http2.createSecureServer({ ...tls, settings: settings ?? {} }) : http2.createServer({ settings: settings ?? {} });
  const sessions = new Set<http2.ServerHttp2Session>();
  const resets: number[] = [];
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => undefined);
    session.once('close', () => sessions.delete(session));
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    stream.once('close', () => resets.push(stream.rstCode));
    answer({ path: String(headers[':path']), headers, stream, request: () => messagesOf(stream) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    sessions,
    resets,
    stop: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy();
        server.close(() => resolve());
      }),
  };
}

async function messagesOf(stream: http2.ServerHttp2Stream): Promise<readonly Buffer[]> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch {
    // The client ended it.
  }
  const all = Buffer.concat(chunks);
  const messages: Buffer[] = [];
  for (let at = 0; at + 5 <= all.length; ) {
    const length = all.readUInt32BE(at + 1);
    messages.push(all.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return messages;
}

/** A message with its prefix. */
export function framed(message: Uint8Array, flag = 0): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([prefix, message]);
}

export const GRPC = { ':status': 200, 'content-type': 'application/grpc' } as const;

/** Answers with these messages and a status. */
export function answer(stream: http2.ServerHttp2Stream, messages: readonly Uint8Array[], trailers: http2.OutgoingHttpHeaders = { 'grpc-status': '0' }, headers: http2.OutgoingHttpHeaders = {}): void {
  stream.respond({ ...GRPC, ...headers }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  for (const message of messages) stream.write(framed(message));
  stream.end();
}

/** A status without anything else ("trailers only"). */
export function refuse(stream: http2.ServerHttp2Stream, status: string, message = '', more: http2.OutgoingHttpHeaders = {}): void {
  stream.respond({ ...GRPC, 'grpc-status': status, 'grpc-message': message, ...more }, { endStream: true });
}
