import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import { afterEach, describe, expect, test } from 'vitest';
import { exchange, type Exchanged } from '../../../src/backends/lakefs/http/exchange';

const MIB = 1024 * 1024;
const never = new AbortController().signal;

describe('A request and its reply', () => {
  const ends: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).toReversed()) await end();
  });

  /** A server of ours that answers by `answer`. It proves nothing about lakeFS. */
  async function serve(answer: (request: IncomingMessage, reply: ServerResponse) => void): Promise<{ readonly ask: (path?: string, signal?: AbortSignal) => Promise<Exchanged>; readonly post: (body: Readable, signal: AbortSignal) => Promise<Exchanged>; readonly connections: () => number }> {
    let connections = 0;
    const server = createServer(answer).on('connection', () => connections++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port was given.');
    const agent = new Agent({ connections: 1 });
    ends.push(() => new Promise((resolve) => server.close(resolve)), async () => server.closeAllConnections(), () => agent.destroy());
    const origin = `http://127.0.0.1:${address.port}`;
    return {
      ask: (path = '/', signal = never) => exchange(agent, { origin, path, method: 'GET' }, signal),
      post: (body, signal) => exchange(agent, { origin, path: '/', method: 'POST', body }, signal),
      connections: () => connections,
    };
  }

  test('gives status, headers and every byte, however slowly they are taken', async () => {
    const content = randomBytes(3 * MIB + 5);
    let written = 0;
    const { ask } = await serve((_, reply) => {
      reply.writeHead(206, { 'content-length': content.length, ETag: '"abc"', 'x-many': ['one', 'two'] });
      const feed = async (): Promise<void> => {
        for (; written < content.length; written += MIB) if (!reply.write(content.subarray(written, written + MIB))) await new Promise((resolve) => reply.once('drain', resolve));
        reply.end();
      };
      void feed();
    });
    const { status, headers, body } = await ask();
    expect(status).toBe(206);
    expect(headers).toMatchObject({ etag: '"abc"', 'x-many': 'one, two' });
    const pieces: Uint8Array[] = [];
    for await (const piece of body) {
      pieces.push(piece);
      if (pieces.length < 5) await delay(20);
    }
    expect(Buffer.concat(pieces).equals(content)).toBe(true);
  });

  test('reads no more ahead than it has to', async () => {
    let sent = 0;
    const { ask } = await serve((_, reply) => {
      reply.writeHead(200, { 'content-length': 32 * MIB });
      const more = (): void => {
        while (sent < 32 && reply.write(Buffer.alloc(MIB))) sent++;
        reply.once('drain', more);
      };
      more();
    });
    const { body } = await ask();
    // What the system's own buffers hold comes on top; it is still once they are full.
    let before = -1;
    for (const limit = Date.now() + 5_000; before !== sent && Date.now() < limit; ) {
      before = sent;
      await delay(200);
    }
    expect(sent).toBeLessThan(24);
    let seen = 0;
    for await (const piece of body) seen += piece.byteLength;
    expect(seen).toBe(32 * MIB);
  });

  test('a short body comes as one, also where it comes in parts', async () => {
    const { ask } = await serve((_, reply) => {
      reply.writeHead(200);
      reply.write('one ');
      setTimeout(() => reply.end('two'), 20);
    });
    expect((await (await ask()).body.whole()).toString()).toBe('one two');
  });

  test('keeps its connection where the rest is read away, and gives it up where reading ends early or the rest is long', async () => {
    const { ask, connections } = await serve((request, reply) => reply.end(Buffer.alloc(request.url === '/long' ? 4 * MIB : 10)));
    await (await ask()).body.discard(MIB);
    await (await ask()).body.whole();
    expect(connections()).toBe(1);
    await (await ask('/long')).body.discard(MIB);
    await (await ask()).body.whole();
    const after = connections();
    expect(after).toBeGreaterThan(1);
    for await (const piece of (await ask('/long')).body) if (piece.byteLength > 0) break;
    await (await ask()).body.whole();
    expect(connections()).toBeGreaterThan(after);
  });

  test('a body that breaks off is an error, after what had come', async () => {
    const { ask } = await serve((_, reply) => {
      reply.writeHead(200, { 'content-length': 100 });
      reply.write('some');
      setTimeout(() => reply.destroy(), 50);
    });
    const { body } = await ask();
    let text = '';
    const read = async (): Promise<void> => {
      for await (const piece of body) text += Buffer.from(piece).toString();
    };
    await expect(read()).rejects.toThrow();
    expect(text).toBe('some');
    await expect((await ask()).body.whole()).rejects.toThrow();
    await (await ask()).body.discard(MIB);
  });

  test('is cancelled at every point: before it, without a connection, before the head, in the body', async () => {
    const open = new Set<ServerResponse>();
    const { ask, post } = await serve((request, reply) => {
      request.on('error', () => undefined);
      open.add(reply);
      if (request.url === '/body') reply.writeHead(200, { 'content-length': 100 }).write('some');
    });
    const reason = new Error('enough');
    const cancelled = async (work: (signal: AbortSignal) => Promise<unknown>, when: () => Promise<unknown>): Promise<void> => {
      const stop = new AbortController();
      const error = work(stop.signal).then(() => undefined, (thrown: unknown) => thrown);
      await when();
      stop.abort(reason);
      expect(await error).toBe(reason);
    };
    await cancelled((signal) => ask('/', signal), () => delay(0));
    const reached = (): Promise<unknown> => {
      const before = open.size;
      return expect.poll(() => open.size, { timeout: 10_000 }).toBeGreaterThan(before);
    };
    await cancelled((signal) => ask('/', signal), reached);
    await cancelled(async (signal) => (await ask('/body', signal)).body.whole(), () => reached().then(() => delay(50)));

    const first = new AbortController();
    const blocking = ask('/', first.signal).catch((thrown: unknown) => thrown);
    const body = new Readable({ read: () => undefined });
    await cancelled((signal) => post(body, signal), () => delay(20));
    expect(body.destroyed).toBe(true);
    first.abort(reason);
    expect(await blocking).toBe(reason);
    await expect(ask('/', AbortSignal.abort(reason))).rejects.toThrow();
  });

  test('an unreachable server is an error', async () => {
    const agent = new Agent({ connect: { timeout: 1_000 } });
    ends.push(() => agent.destroy());
    await expect(exchange(agent, { origin: 'http://127.0.0.1:1', path: '/', method: 'GET' }, never)).rejects.toThrow('ECONNREFUSED');
    await agent.destroy();
    await expect(exchange(agent, { origin: 'http://127.0.0.1:1', path: '/', method: 'GET' }, never)).rejects.toThrow();
  });
});
