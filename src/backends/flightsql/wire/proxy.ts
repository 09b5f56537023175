import http from 'node:http';
import net from 'node:net';
import { NetworkError, networkErrorOf } from './network';

/** An HTTP proxy that makes tunnels (`CONNECT`, RFC 9110 §9.3.6). */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** User and password for Basic authentication. */
  readonly user?: string;
  readonly password?: string;
}

/** A socket through which the proxy passes everything on. @throws NetworkError */
export function throughProxy(proxy: Proxy, target: { readonly host: string; readonly port: number }, timeoutMs: number, signal: AbortSignal): Promise<net.Socket> {
  const name = net.isIPv6(target.host) ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
  const authorization = proxy.user === undefined ? {} : { 'proxy-authorization': `Basic ${Buffer.from(`${proxy.user}:${proxy.password ?? ''}`).toString('base64')}` };
  return new Promise((resolve, reject) => {
    const request = http.request({ host: proxy.host, port: proxy.port, method: 'CONNECT', path: name, headers: { host: name, ...authorization }, signal, agent: false });
    const timer = setTimeout(() => request.destroy(new NetworkError({ kind: 'slowConnect', afterMs: timeoutMs })), timeoutMs);
    request.once('connect', ({ statusCode = 0, statusMessage = '' }, socket, head) => {
      clearTimeout(timer);
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        reject(new NetworkError({ kind: 'proxy', status: statusCode, text: statusMessage }));
        return;
      }
      if (head.byteLength > 0) socket.unshift(head);
      if (socket instanceof net.Socket) resolve(socket);
      else reject(new NetworkError({ kind: 'proxy', status: statusCode, text: 'no socket' }));
    });
    request.once('response', ({ statusCode = 0, statusMessage = '' }) => {
      clearTimeout(timer);
      request.destroy();
      reject(new NetworkError({ kind: 'proxy', status: statusCode, text: statusMessage }));
    });
    request.once('error', (error) => {
      clearTimeout(timer);
      reject(signal.aborted ? error : networkErrorOf(error, false));
    });
    request.end();
  });
}
