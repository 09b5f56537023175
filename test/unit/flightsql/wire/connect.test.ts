import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelOptions } from '../../../../src/backends/flightsql/wire/channel';
import { failed } from '../../../../src/backends/flightsql/wire/failures';
import { HeadwaterError } from '../../../../src/core/errors';
import { certificate } from './certificates';
import { channelTo, thrown, WAYS } from './channels';
import { answer, scripted, type ServerOptions } from './grpcServer';
import { raw } from './rawServer';

const ca = certificate({ name: 'Test CA' });
const otherCa = certificate({ name: 'Other CA' });
const day = 86_400_000;
const good = certificate({ name: 'good', hosts: ['127.0.0.1', 'localhost', 'db.example'], issuer: ca });
const expired = certificate({ name: 'expired', hosts: ['127.0.0.1'], issuer: ca, from: new Date(Date.now() - 3 * day), to: new Date(Date.now() - day) });
const tomorrow = certificate({ name: 'tomorrow', hosts: ['127.0.0.1'], issuer: ca, from: new Date(Date.now() + day), to: new Date(Date.now() + 2 * day) });
const elsewhere = certificate({ name: 'elsewhere', hosts: ['db.example'], issuer: ca });
const alone = certificate({ name: 'alone', hosts: ['127.0.0.1'] });
const client = certificate({ name: 'client', issuer: ca });
const stranger = certificate({ name: 'stranger', issuer: otherCa });

const signal = new AbortController().signal;
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function serve(options: ServerOptions = {}): Promise<number> {
  const server = await scripted(({ stream }) => answer(stream, [Buffer.from('hello')]), options);
  ended.push(() => server.stop());
  return server.port;
}

