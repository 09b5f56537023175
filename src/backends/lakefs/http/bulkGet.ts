import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { RecycledBody } from './recycledBody';
import type { ReplyHead } from './replyHead';

export interface BulkSettings {
  /** PEM of the authorities that are trusted, instead of the usual ones. */
  readonly ca?: string;
  readonly verify: boolean;
}

export interface BulkReply extends Pick<ReplyHead, 'status' | 'headers'> {
  /** A piece is overwritten once the next one is asked for. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Milliseconds until a connection must stand, and later without a byte until it counts as lost. */
const CONNECT_MS = 10_000;
const SILENT_MS = 60_000;

/**
 * @param path with its query, as it stands in the request
 * @returns `undefined` where there is no answer of 200 or 206 with a known length: the usual client finds out what is wrong
 */
export type BulkGet = (origin: URL, path: string, headers: Readonly<Record<string, string>>, signal: AbortSignal) => Promise<BulkReply | undefined>;

/**
 * A GET of much, over a connection of its own and into memory that is used again: a client that hands out fresh memory spends more than half
 * of its time on it.
 */
export async function bulkGet(settings: BulkSettings, ...[origin, path, headers, signal]: Parameters<BulkGet>): Promise<BulkReply | undefined> {
  if (signal.aborted) return undefined;
  const coming = new RecycledBody();
  const socket = connect(origin, settings, coming);
  const stop = (): void => void socket.destroy();
  signal.addEventListener('abort', stop, { once: true });
  socket.once(origin.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
    socket.setTimeout(SILENT_MS);
    socket.write(requestText(origin, path, headers), 'latin1');
  });
  socket.setTimeout(CONNECT_MS, () => {
    if (!coming.paused) socket.destroy(new Silence());
  });
  socket.once('error', (error) => coming.end(error));
  socket.once('close', () => {
    signal.removeEventListener('abort', stop);
    coming.end(new Error('it was closed before all had come'));
  });
  coming.resume = () => void socket.resume();
  const head = await coming.head;
  if (head?.status === 200 || head?.status === 206) return { status: head.status, headers: head.headers, body: untilRead(coming, stop) };
  stop();
  return undefined;
}

function connect(origin: URL, { ca, verify }: BulkSettings, coming: RecycledBody) {
  const host = origin.hostname.replace(/^\[|\]$/gu, '');
  const onread = { buffer: () => coming.room(), callback: (bytes: number) => coming.took(bytes) };
  if (origin.protocol !== 'https:') return connectPlain({ host, port: Number(origin.port || 80), onread });
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port: Number(origin.port || 443), ...name, ...(ca === undefined ? {} : { ca }), rejectUnauthorized: verify, ...{ onread } });
}

function requestText(origin: URL, path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ host: origin.host, connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}`);
  const text = [`GET ${path} HTTP/1.1`, ...lines].join('\r\n');
  return `${text}\r\n\r\n`;
}

async function* untilRead(coming: RecycledBody, stop: () => void): AsyncGenerator<Uint8Array> {
  try {
    yield* coming.read();
  } finally {
    stop();
  }
}

class Silence extends Error {
  readonly code = 'ETIMEDOUT';
}
