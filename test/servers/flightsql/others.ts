import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { ensureDebian } from '../../../scripts/lib/toolchain/debian.mjs';
import type { FlightServer } from './start';
import { addressOf } from './address';
import { startProcess, type Started } from './process';
import { flightPython } from './python';

/** ROAPI: DataFusion behind another implementation of Flight SQL. It serves the table `words` (1,000 rows of id and word), read-only. */
export async function startRoapi(): Promise<FlightServer> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-roapi-'));
  const { python, script } = await flightPython();
  const file = path.join(folder, 'words.parquet');
  await mustRun(python, [script('words.py'), file]);
  const addresses = ['http', 'postgres', 'flight-sql'].flatMap((name) => [`--addr-${name}`, '127.0.0.1:0']);
  const server = await startProcess(path.join(path.dirname(python), 'roapi'), [...addresses, '-t', `words=${file}`], {
    ready: (line) => /Listening on (?<place>\S+) for FlightSQL/u.exec(line)?.groups?.['place'],
    cwd: folder,
  });
  return { ...withFolder(server, folder), address: addressOf(server.ready) };
}

/** InfluxDB 1 of Debian: a real database that reads line protocol. */
export async function startInfluxOne(): Promise<Started & { readonly url: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-influx-'));
  const server = await startProcess(await ensureDebian('influxdb', 'usr/bin/influxd'), ['run', '-config', '/dev/null'], {
    ready: (line) => /Listening on HTTP.*addr=(?<place>\S+)/u.exec(line)?.groups?.['place'],
    cwd: folder,
    env: {
      INFLUXDB_META_DIR: path.join(folder, 'meta'),
      INFLUXDB_DATA_DIR: path.join(folder, 'data'),
      INFLUXDB_DATA_WAL_DIR: path.join(folder, 'wal'),
      INFLUXDB_BIND_ADDRESS: '127.0.0.1:0',
      INFLUXDB_HTTP_BIND_ADDRESS: '127.0.0.1:0',
      INFLUXDB_MONITOR_STORE_ENABLED: 'false',
      INFLUXDB_REPORTING_DISABLED: 'true',
    },
  });
  return { ...withFolder(server, folder), url: `http://${server.ready}` };
}

/** Arrow's C++ server, by pyarrow: it gives back the rows of a DoExchange with their numbers doubled. */
export async function startExchange(): Promise<FlightServer> {
  const { python, script } = await flightPython();
  const server = await startProcess(python, [script('exchange.py')], { ready: (line) => /^\{"flight": "(?<place>[^"]+)"/u.exec(line)?.groups?.['place'] });
  return { ...server, address: addressOf(server.ready) };
}

/** The server, whose folder goes when it does. */
function withFolder<S extends Started>(server: S, folder: string): S {
  return {
    ...server,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
