import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../../../src/backends/flightsql/wire/call';
import type { Channel, ChannelOptions } from '../../../../src/backends/flightsql/wire/channel';
import { TooLarge, WholeMessage } from '../../../../src/backends/flightsql/wire/framing';
import { NetworkError } from '../../../../src/backends/flightsql/wire/network';
import type { GrpcError } from '../../../../src/backends/flightsql/wire/status';
import { CancelledError, HeadwaterError } from '../../../../src/core/errors';
import { channelTo, thrown, until, WAYS } from './channels';
import { answer, framed, GRPC, refuse, scripted, type ScriptedCall, type ScriptedServer } from './grpcServer';

const hello = Buffer.from('hello');
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0)) await end();
});

async function texts(call: Call<Uint8Array>): Promise<readonly string[]> {
  const all: string[] = [];
  for (let message = await call.next(); message; message = await call.next()) all.push(Buffer.from(message).toString());
  return all;
}

describe.each(WAYS)('calls, received %s', (receive) => {
  const signal = new AbortController().signal;

  async function serve(script: (call: ScriptedCall) => void, options: Partial<ChannelOptions> = {}): Promise<{ readonly server: ScriptedServer; readonly channel: Channel }> {
    const server = await scripted(script);
    const channel = channelTo(server.port, receive, options);
    ended.push(async () => {
      channel.close();
      await server.stop();
    });
    return { server, channel };
  }

  const stream = (channel: Channel, options = {}) => channel.serverStream('/a', [hello], () => new WholeMessage(), { signal, ...options });

  it('sends one message and gives the one that comes back, with headers and trailers', async () => {
    const { channel } = await serve((call) => void call.request().then(([message = hello]) => answer(call.stream, [Buffer.from(message).reverse()], { 'grpc-status': '0', took: '5' }, { kind: 'x' })));
    const { message, call } = await channel.unary('/a', [Buffer.from('ab'), Buffer.from('c')], { signal });
    expect(Buffer.from(message).toString()).toBe('cba');
    expect(await call.headers()).toContainEqual(['kind', 'x']);
    expect(call.trailers).toContainEqual(['took', '5']);
  });

  it('gives many messages of all sizes in order', async () => {
    const sizes = [0, 1, 5, 16_384, 16_383, 65_536, 1 << 20, 3, 0];
    const { channel } = await serve(({ stream: to }) => answer(to, sizes.map((size, index) => Buffer.alloc(size, index))));
    const call = await stream(channel);
    for (const [index, size] of sizes.entries()) expect(Buffer.compare((await call.next())!, Buffer.alloc(size, index))).toBe(0);
    expect(await call.next()).toBeUndefined();
  });

  it('decodes the server’s message and its details', async () => {
    const { channel } = await serve(({ stream: to }) => refuse(to, '3', 'caf%C3%A9 100%25', { 'grpc-status-details-bin': 'CAMSBGNhZmU' }));
    const error = await thrown(channel.unary('/a', [], { signal }));
    expect(error).toMatchObject({ origin: 'server', status: { code: 'INVALID_ARGUMENT', message: 'café 100%' } });
    expect(Buffer.from((error as GrpcError).status.details!).toString('hex')).toBe('0803120463616665');
  });

  it('gives what came before a late error', async () => {
    const { channel } = await serve(({ stream: to }) => answer(to, [hello, hello], { 'grpc-status': '13', 'grpc-message': 'late' }));
    const call = await stream(channel);
    expect(await call.next()).toBeDefined();
    expect(await call.next()).toBeDefined();
    expect(await thrown(call.next())).toMatchObject({ status: { code: 'INTERNAL', message: 'late' } });
  });

  it('counts unknown status codes as UNKNOWN', async () => {
    const { channel } = await serve(({ stream: to }) => refuse(to, '99', 'odd'));
    expect(await thrown(channel.unary('/a', [], { signal }))).toMatchObject({ status: { code: 'UNKNOWN', message: 'odd' } });
  });

  it.each([
    [404, 'UNIMPLEMENTED'],
    [401, 'UNAUTHENTICATED'],
    [403, 'PERMISSION_DENIED'],
    [503, 'UNAVAILABLE'],
    [500, 'UNKNOWN'],
  ])('takes HTTP status %d without a gRPC status for %s', async (status, code) => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond({ ':status': status, 'content-type': 'text/html' });
      to.end('<html>'.repeat(10));
    });
    expect(await thrown(channel.unary('/a', [], { signal }))).toMatchObject({ status: { code } });
  });

  it('says that an answer is a web page, not that a message is damaged', async () => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond({ ':status': 200, 'content-type': 'text/html' });
      to.end('<html><body>Sign in</body></html>'.repeat(1000));
    });
    expect(String(await thrown(channel.unary('/a', [], { signal })))).toContain('no gRPC but text/html');
  });

  it('says that a message is cut off, after giving those before', async () => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond(GRPC, { waitForTrailers: true });
      to.once('wantTrailers', () => to.sendTrailers({ 'grpc-status': '0' }));
      to.end(Buffer.concat([framed(hello), framed(Buffer.alloc(1000)).subarray(0, 500)]));
    });
    const call = await stream(channel);
    expect(await call.next()).toBeDefined();
    expect(String(await thrown(call.next()))).toContain('cut off');
  });

  it('says that a call ended without a status', async () => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond(GRPC);
      to.end(framed(hello));
    });
    const call = await stream(channel);
    expect(await call.next()).toBeDefined();
    expect(await thrown(call.next())).toMatchObject({ status: { code: 'UNKNOWN' }, origin: 'broken' });
  });

  it('refuses a message above the limit before its bytes come', async () => {
    const { channel, server } = await serve(({ stream: to }) => {
      to.respond(GRPC);
      to.write(framed(hello));
      to.write(Buffer.from([0, 0x7f, 0, 0, 0]));
    });
    const call = await stream(channel);
    expect(await call.next()).toBeDefined();
    const error = await thrown(call.next());
    expect(error).toBeInstanceOf(TooLarge);
    expect(error).toMatchObject({ bytes: 0x7f00_0000, mostBytes: 64 << 20 });
    await until(() => server.resets.length === 1);
    expect(server.resets).toEqual([8]);
  });

  it('sends messages compressed where it is told to, but not short ones', async () => {
    let seen: { readonly encoding: unknown; readonly bytes: Buffer } | undefined;
    const { channel } = await serve(
      ({ stream: from, headers }) => {
        const chunks: Buffer[] = [];
        from.on('data', (chunk: Buffer) => chunks.push(chunk));
        from.once('end', () => {
          seen = { encoding: headers['grpc-encoding'], bytes: Buffer.concat(chunks) };
          answer(from, [Buffer.from('ok')]);
        });
      },
      { gzip: true },
    );
    const call = await channel.start('/x', () => new WholeMessage(), { signal });
    const long = Buffer.from('a long text '.repeat(1000));
    await call.send([long.subarray(0, 5_000), long.subarray(5_000)]);
    await call.send([Buffer.from('short')]);
    call.endSending();
    expect(await call.next()).toBeDefined();
    expect(seen?.encoding).toBe('gzip');
    const bytes = seen?.bytes ?? Buffer.alloc(0);
    const length = bytes.readUInt32BE(1);
    expect([bytes[0], length < 500, gunzipSync(bytes.subarray(5, 5 + length)).equals(long)]).toEqual([1, true, true]);
    expect(bytes.subarray(5 + length).toString()).toBe('\0\0\0\0\u0005short');
  });

  it('reads messages that came compressed, in order with those that did not', async () => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond({ ...GRPC, 'grpc-encoding': 'gzip' }, { waitForTrailers: true });
      to.once('wantTrailers', () => to.sendTrailers({ 'grpc-status': '0' }));
      to.end(Buffer.concat([framed(gzipSync('one'.repeat(1000)), 1), framed(Buffer.from('two')), framed(gzipSync(''), 1), framed(gzipSync('three'), 1)]));
    });
    expect(await texts(await stream(channel))).toEqual(['one'.repeat(1000), 'two', '', 'three']);
  });

  it.each([
    ['a compression that was not offered', 'snappy', framed(hello, 1), 'snappy'],
    ['a compressed message without the name of a compression', undefined, framed(hello, 1), 'not named'],
    ['a compressed message that is none', 'gzip', framed(hello, 1), 'cannot be decompressed'],
    ['a message that grows beyond the limit', 'gzip', framed(gzipSync(Buffer.alloc(70 << 20)), 1), 'larger than the limit'],
    ['an unknown flag', undefined, framed(hello, 7), 'unknown flag'],
  ])('refuses %s', async (_name, encoding, bytes, words) => {
    const { channel } = await serve(({ stream: to }) => {
      to.respond({ ...GRPC, ...(encoding === undefined ? {} : { 'grpc-encoding': encoding }) });
      to.end(bytes);
    });
    expect(String(await thrown((await stream(channel)).next()))).toContain(words);
  });

  it('cancels in the middle; the server hears of it, and the connection goes on', async () => {
    const { channel, server } = await serve(({ stream: to, path }) => {
      if (path === '/b') answer(to, [hello]);
      else {
        to.respond(GRPC);
        const pump = () => {
          while (!to.destroyed && to.write(framed(Buffer.alloc(100_000))));
        };
        to.on('drain', pump);
        pump();
      }
    });
    const stop = new AbortController();
    const call = await channel.serverStream('/a', [], () => new WholeMessage(), { signal: stop.signal });
    for (let index = 0; index < 20; index++) await call.next();
    const waiting = thrown(
      (async () => {
        for (;;) await call.next();
      })(),
    );
    stop.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
    await until(() => server.resets.length === 1);
    expect(server.resets).toEqual([8]);
    expect((await channel.unary('/b', [], { signal })).message.byteLength).toBe(5);
    expect(server.sessions.size).toBe(1);
  });

  it('cancels a call that has no answer yet', async () => {
    const { channel, server } = await serve(() => undefined);
    const stop = new AbortController();
    const waiting = thrown(channel.unary('/a', [], { signal: stop.signal }));
    await until(() => server.sessions.size === 1);
    setTimeout(() => stop.abort(), 20);
    expect(await waiting).toBeInstanceOf(CancelledError);
  });

  it('ends a call at its deadline and tells the server of it', async () => {
    let timeout: unknown;
    const { channel } = await serve(({ stream: to, headers }) => {
      timeout = headers['grpc-timeout'];
      to.respond(GRPC);
      to.write(framed(hello));
    });
    const call = await stream(channel, { timeoutMs: 60 });
    expect(await call.next()).toBeDefined();
    expect(await thrown(call.next())).toMatchObject({ origin: 'deadline', status: { code: 'DEADLINE_EXCEEDED' } });
    expect(timeout).toBe('60m');
  });

  it('holds the server back while nobody pulls, and goes on where it stopped', async () => {
    const count = 400;
    let written = 0;
    const { channel } = await serve(({ stream: to }) => {
      to.respond(GRPC, { waitForTrailers: true });
      to.once('wantTrailers', () => to.sendTrailers({ 'grpc-status': '0' }));
      const pump = () => {
        while (written < count) if (!to.write(framed(Buffer.alloc(100_000, written++)))) return;
        to.end();
      };
      to.on('drain', pump);
      pump();
    });
    const call = await stream(channel);
    await call.next();
    let before = -1;
    while (before !== written) {
      before = written;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    // A window of 8 MiB and 4 MiB read ahead, of 40 MB.
    expect(written).toBeLessThan(160);
    expect(written).toBeGreaterThan(60);
    let messages = 1;
    for (let message = await call.next(); message; message = await call.next()) expect(message[99_999]).toBe(messages++ & 0xff);
    expect(messages).toBe(count);
  });

  it('gives a message that is larger than the window', async () => {
    const { channel } = await serve(({ stream: to }) => answer(to, [Buffer.alloc(30 << 20, 7), hello]));
    const call = await stream(channel);
    expect((await call.next())?.byteLength).toBe(30 << 20);
    expect((await call.next())?.byteLength).toBe(5);
  });

  it('lets a silent call wait while others go on', async () => {
    const { channel } = await serve(({ stream: to, path }) => {
      if (path === '/b') answer(to, [hello]);
      else to.respond(GRPC);
    });
    const silent = await stream(channel);
    for (let index = 0; index < 20; index++) await channel.unary('/b', [], { signal });
    silent.cancel();
    expect(await thrown(silent.next())).toBeInstanceOf(CancelledError);
  });

  it('makes a call again that the server refused before it began', async () => {
    let calls = 0;
    const { channel } = await serve(({ stream: to }) => {
      if (calls++ === 0) to.close(7);
      else answer(to, [hello]);
    });
    expect((await channel.unary('/a', [hello], { signal })).message.byteLength).toBe(5);
    expect(calls).toBe(2);
  });

  it('never makes a call again that the server may have begun', async () => {
    let calls = 0;
    const { channel, server } = await serve(() => {
      calls++;
      for (const session of server.sessions) session.destroy();
    });
    expect(await thrown(channel.unary('/a', [hello], { signal }))).toBeInstanceOf(NetworkError);
    expect(calls).toBe(1);
  });

  it('makes a new connection after the server said goodbye; the call at work ends well', async () => {
    let first: ScriptedCall | undefined;
    const { channel, server } = await serve((call) => {
      if (call.path === '/b') answer(call.stream, [hello]);
      else {
        first = call;
        call.stream.respond(GRPC, { waitForTrailers: true });
        call.stream.once('wantTrailers', () => call.stream.sendTrailers({ 'grpc-status': '0' }));
        call.stream.write(framed(hello));
      }
    });
    const call = await stream(channel);
    await call.next();
    const [session] = server.sessions;
    session!.goaway(0);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await channel.unary('/b', [], { signal })).message.byteLength).toBe(5);
    expect(server.sessions.size).toBe(2);
    first!.stream.end(framed(hello));
    expect(await call.next()).toBeDefined();
    expect(await call.next()).toBeUndefined();
  });

  it('says that the connection was lost in the middle, and connects anew for the next call', async () => {
    const { channel, server } = await serve(({ stream: to, path }) => {
      if (path === '/b') answer(to, [hello]);
      else {
        to.respond(GRPC);
        to.write(Buffer.concat([framed(hello), framed(Buffer.alloc(100)).subarray(0, 50)]));
      }
    });
    const call = await stream(channel);
    expect(await call.next()).toBeDefined();
    for (const session of server.sessions) session.destroy();
    expect(await thrown(call.next())).toBeInstanceOf(NetworkError);
    expect((await channel.unary('/b', [], { signal })).message.byteLength).toBe(5);
  });

  it('waits longer after each failed attempt to connect, and comes back when the server does', async () => {
    const { server, channel } = await serve(({ stream: to }) => answer(to, [hello]));
    await channel.unary('/a', [], { signal });
    await server.stop();
    const { port } = server;
    const times: number[] = [];
    for (let index = 0; index < 3; index++) {
      await thrown(channel.unary('/a', [], { signal }));
      times.push(Date.now());
    }
    expect(times[2]! - times[1]!).toBeGreaterThan(200);
    const { createServer } = await import('node:http2');
    const again = createServer();
    again.on('stream', (to) => answer(to, [hello]));
    await new Promise<void>((resolve) => again.listen(port, '127.0.0.1', resolve));
    ended.push(() => new Promise((resolve) => again.close(() => resolve())));
    expect((await channel.unary('/a', [], { signal })).message.byteLength).toBe(5);
    channel.close();
  });

  it('tells the sender at once when the server ends a call that is still sending', async () => {
    const { channel } = await serve(({ stream: to }) => refuse(to, '5', 'no such table'));
    const call = await channel.start('/a', () => new WholeMessage(), { signal });
    const sending = (async () => {
      for (;;) await call.send([Buffer.alloc(100_000)]);
    })();
    expect(await thrown(sending)).toMatchObject({ status: { code: 'NOT_FOUND', message: 'no such table' } });
    expect(await thrown(call.next())).toMatchObject({ status: { code: 'NOT_FOUND' } });
  });

  it('waits with sending while the server does not read', async () => {
    let read = () => undefined as unknown;
    const { channel } = await serve(({ stream: to }) => {
      read = () => to.resume();
      to.respond(GRPC);
    });
    const call = await channel.start('/a', () => new WholeMessage(), { signal });
    let sent = 0;
    const sending = (async () => {
      for (; sent < 100; sent++) await call.send([Buffer.alloc(100_000)]);
    })();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(sent).toBeLessThan(20);
    read();
    await sending;
    call.cancel();
  });

  it('sends its headers, a name twice where it is given twice, a call’s own before the connection’s', async () => {
    let seen: ScriptedCall['headers'] = {};
    const { channel } = await serve(
      ({ stream: to, headers }) => {
        seen = headers;
        answer(to, [hello]);
      },
      { metadata: [['database', 'a'], ['authorization', 'Bearer x']] },
    );
    await channel.unary('/a', [], { signal, metadata: [['Database', 'b'], ['X-Two', '1'], ['x-two', '2']] });
    expect(seen).toMatchObject({ database: 'b', authorization: 'Bearer x', 'x-two': '1, 2', te: 'trailers', 'content-type': 'application/grpc+proto', 'grpc-accept-encoding': 'identity,gzip' });
  });

  it.each([
    ['grpc-timeout', '1'],
    [':path', '/x'],
    ['two words', '1'],
    ['name', 'line\nbreak'],
    ['name', 'ü'],
  ])('refuses the header %j: %j', async (name, value) => {
    const { channel } = await serve(({ stream: to }) => answer(to, [hello]));
    expect(await thrown(channel.unary('/a', [], { signal, metadata: [[name, value]] }))).toBeInstanceOf(HeadwaterError);
  });

  it('sends cookies back until they expire', async () => {
    const seen: unknown[] = [];
    const { channel } = await serve(({ stream: to, headers }) => {
      seen.push(headers.cookie);
      const set = [['a=1; Path=/', 'b=2; HttpOnly'], ['a=3', 'b=; Max-Age=0'], []][seen.length - 1]!;
      answer(to, [hello], { 'grpc-status': '0' }, set.length > 0 ? { 'set-cookie': set } : {});
    });
    for (let index = 0; index < 3; index++) await channel.unary('/a', [], { signal });
    expect(seen).toEqual([undefined, 'a=1; b=2', 'a=3']);
  });

  it('measures the way to the server and back', async () => {
    const { channel } = await serve(() => undefined);
    expect(await channel.ping(signal)).toBeGreaterThan(0);
  });

  it('ends all calls when it is closed', async () => {
    const { channel } = await serve(({ stream: to }) => to.respond(GRPC));
    const call = await stream(channel);
    const waiting = thrown(call.next());
    channel.close();
    expect(await waiting).toBeInstanceOf(NetworkError);
    expect(await thrown(channel.unary('/a', [], { signal }))).toBeInstanceOf(NetworkError);
  });
});
