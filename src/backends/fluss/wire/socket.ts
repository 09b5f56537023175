import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions as TlsOptions } from 'node:tls';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { type Address, addressText } from './address';

/** Fluss servers have no TLS of their own; a proxy in front of them may. */
export type TlsSettings = Pick<TlsOptions, 'ca' | 'rejectUnauthorized' | 'servername'>;

/** One memory for all that is read: new memory for each read costs more than copying out of it. */
const READ_BYTES = 256 << 10;

/**
 * @param receive is given what comes; its bytes change with the next read
 * @throws HeadwaterError with kind `unreachable`; CancelledError
 */
export function openSocket(address: Address, tls: TlsSettings | undefined, timeoutMs: number, receive: (bytes: Uint8Array) => void, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(new CancelledError());
      return;
    }
    const socket = tls ? connectTls({ ...tls, host: address.host, port: address.port }) : connectPlain({ host: address.host, port: address.port, onread: readInto(receive) });
    const end = (error: Error | undefined): void => {
      signal.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.setTimeout(0);
      if (!error) {
        socket.setNoDelay(true);
        if (tls) socket.on('data', receive);
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

function readInto(receive: (bytes: Uint8Array) => void): { readonly buffer: Uint8Array; readonly callback: (count: number, buffer: Uint8Array) => boolean } {
  return {
    buffer: Buffer.allocUnsafeSlow(READ_BYTES),
    callback: (count, buffer) => {
      receive(buffer.subarray(0, count));
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
