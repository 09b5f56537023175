// Doubles prove nothing about products; what they are made after stands at the top of each Python file.
import { type Address, addressOf } from './address';
import { startProcess, type Started } from './process';
import { flightPython } from './python';

/** A call that a double has seen. */
export interface SeenCall {
  readonly method: string;
  readonly server: string;
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

export interface ScriptedServer extends Started {
  readonly address: Address;
  /** A second server, for locations that are not the first. */
  readonly elsewhere: Address;
  calls(): Promise<readonly SeenCall[]>;
  openStreams(): Promise<number>;
  /** What ingest has brought, by table: options as hex by field number, and rows. */
  tables(): Promise<Readonly<Record<string, { readonly options: Readonly<Record<string, readonly unknown[]>>; readonly rows: readonly unknown[] }>>>;
}

/** What no real server here does: endpoints, locations, cookies, polling, cancelling, late and broken streams, every Arrow type. See `python/scripted.py`. */
export async function startScripted(): Promise<ScriptedServer> {
  const { python, script } = await flightPython();
  const server = await startProcess(python, [script('scripted.py')], { ready: announced });
  const { flight, elsewhere, control } = server.ready;
  const ask = asker(control);
  return {
    ...server,
    address: addressOf(flight ?? ''),
    elsewhere: addressOf(elsewhere ?? ''),
    calls: () => ask('calls') as Promise<readonly SeenCall[]>,
    openStreams: async () => ((await ask('open')) as { streams: number }).streams,
    tables: () => ask('tables') as ReturnType<ScriptedServer['tables']>,
  };
}

export interface InfluxServer extends Started {
  readonly address: Address;
  /** `http://host:port` of its HTTP API. */
  readonly httpUrl: string;
  calls(): Promise<readonly SeenCall[]>;
  openStreams(): Promise<number>;
}

export interface InfluxOptions {
  /** Everybody is let in where there is none. */
  readonly token?: string;
  /** After how long without rows an empty batch is sent, in seconds; InfluxDB's is 5. */
  readonly keepAlive?: number;
  /** The database that holds the table `home`. */
  readonly database?: string;
}

/** InfluxDB 3's rules over the engine that it uses; `pause_ms(n)` makes a statement slow. See `python/influx.py`. */
export async function startInflux({ token, keepAlive, database }: InfluxOptions = {}): Promise<InfluxServer> {
  const { python, script } = await flightPython();
  const flags = Object.entries({ token, 'keep-alive': keepAlive, database }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}=${value}`]));
  return influxOf(await startProcess(python, [script('influx.py'), ...flags], { ready: announced }));
}

/** A double of InfluxDB 3 that has said where it is. */
export function influxOf(server: Started & { readonly ready: Readonly<Record<string, string>> }): InfluxServer {
  const { flight, http } = server.ready;
  const ask = asker(http);
  return {
    ...server,
    address: addressOf(flight ?? ''),
    httpUrl: `http://${http ?? ''}`,
    calls: () => ask('_calls') as Promise<readonly SeenCall[]>,
    openStreams: async () => ((await ask('_open')) as { streams: number }).streams,
  };
}

function asker(place: string | undefined): (what: string) => Promise<unknown> {
  return async (what) => {
    const answer: unknown = await (await fetch(`http://${place ?? ''}/${what}`)).json();
    return answer;
  };
}

export function announced(line: string): Readonly<Record<string, string>> | undefined {
  return line.startsWith('{"flight"') ? (JSON.parse(line) as Record<string, string>) : undefined;
}
