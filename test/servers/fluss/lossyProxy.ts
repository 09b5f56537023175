import { connect, createServer, type Socket } from 'node:net';
import type { Address } from '../../../src/backends/fluss/wire/address';

export interface LossyProxy {
  readonly address: Address;
  /** How many answers were lost. */
  readonly lost: () => number;
  /** The answers to the next writes are lost with their connections, so often: the server has written, and nobody hears of it. */
  loseAnswers(times: number): void;
  stop(): Promise<void>;
}

/** PRODUCE_LOG and PUT_KV, as a request's head names them. */
const WRITES = new Set([1014, 1016]);

/** Stands before a tablet server. */
export async function startLossyProxy(target: Address): Promise<LossyProxy> {
  const open = new Set<Socket>();
  let [wanted, lost] = [0, 0];
  const server = createServer((near) => {
    const far = connect(target.port, target.host);
    let writing = false;
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes: Buffer) => {
      if (bytes.length >= 6 && WRITES.has(bytes.readInt16BE(4))) writing = true;
      far.write(bytes);
    });
    far.on('data', (bytes: Buffer) => {
      if (!writing || wanted === 0) near.write(bytes);
      else {
        wanted -= 1;
        lost += 1;
        near.destroy();
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
    stop: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
