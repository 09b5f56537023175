import { MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import * as z from 'zod/mini';
import { whyBroken } from '../../duckdb/brokenOff';
import { toWorker } from '../../duckdb/messages';
import { WorkerHost } from '../../duckdb/workerHost';
import { type FromScans, type ToScans, toScans } from './messages';
import { ScanFunction } from './scanFunction';

/** The worker thread of one federated statement at a time: a DuckDB whose scan function reads from the other thread. */
const port = parentPort;
if (!port) throw new Error('This file is the entry of a worker thread.');
const { control } = z.parse(z.object({ control: z.instanceof(MessagePort) }), workerData);

const scans = new ScanFunction((opened) => {
  control.postMessage(opened, [opened.port]);
});

function controlled(message: ToScans): void {
  const answer = (end: FromScans): void => {
    control.postMessage(end);
  };
  switch (message.kind) {
    case 'begin':
      scans.begin(message);
      return;
    case 'bound':
      answer({ kind: 'done', id: message.id, bound: scans.bound });
      return;
    case 'define':
      try {
        scans.define(message);
        answer({ kind: 'done', id: message.id, bound: [] });
      } catch (error) {
        answer({ kind: 'failed', id: message.id, message: error instanceof Error ? error.message : String(error) });
      }
  }
}

control.on('message', (raw: unknown) => {
  controlled(z.parse(toScans, raw));
});

const envelope = z.object({ message: toScans });

/** What was said on the other port before a statement holds for it, though nobody waited for an answer. */
function catchUp(): void {
  for (let said: unknown = receiveMessageOnPort(control); said !== undefined; said = receiveMessageOnPort(control)) controlled(z.parse(envelope, said).message);
}

const host = new WorkerHost(
  (message, transfer = []) => {
    host.forget(message);
    port.postMessage(message, [...transfer]);
  },
  {
    opened: (connection) => {
      scans.register(connection);
    },
    why: async (connection, request, binder) => {
      scans.again();
      return scans.failed ? { type: 'Source', message: scans.failed } : whyBroken(connection, request, binder);
    },
  },
);

// An error that ends the thread while DuckDB works would end the process with it.
process.on('uncaughtException', (error) => {
  console.error('Engine worker:', error);
});

port.on('message', (message: unknown) => {
  catchUp();
  void host.handle(z.parse(toWorker, message), () => {
    // Nothing of DuckDB runs any more: ends this thread, not the process.
    process.exit(0);
  });
});
