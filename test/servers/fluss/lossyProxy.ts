import { connect, createServer, type Socket } from 'node:net';
import type { Address } from '../../../src/backends/fluss/wire/address';

export interface LossyProxy {
  readonly address: Address;
  /** How many answers were lost. */
  readonly lost: () => number;
  /** The answers to the next writes are lost with their connections, so often: the server has written, and nobody hears of it. */
  loseAnswers(times: number): void;
  /** Ends all connections, as a server does that nobody has asked anything for a while. @returns how many there were */
  cut(): number;
  /** How many connections there are. */
  readonly open: () => number;
  stop(): Promise<void>;
}

/** PRODUCE_LOG and PUT_KV, as a request's head names them. */
const WRITES = new Set([1014, 1016]);

/** Stands before a tablet server. */
export async function startLossyProxy(target: Address): Promise<LossyProxy> {
  const all = new Set<Socket>();
  const near = new Set<Socket>();
  let [wanted, lost] = [0, 0];
  const server = createServer((client) => {
    const far = connect(target.port, target.host);
    let writing = false;
    near.add(client);
    for (const socket of [client, far]) {
      all.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        all.delete(socket);
        near.delete(client);
        client.destroy();
        far.destroy();
      });
    }
    client.on('data', (bytes: Buffer) => {
      if (bytes.length >= 6 && WRITES.has(bytes.readInt16BE(4))) writing = true;
      far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => {
      if (!writing || wanted === 0) client.write(bytes);
      else {
        wanted -= 1;
        lost += 1;
        client.destroy();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const place = server.address();
  return {
    address: { host: '127.0.0.1', port: typeof place === 'object' && place ? place.port : 0 },
    lost: () => lost,
    loseAnswers: (times) => {
      wanted = times;
    },
    cut: () => {
      const clients = [...near];
      for (const socket of clients) socket.end();
      return clients.length;
    },
    open: () => near.size,
    stop: async () => {
      for (const socket of all) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
