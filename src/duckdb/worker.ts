import { parentPort } from 'node:worker_threads';
import * as z from 'zod/mini';
import { toWorker } from './messages';
import { WorkerHost } from './workerHost';

/** The worker thread that holds an embedded DuckDB. */
const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');

const host = new WorkerHost((message, transfer = []) => {
  host.forget(message);
  port.postMessage(message, [...transfer]);
});

// An error that ends the thread while DuckDB works would end the process with it.
process.on('uncaughtException', (error) => {
  console.error('DuckDB worker:', error);
});

port.on('message', (message: unknown) => {
  void host.handle(z.parse(toWorker, message), () => {
    // Nothing of DuckDB runs any more: ends this thread, not the process.
    process.exit(0);
  });
});
