import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { type Address, addressText } from './address';

/** Fluss servers have no TLS of their own; a proxy in front of them may. */
export type TlsSettings = Pick<TlsOptions, 'ca' | 'rejectUnauthorized' | 'servername'>;

/** Takes what a socket receives. */
export interface ByteSink {
  /** Where the next bytes are to be read to. */
  space(): Uint8Array;
  /** So many bytes stand there. */
  filled(count: number): void;
  /** Bytes that came in a buffer of their own. */
  push(bytes: Uint8Array): void;
}

/**
 @throws HeadwaterError with kind `unreachable`; CancelledError
 */
export function openSocket(address: Address, tls: TlsSettings | undefined, timeoutMs: number, sink: ByteSink, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new CancelledError());
      return;
    }
    const socket = tls ? connectTls({ ...tls, host: address.host, port: address.port }) : connectPlain({ host: address.host, port: address.port, onread: readInto(sink) });
    const end = (error: Error | undefined): void => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.setTimeout(0);
      if (!error) {
        socket.setNoDelay(true);
        if (tls) socket.on('data', (bytes: Uint8Array) => sink.push(bytes));
        resolve(socket);
        return;
      }
      socket.on('error', () => undefined); // what comes after the end is nobody's
      socket.destroy();
      reject(error);
    };
    const abort = (): void => end(new CancelledError());
    signal.addEventListener('abort', abort, { once: true });
    socket.setTimeout(timeoutMs, () => end(unreachable(address, `nothing answered within ${Math.round(timeoutMs / 1000)} s`)));
    socket.once('error', (error: Error) => end(unreachable(address, error.message, error)));
    socket.once(tls ? 'secureConnect' : 'connect', () => end(undefined));
  });
}

/** What is read goes straight where it belongs: memory of Node's own would be new for each read, and be copied out of. */
function readInto(sink: ByteSink): { readonly buffer: () => Uint8Array; readonly callback: (count: number) => boolean } {
  return {
    buffer: () => sink.space(),
    callback: (count) => {
      sink.filled(count);
      return true;
    },
  };
}

export function unreachable(address: Address, why: string, cause?: Error): HeadwaterError {
  const code = cause && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return new HeadwaterError(
    {
      what: `Could not reach the Fluss server ${addressText(address)}`,
      why: `${reason(code, why)}.`,
      todo: 'Check host and port, and that the server runs. Behind Docker or a port forward, map the advertised address in the connection.',
      kind: 'unreachable',
      ...(code === undefined ? {} : { code }),
    },
    cause ? { cause } : undefined,
  );
}

function reason(code: string | undefined, text: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return 'Nothing listens on that port';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'The host name is not known';
    case 'ECONNRESET':
      return 'The other side closed the connection';
    default:
      return text.replace(/\.$/u, '');
  }
}
