import { at } from '../../../../scripts/lib/paths.mjs';
import { ensureGo } from '../../../../scripts/lib/toolchain/go.mjs';
import { ensureGoTests } from '../../../../scripts/lib/toolchain/goTests.mjs';
import { ensureVenv } from '../../../../scripts/lib/toolchain/venv.mjs';

const GO_CLIENT = 'github.com/apache/incubator-pegasus/go-client';
const MODULE = at('test/servers/pegasus/go');

export const GO_PACKAGES = ['pegasus', 'admin', 'session', 'rpc', 'idl/base'] as const;

export type GoPackage = (typeof GO_PACKAGES)[number];

/** The tests of the official Go client's packages, by package. */
export async function goTests(): Promise<Readonly<Record<GoPackage, string>>> {
  const programs = await ensureGoTests('pegasus', MODULE, GO_PACKAGES.map((name) => `${GO_CLIENT}/${name}`));
  const [pegasus = '', admin = '', session = '', rpc = '', base = ''] = programs;
  return { pegasus, admin, session, rpc, 'idl/base': base };
}

/** The server that some of its tests want beside the cluster. It listens on all interfaces. */
export const goEcho = (): Promise<string> => ensureGo('pegasus-echo', MODULE, `${GO_CLIENT}/rpc/main`);

/** A program of ours over the official Go client. */
export const goProgram = (name: 'scenario' | 'responder'): Promise<string> => ensureGo(`pegasus-${name}`, MODULE, `./cmd/${name}`);

/** The official Python client with its tests, as it is on PyPI. */
export const pegasusPython = (): Promise<{ readonly python: string }> => ensureVenv('pegasus', ['pypegasus3==0.0.1.1', 'setuptools==68.2.2']);
