import { connect, type Socket } from 'node:net';
import { CancelledError, HeadwaterError } from '../../../core/errors';
import { type Address, addressText } from './address';

/** @throws HeadwaterError with kind `unreachable`; CancelledError */
export function openSocket(address: Address, timeoutMs: number, signal: AbortSignal | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(new CancelledError());
      return;
    }
    const socket = connect({ host: address.host, port: address.port });
    const end = (error: Error | undefined): void => {
      signal?.removeEventListener('abort', abort);
      socket.removeAllListeners();
      socket.setTimeout(0);
      if (!error) {
        socket.setNoDelay(true);
        resolve(socket);
        return;
      }
      socket.on('error', () => undefined); // what comes after the end is nobody's
      socket.destroy();
      reject(error);
    };
    const abort = (): void => end(new CancelledError());
    signal?.addEventListener('abort', abort, { once: true });
    socket.setTimeout(timeoutMs, () => end(unreachable(address, `Nothing answered within ${Math.ceil(timeoutMs / 1000)} s`)));
    socket.once('error', (error: Error) => end(unreachable(address, error.message, error)));
    socket.once('connect', () => end(undefined));
  });
}

export function unreachable(address: Address, why: string, cause?: Error): HeadwaterError {
  const code = cause && 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined;
  return new HeadwaterError(
    {
      what: `Could not reach the Pegasus server ${addressText(address)}`,
      why: `${reason(code, why)}.`,
      todo: 'Check host and port, and that the server runs. Where the cluster tells addresses that are not reached from here (containers, port forwards), map them in the connection.',
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
    case 'EPIPE':
      return 'The other side closed the connection';
    default:
      return text;
  }
}