describe.each(WAYS)('connecting, received %s', (receive) => {
  async function ask(port: number, options: Partial<ChannelOptions>): Promise<string> {
    const channel = channelTo(port, receive, options);
    ended.push(async () => channel.close());
    return Buffer.from((await channel.unary('/a', [], { signal })).message).toString();
  }
  async function failure(port: number, options: Partial<ChannelOptions>) {
    const error = failed(await thrown(ask(port, options)), { what: 'Could not connect', where: 'db:1', writes: true });
    if (!(error instanceof HeadwaterError)) throw error;
    const { failure: told } = error;
    expect(told.todo).toBeDefined();
    expect(told.outcomeUnknown, 'nothing was sent').toBeUndefined();
    return told;
  }

  const secure = (one: { readonly certificate: string; readonly key: string }) => ({ tls: { cert: one.certificate, key: one.key } });

  it('speaks TLS with a certificate of the CA that is named', async () => {
    expect(await ask(await serve(secure(good)), { tls: { ca: ca.certificate } })).toBe('hello');
  });

  it.each([
    ['signed by itself', alone, { ca: ca.certificate }, 'signed by itself'],
    ['of an unknown issuer', good, {}, 'issued by nobody whom this computer trusts'],
    ['of another issuer than the one named', good, { ca: otherCa.certificate }, 'issued by nobody whom this computer trusts'],
    ['that has expired', expired, { ca: ca.certificate }, 'has expired'],
    ['that is not valid yet', tomorrow, { ca: ca.certificate }, 'not valid yet'],
    ['for another name', elsewhere, { ca: ca.certificate }, 'for another name'],
  ])('refuses a certificate %s', async (_name, server, options, words) => {
    expect((await failure(await serve(secure(server)), { tls: options })).why).toContain(words);
  });

  it('takes a certificate for the name that is set instead of the host’s', async () => {
    expect(await ask(await serve(secure(elsewhere)), { tls: { ca: ca.certificate, serverName: 'db.example' } })).toBe('hello');
  });

  it('takes a certificate that is signed by itself where it is named', async () => {
    expect(await ask(await serve(secure(alone)), { tls: { ca: alone.certificate } })).toBe('hello');
  });

  it.each([
    ['expired', expired],
    ['elsewhere', elsewhere],
    ['alone', alone],
  ])('takes any certificate where that is asked for: %s', async (_name, server) => {
    expect(await ask(await serve(secure(server)), { tls: { skipVerify: true } })).toBe('hello');
  });

  const mutual: ServerOptions = { tls: { cert: good.certificate, key: good.key, ca: ca.certificate, requestCert: true, rejectUnauthorized: true } };

  it('shows its own certificate', async () => {
    expect(await ask(await serve(mutual), { tls: { ca: ca.certificate, certificate: client.certificate, key: client.key } })).toBe('hello');
  });

  it('says that a client certificate is wanted, or another one', async () => {
    const port = await serve(mutual);
    expect((await failure(port, { tls: { ca: ca.certificate } })).why).toMatch(/wants a client certificate|was lost|closed the connection/u);
    expect((await failure(port, { tls: { ca: ca.certificate, certificate: stranger.certificate, key: stranger.key } })).why).toMatch(/client certificate|was lost|closed the connection/u);
  });

  it('says that certificate and key do not belong together, or are none', async () => {
    const port = await serve(mutual);
    expect((await failure(port, { tls: { ca: ca.certificate, certificate: client.certificate, key: stranger.key } })).why).toContain('do not belong together');
    expect((await failure(port, { tls: { ca: 'no PEM', certificate: 'neither', key: 'nor this' } })).why).toContain('no PEM text');
  });

  it('says that the server does not speak TLS', async () => {
    expect((await failure(await serve(), { tls: {} })).why).toContain('does not speak TLS');
  });

  it('says that the server expects TLS', async () => {
    expect((await failure(await serve(secure(good)), {})).why).toMatch(/expects TLS|was lost|closed the connection/u);
  });

  it('says that a TLS server has no HTTP/2', async () => {
    const server = tls.createServer({ cert: good.certificate, key: good.key }, (socket) => socket.on('error', () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ended.push(() => new Promise((resolve) => server.close(() => resolve())));
    expect((await failure((server.address() as AddressInfo).port, { tls: { ca: ca.certificate } })).why).toContain('not HTTP/2');
  });

  it('says that nothing listens, and that a name is not known', async () => {
    const server = await raw(() => undefined);
    await server.stop();
    expect((await failure(server.port, {})).why).toBe('Nothing listens at db:1.');
    expect((await failure(0, { address: { host: 'no-such-host.invalid', port: 1 } })).why).toMatch(/no host of the name|cannot be looked up|cannot be reached/u);
  });

  it('gives up on a TLS handshake that does not go on', async () => {
    const server = await raw(() => undefined);
    ended.push(() => server.stop());
    expect((await failure(server.port, { tls: {}, connectTimeoutMs: 200 })).why).toContain('within 200 ms');
  });

  it('stops connecting when nobody waits any more', async () => {
    const server = await raw(() => undefined);
    ended.push(() => server.stop());
    const channel = channelTo(server.port, receive);
    const stop = new AbortController();
    const waiting = thrown(channel.unary('/a', [], { signal: stop.signal }));
    stop.abort();
    await waiting;
    channel.close();
  });

  async function proxy(status: number, authorization?: string): Promise<{ readonly port: number; readonly asked: string[] }> {
    const asked: string[] = [];
    const server = http.createServer();
    server.on('connect', (request, socket, head) => {
      asked.push(request.url ?? '');
      socket.on('error', () => undefined);
      if (status !== 200 || (authorization !== undefined && request.headers['proxy-authorization'] !== authorization)) {
        socket.end(`HTTP/1.1 ${status === 200 ? 407 : status} Nope\r\n\r\n`);
        return;
      }
      const target = net.connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        target.write(head);
        target.pipe(socket).pipe(target);
      });
      target.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ended.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return { port: (server.address() as AddressInfo).port, asked };
  }

  it('goes through a proxy, plain and with TLS', async () => {
    const { port, asked } = await proxy(200);
    const plain = await serve();
    const encrypted = await serve(secure(good));
    expect(await ask(plain, { proxy: { host: '127.0.0.1', port } })).toBe('hello');
    expect(await ask(encrypted, { proxy: { host: '127.0.0.1', port }, tls: { ca: ca.certificate } })).toBe('hello');
    expect(asked).toEqual([`127.0.0.1:${plain}`, `127.0.0.1:${encrypted}`]);
  });

  it('tells the proxy its user and password', async () => {
    const { port } = await proxy(200, `Basic ${Buffer.from('me:secret').toString('base64')}`);
    const target = await serve();
    expect(await ask(target, { proxy: { host: '127.0.0.1', port, user: 'me', password: 'secret' } })).toBe('hello');
    expect((await failure(target, { proxy: { host: '127.0.0.1', port } })).todo).toContain('user and password of the proxy');
  });

  it('says what the proxy answered', async () => {
    const { port } = await proxy(403);
    expect((await failure(await serve(), { proxy: { host: '127.0.0.1', port } })).why).toContain('The proxy answered 403');
  });
});
