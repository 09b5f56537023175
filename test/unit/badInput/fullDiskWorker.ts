import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { nodeCodecs } from '../../../src/core/arrow/nodeCodecs';
import { PortServer } from '../../../src/server/results/port';
import { resultsSettings } from '../../../src/server/results/requests';
import { ResultsHost } from '../../../src/server/results/resultsHost';
import { type DiskFile, NodeDisk } from '../../../src/server/results/store/disk';

/** A disk that is full once it holds so many bytes. */
class FullDisk extends NodeDisk {
  constructor(private room: number) {
    super();
  }

  override async create(file: string): Promise<DiskFile> {
    const inner = await super.create(file);
    return {
      ...inner,
      write: async (bytes, position) => {
        this.room -= bytes.byteLength;
        if (this.room < 0) throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
        await inner.write(bytes, position);
      },
    };
  }
}

/** The results worker as it is, but for its disk. */
if (parentPort) {
  const port = parentPort;
  const server = new PortServer({ postMessage: (message, transfer) => port.postMessage(message, transfer), on: (event, listener) => port.on(event, listener) });
  new ResultsHost(z.parse(resultsSettings, workerData), new FullDisk(Number(process.env['HEADWATER_TEST_DISK'])), nodeCodecs()).serve(server);
}
