import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { PortServer } from './port';
import { nodeCodecs } from '../../core/arrow/nodeCodecs';
import { resultsSettings } from './requests';
import { ResultsHost } from './resultsHost';
import { NodeDisk } from './store/disk';

/** The thread that holds all rows and answers what is asked of them. */
if (parentPort) {
  const port = parentPort;
  const host = new ResultsHost(z.parse(resultsSettings, workerData), new NodeDisk(), nodeCodecs());
  host.serve(new PortServer({ postMessage: (message, transfer) => port.postMessage(message, transfer), on: (event, listener) => port.on(event, listener) }));
  host.start();
}
