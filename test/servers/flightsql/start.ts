import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureGo } from '../../../scripts/lib/toolchain/go.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { type Address, addressOf } from './address';
import { startProcess, type Started } from './process';

export interface FlightServer extends Started {
  readonly address: Address;
}

/** The Go server with its account of what clients have open and what they sent. */
export interface WatchedServer extends FlightServer {
  open(): Promise<{ readonly streams: number; readonly statements: number; readonly transactions: number }>;
  /** The last calls with their headers, the newest last. */
  calls(): Promise<readonly { readonly method: string; readonly headers: Readonly<Record<string, readonly string[]>> }[]>;
}

export interface FlightsqldOptions {
  /** For the handshake. Without these and `token`, everybody is let in. */
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  /** PEM files, see {@link writeCertificates}. */
  readonly certificate?: string;
  readonly key?: string;
  readonly clientCa?: string;
  /** How many empty tables `table_0`, `table_1`, … to add to the sample. */
  readonly tables?: number;
  /** Keeps session options: itself, or in the client's cookie. Without it the server has none. */
  readonly sessions?: 'stateful' | 'stateless';
  readonly port?: number;
}

const goModule = at('test/servers/flightsql/go');

/** SQLite behind Arrow's own Go server, with generated results; see `go/cmd/flightsqld`. */
export async function startFlightsqld(options: FlightsqldOptions = {}): Promise<WatchedServer> {
  const { clientCa, port, ...flags } = options;
  const named = { ...flags, 'client-ca': clientCa, address: `127.0.0.1:${port ?? 0}` };
  const args = Object.entries(named).flatMap(([name, value]) => (value === undefined ? [] : [`-${name}=${value}`]));
  const server = await startProcess(await ensureGo('flightsqld', goModule, './cmd/flightsqld'), args, { ready: announced });
  const ask = async (what: string): Promise<unknown> => (await fetch(`http://${server.ready.control}/${what}`)).json();
  return {
    ...server,
    address: addressOf(server.ready.flight),
    open: () => ask('open') as ReturnType<WatchedServer['open']>,
    calls: () => ask('calls') as ReturnType<WatchedServer['calls']>,
  };
}

/** The certificates of a test authority: `ca`, `server`, `expired`, `elsewhere` and `client`, each `.pem` with its `.key`. */
export async function writeCertificates(): Promise<{ readonly folder: string; file(name: string): string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-certificates-'));
  const program = await ensureGo('flightsqld', goModule, './cmd/flightsqld');
  const { code, output } = await run(program, ['certificates', folder]);
  if (code !== 0) throw new Error(`The certificates could not be made: ${output}`);
  return { folder, file: (name) => path.join(folder, name), remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The server that the ADBC project tests its own driver with: canned rows, and an error or a detail at each call by the name of the statement. */
export async function startTestServer(options: { readonly tokenPrefix?: string; readonly certificateFile?: string } = {}): Promise<FlightServer> {
  const program = await ensureGo('testserver', goModule, 'github.com/apache/arrow-adbc/go/adbc/driver/flightsql/cmd/testserver');
  const args = ['-host', '127.0.0.1', '-port', '0'];
  if (options.tokenPrefix !== undefined) args.push('-token-prefix', options.tokenPrefix);
  if (options.certificateFile !== undefined) args.push('-tls', '-cert-file', options.certificateFile);
  const server = await startProcess(program, args, { ready: (line) => /Server on (127\.0\.0\.1:\d+)/u.exec(line)?.[1] });
  return { ...server, address: addressOf(server.ready) };
}

function announced(line: string): { readonly flight: string; readonly control: string } | undefined {
  if (!line.startsWith('{"')) return undefined;
  const { flight, control } = JSON.parse(line) as Record<string, unknown>;
  return typeof flight === 'string' && typeof control === 'string' ? { flight, control } : undefined;
}
