import { join } from 'node:path';
import type { BackendEntry } from '../core/contract/backend';

/** The bundles of workers stand beside the server's. */
const worker = (name: string): string => join(__dirname, name);

/** Every system that Headwater can talk to: one line each, loaded on first use. */
export const BACKENDS: readonly BackendEntry[] = [
  { id: 'local', load: async () => new (await import('./local/backend')).LocalBackend(worker('duckdbWorker.js')) },
  { id: 'flightsql', load: async () => new (await import('./flightsql/backend')).FlightSqlBackend() },
  { id: 'lakefs', load: async () => new (await import('./lakefs/backend')).LakeFsBackend(process.env) },
  { id: 'fluss', load: async () => new (await import('./fluss/backend')).FlussBackend() },
  { id: 'pegasus', load: async () => new (await import('./pegasus/backend')).PegasusBackend() },
  { id: 'ksqldb', load: async () => new (await import('./ksqldb/backend')).KsqlBackend(process.env) },
];
