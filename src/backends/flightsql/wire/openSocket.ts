import net from 'node:net';
import tls from 'node:tls';
import { NetworkError, networkErrorOf } from './network';
import { type Proxy, throughProxy } from './proxy';
import { systemCertificates } from './trust';

export interface TlsOptions {
  /** PEM certificates to trust instead of the system's. */
  readonly ca?: string | readonly string[];
  /** PEM, both or none. */
  readonly certificate?: string;
  readonly key?: string;
  readonly passphrase?: string;
  /** Checked, and sent, instead of the host's name. */
  readonly serverName?: string;
  /** Takes any certificate: for tests only. */
  readonly skipVerify?: boolean;
}

/** Where a server listens. */
export type Address = { readonly host: string; readonly port: number } | { readonly path: string };

export interface SocketOptions {
  readonly address: Address;
  readonly tls?: TlsOptions;
  readonly proxy?: Proxy;
  readonly timeoutMs: number;
  /** One buffer for all that is read, given to `receive` again and again; false = a new one for each read. */
  readonly reuseBuffer: boolean;
}

export interface SocketReader {
  receive(bytes: Uint8Array, length: number): void;
}

/** Large enough that a read is not the cost, small enough that no read holds up the event loop. */
const READ_BUFFER = 128 << 10;

/**
 * A connected socket, past TLS, whose bytes go to what `reader` gives for it.
 * @throws NetworkError; what `signal` says where it was aborted
 */
export async function openSocket(options: SocketOptions, reader: (socket: net.Socket) => SocketReader, signal: AbortSignal): Promise<net.Socket> {
  signal.throwIfAborted();
  const { address, proxy } = options;
  const under = proxy && 'host' in address ? await throughProxy(proxy, address, options.timeoutMs, signal) : undefined;
  const onread = {
    buffer: new Uint8Array(READ_BUFFER),
    callback: (length: number, bytes: Uint8Array) => {
      receiver.receive(bytes, length);
      return true;
    },
  };
  // A socket reads into a buffer of ours only where Node opens it itself.
  const direct = options.reuseBuffer && !under;
  const socket = connecting(() => connect(options, under, direct ? onread : undefined));
  const receiver = reader(socket);
  if (!direct) socket.on('data', (chunk: Uint8Array) => receiver.receive(chunk, chunk.byteLength));
  await connected(socket, options, signal);
  return socket;
}

/** Certificates that are none, and the like, are thrown at once. */
function connecting(connect: () => net.Socket): net.Socket {
  try {
    return connect();
  } catch (error) {
    throw networkErrorOf(error, false);
  }
}

function connect({ address, tls: secure }: SocketOptions, under: net.Socket | undefined, onread: net.OnReadOpts | undefined): net.Socket {
  const place = { ...address, ...(onread ? { onread } : {}) };
  if (!secure) return under ?? net.connect({ ...place, noDelay: true });
  const host = 'host' in address ? address.host : 'localhost';
  const serverName = secure.serverName ?? host;
  const ca = secure.ca ?? systemCertificates();
  return tls.connect({
    ...(under ? { socket: under } : place),
    ALPNProtocols: ['h2'],
    ...(net.isIP(serverName) ? {} : { servername: serverName }),
    checkServerIdentity: (_name, certificate) => tls.checkServerIdentity(serverName, certificate),
    rejectUnauthorized: secure.skipVerify !== true,
    ...(ca === undefined ? {} : { ca: [...(typeof ca === 'string' ? [ca] : ca)] }),
    ...(secure.certificate === undefined ? {} : { cert: secure.certificate }),
    ...(secure.key === undefined ? {} : { key: secure.key }),
    ...(secure.passphrase === undefined ? {} : { passphrase: secure.passphrase }),
  });
}

function connected(socket: net.Socket, options: SocketOptions, signal: AbortSignal): Promise<void> {
  const secure = socket instanceof tls.TLSSocket;
  return new Promise((resolve, reject) => {
    const settle = (error?: unknown) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', aborted);
      socket.off('error', settle).off('close', closed).off(secure ? 'secureConnect' : 'connect', ready);
      if (error === undefined) {
        resolve();
        return;
      }
      // Whatever comes after the first error means nothing.
      socket.on('error', () => undefined).destroy();
      reject(error instanceof NetworkError || signal.aborted ? toError(error) : networkErrorOf(error, false));
    };
    const aborted = () => {
      settle(signal.reason ?? new Error('aborted'));
    };
    const closed = () => {
      settle(new NetworkError({ kind: 'connect', code: 'ECONNRESET', text: 'The connection was closed.' }));
    };
    const ready = () => {
      if (secure && socket.alpnProtocol !== 'h2') settle(new NetworkError({ kind: 'noAlpn', got: socket.alpnProtocol || 'nothing' }));
      else settle();
    };
    const timer = setTimeout(() => {
      settle(new NetworkError({ kind: 'slowConnect', afterMs: options.timeoutMs }));
    }, options.timeoutMs);
    signal.addEventListener('abort', aborted, { once: true });
    socket.on('error', settle).on('close', closed);
    if (!secure && !socket.connecting) settle();
    else socket.on(secure ? 'secureConnect' : 'connect', ready);
  });
}

function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
