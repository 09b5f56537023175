// A double: bytes on a socket, for servers that break the rules. Frames and HPACK literals are written by hand (RFC 9113 §4.1, RFC 7541 §6.2).
import net, { type AddressInfo } from 'node:net';

export interface RawServer {
  readonly port: number;
  readonly sockets: Set<net.Socket>;
  stop(): Promise<void>;
}

export async function raw(onSocket: (socket: net.Socket) => void): Promise<RawServer> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    stop: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

export const TYPE = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goaway: 7, windowUpdate: 8 } as const;
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8 } as const;

export function frame(type: number, flags: number, id: number, payload: Uint8Array = new Uint8Array(0)): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.byteLength, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(id, 5);
  return Buffer.concat([header, payload]);
}

/** Literal headers without indexing; names and values below 127 bytes. */
export function headerBlock(headers: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(headers).map(([name, value]) => Buffer.concat([Buffer.from([0, name.length]), Buffer.from(name), Buffer.from([value.length]), Buffer.from(value)])),
  );
}

export const RESPONSE = headerBlock({ ':status': '200', 'content-type': 'application/grpc' });
export const OK = headerBlock({ 'grpc-status': '0' });

/** Greets, and calls back for each request with its stream's id. */
export function speaking(onRequest: (id: number, socket: net.Socket) => void, onFrame: (type: number, id: number, payload: Buffer) => void = () => undefined): (socket: net.Socket) => void {
  return (socket) => {
    let have = Buffer.alloc(0);
    let greeted = false;
    socket.write(frame(TYPE.settings, 0, 0));
    socket.on('data', (chunk: Buffer) => {
      have = Buffer.concat([have, chunk]);
      if (!greeted) {
        if (have.length < 24) return;
        have = have.subarray(24);
        greeted = true;
      }
      while (have.length >= 9 && have.length >= 9 + have.readUIntBE(0, 3)) {
        const length = have.readUIntBE(0, 3);
        const [type, id] = [have.readUInt8(3), have.readUInt32BE(5)];
        const payload = have.subarray(9, 9 + length);
        const ack = (have.readUInt8(4) & FLAG.ack) !== 0;
        have = have.subarray(9 + length);
        if (type === TYPE.settings && !ack) socket.write(frame(TYPE.settings, FLAG.ack, 0));
        onFrame(type, id, payload);
        if (type === TYPE.headers) onRequest(id, socket);
      }
    });
  };
}
