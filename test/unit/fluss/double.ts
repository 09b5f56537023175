import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach } from 'vitest';
import { ApiVersionsResponse, ErrorResponse, MetadataResponse } from '../../../src/backends/fluss/wire/messages/names';

// A double of a server: proves what the client makes of bytes, nothing of what real servers of 1.0 send.

const open: (Server | Socket)[] = [];
afterEach(() => {
  for (const one of open.splice(0)) {
    if ('close' in one) one.close();
    else one.destroy();
  }
});

export type Answer = { readonly bytes: Uint8Array } | { readonly error: number } | 'silence' | { readonly raw: Uint8Array };

/** Answers each request by its key. @returns the port */
export async function listening(answer: (key: number, body: Uint8Array, port: number) => Answer): Promise<number> {
  const server = createServer((socket) => {
    open.push(socket);
    let rest = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const frame = rest.subarray(4, 4 + rest.readInt32BE(0));
        rest = rest.subarray(4 + frame.length);
        const given = answer(frame.readInt16BE(0), frame.subarray(8), port);
        if (given === 'silence') continue;
        if ('raw' in given) socket.write(given.raw);
        else socket.write(framed(frame.readInt32BE(4), 'error' in given ? 1 : 0, 'error' in given ? ErrorResponse.encode({ code: given.error, message: 'no\n\tat a.b.C' }).bytes() : given.bytes));
      }
    });
  });
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return port;
}

function framed(id: number, type: number, body: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(9 + body.length);
  frame.writeInt32BE(5 + body.length, 0);
  frame.writeInt8(type, 4);
  frame.writeInt32BE(id, 5);
  frame.set(body, 9);
  return frame;
}

export const versions = (...keys: readonly number[]): Answer => ({ bytes: ApiVersionsResponse.encode({ versions: keys.map((key) => ({ key, min: 0, max: 0 })), serverType: 2 }).bytes() });
export const metadata = (port: number): Answer => ({
  bytes: MetadataResponse.encode({ coordinator: { id: 0, host: '127.0.0.1', port }, tabletServers: [{ id: 0, host: '127.0.0.1', port }], tables: [{ path: { database: 'd', table: 't' }, tableId: 1n, schemaId: 1, buckets: [{ bucket: 0, leader: 0, replicas: [0] }] }], partitions: [] }).bytes(),
});
