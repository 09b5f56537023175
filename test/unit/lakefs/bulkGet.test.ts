import { randomBytes, randomInt } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { type BulkReply, bulkGet } from '../../../src/backends/lakefs/http/bulkGet';

const MIB = 1024 * 1024;
const never = new AbortController().signal;

describe('A GET of much', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  /** A server of ours that answers every request by `answer`. It proves nothing about lakeFS. */
  async function serve(answer: (socket: Socket, request: string) => void): Promise<URL> {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('data', (request) => answer(socket, request.toString('latin1')));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port was given.');
    return new URL(`http://127.0.0.1:${address.port}`);
  }

  const get = (url: URL, signal = never): Promise<BulkReply | undefined> => bulkGet({ verify: true }, url, '/path?x=1', { authorization: 'Basic x', range: 'bytes=0-9' }, signal);

  /** Pieces share memory: each is copied before the next. */
  async function copied(reply: BulkReply | undefined, pace: () => Promise<unknown> = () => Promise.resolve()): Promise<Buffer> {
    const copies: Buffer[] = [];
    for await (const piece of reply?.body ?? []) {
      copies.push(Buffer.from(piece));
      await pace();
    }
    return Buffer.concat(copies);
  }

  test('gives all bytes, in whatever pieces they come and however slowly they are taken', async () => {
    const seed = randomInt(2 ** 31);
    let state = seed;
    const random = (below: number): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7f_ff_ff_ff) % below;
    const content = randomBytes(9 * MIB + 17);
    const url = await serve((socket, request) => {
      expect(request).toMatch(/^GET \/path\?x=1 HTTP\/1\.1\r\n/u);
      expect(request).toMatch(/\r\nauthorization: Basic x\r\n/u);
      const whole = Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nETag: "abc"\r\nContent-Length: ${content.length}\r\n\r\n`), content]);
      void (async () => {
        for (let at = 0; at < whole.length && !socket.destroyed; ) {
          const size = at < 100 ? 1 + random(20) : 1 + random(random(4) === 0 ? 700_000 : 20_000);
          socket.write(whole.subarray(at, at + size));
          at += size;
          if (random(8) === 0) await delay(1);
        }
      })();
    });
    const reply = await get(url);
    expect(reply).toMatchObject({ status: 200, headers: { etag: '"abc"', 'content-length': String(content.length) } });
    const back = await copied(reply, () => (random(6) === 0 ? delay(3) : Promise.resolve()));
    expect(back.equals(content), `seed ${seed}`).toBe(true);
  });

  test('uses the same memory again', async () => {
    const content = Buffer.alloc(20 * MIB, 1);
    const url = await serve((socket) => socket.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${content.length}\r\n\r\n`), content])));
    const memory = new Set<ArrayBufferLike>();
    for await (const piece of (await get(url))?.body ?? []) memory.add(piece.buffer);
    expect(memory.size).toBeGreaterThan(0);
    expect(memory.size).toBeLessThanOrEqual(4);
  });

  test('an empty body ends at once', async () => {
    const url = await serve((socket) => socket.write('HTTP/1.1 206 Partial Content\r\ncontent-length: 0\r\n\r\n'));
    const reply = await get(url);
    expect(reply?.status).toBe(206);
    expect(await copied(reply)).toHaveLength(0);
  });

  test('what has come before the connection broke is given out, then the break is told', async () => {
    const url = await serve((socket) => socket.end(`HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n${'x'.repeat(40)}`));
    const taken: string[] = [];
    const reading = (async () => {
      for await (const piece of (await get(url))?.body ?? []) taken.push(Buffer.from(piece).toString());
    })();
    await expect(reading).rejects.toThrow('closed before all had come');
    expect(taken.join('')).toBe('x'.repeat(40));
  });

  test.each([
    ['a refusal', 'HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}'],
    ['a redirect', 'HTTP/1.1 302 Found\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n'],
    ['a body of unknown length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a packed body', 'HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc'],
    ['no HTTP at all', 'SSH-2.0-OpenSSH_9.6\r\n\r\n'],
    ['a head without an end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}`],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n'],
  ])('%s is left to the usual client', async (_, answer) => {
    const url = await serve((socket) => socket.end(answer));
    expect(await get(url)).toBeUndefined();
  });

  test('so is a server that is not there, or says nothing at all', async () => {
    const url = await serve((socket) => socket.end());
    expect(await get(url)).toBeUndefined();
    await ends.pop()?.();
    expect(await get(url)).toBeUndefined();
  });

  test('ends with its signal, before the head and in the middle', async () => {
    let connections = 0;
    const closed: Promise<unknown>[] = [];
    const url = await serve((socket) => {
      closed.push(new Promise((resolve) => socket.once('close', resolve)));
      if (connections++ > 0) socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * MIB}\r\n\r\n${'x'.repeat(MIB)}`);
    });
    const first = new AbortController();
    const waiting = get(url, first.signal);
    await expect.poll(() => connections).toBe(1);
    first.abort();
    expect(await waiting).toBeUndefined();

    const second = new AbortController();
    const reply = await get(url, second.signal);
    const reading = copied(reply, async () => second.abort());
    await expect(reading).rejects.toThrow();
    expect(closed).toHaveLength(2);
    await Promise.all(closed);
  });

  test('whoever stops reading ends the connection', async () => {
    let closed = false;
    const url = await serve((socket) => {
      socket.once('close', () => (closed = true));
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${100 * MIB}\r\n\r\n${'x'.repeat(2 * MIB)}`);
    });
    for await (const piece of (await get(url))?.body ?? []) {
      expect(piece.length).toBeGreaterThan(0);
      break;
    }
    await expect.poll(() => closed).toBe(true);
  });
});
