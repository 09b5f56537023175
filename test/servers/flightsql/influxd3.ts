import { at } from '../../../scripts/lib/paths.mjs';
import { ensureGo } from '../../../scripts/lib/toolchain/go.mjs';
import { mustRun } from '../../../scripts/lib/run.mjs';
import { announced, influxOf, type InfluxOptions, type InfluxServer } from './doubles';
import { startProcess } from './process';

const goModule = at('test/servers/flightsql/go');

/** InfluxDB 3's rules once more, in Go over SQLite, with gRPC and HTTP at one address; see `go/cmd/influxd3`. */
export async function startInfluxd3({ token, keepAlive, database }: InfluxOptions = {}): Promise<InfluxServer> {
  const flags = Object.entries({ token, 'keep-alive': keepAlive === undefined ? undefined : `${keepAlive}s`, database }).flatMap(([name, value]) => (value === undefined ? [] : [`-${name}=${value}`]));
  return influxOf(await startProcess(await ensureGo('influxd3', goModule, './cmd/influxd3'), flags, { ready: announced }));
}

/** What InfluxData's own Go client saw of a server; see `go/cmd/influxclient`. */
export async function askInfluxGo({ httpUrl }: InfluxServer, token: string, database: string): Promise<unknown> {
  const output = await mustRun(await ensureGo('influxclient', goModule, './cmd/influxclient'), [httpUrl, token, database]);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
