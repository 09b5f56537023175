import path from 'node:path';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureCargo } from '../../../scripts/lib/toolchain/cargo.mjs';
import { ensureDebian } from '../../../scripts/lib/toolchain/debian.mjs';
import { addressOf } from './address';
import { startProcess } from './process';
import type { FlightServer } from './start';

export interface DataFusionOptions {
  /** Calls need it as a bearer token. */
  readonly token?: string;
  /** Calls need exactly one header `database` with this name, as InfluxDB 3 has it. */
  readonly database?: string;
}

/** DataFusion behind its own crate for Flight SQL, with several catalogs; see `rust/src/main.rs`. Building it takes some minutes, once. */
export async function startDataFusion({ token, database }: DataFusionOptions = {}): Promise<FlightServer> {
  const flags = [...(token === undefined ? [] : ['--token', token]), ...(database === undefined ? [] : ['--database', database])];
  const program = await ensureCargo('datafusiond', at('test/servers/flightsql/rust'), await protobufCompiler());
  const server = await startProcess(program, flags, { ready: (line) => /^\{"flight": "(?<place>[^"]+)"/u.exec(line)?.groups?.['place'], timeoutMs: 120_000 });
  return { ...server, address: addressOf(server.ready) };
}

/** One of the server's crates generates code from .proto files, and wants the compiler with the well-known types. */
async function protobufCompiler(): Promise<Record<string, string>> {
  const program = await ensureDebian(['protobuf-compiler', 'libprotobuf-dev', 'libprotoc32', 'libprotobuf32'], 'usr/bin/protoc');
  const folder = path.dirname(path.dirname(program));
  // Unpacked and not installed, it finds neither its libraries nor its types by itself.
  return { PROTOC: program, PROTOC_INCLUDE: path.join(folder, 'include'), LD_LIBRARY_PATH: path.join(folder, 'lib', 'x86_64-linux-gnu') };
}
