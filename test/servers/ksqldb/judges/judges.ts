import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { at } from '../../../../scripts/lib/paths.mjs';
import { run } from '../../../../scripts/lib/run.mjs';
import { ensureGo } from '../../../../scripts/lib/toolchain/go.mjs';
import { ensureNpm } from '../../../../scripts/lib/toolchain/npm.mjs';
import { ensureVenv } from '../../../../scripts/lib/toolchain/venv.mjs';

/** Public clients of ksqlDB, unmodified, from the registries of their languages. */

const folder = at('test/servers/ksqldb/judges');

const CLIENT = ['ksqldb-client', ['ksqldb-client@1.0.5', 'mocha@9.2.2']] as const;
const LINT = ['ksql-lint', ['ksql-lint@1.0.1']] as const;
const PYTHON = ['ksqldb', ['ksql-python-ng==0.29.0.1', 'httpx[http2]==0.27.2']] as const;

const goJudge = (): Promise<string> => ensureGo('ksqldbjudge', path.join(folder, 'go'), '.');

/** Fetches and builds them, which takes minutes the first time: for a hook, whose limit allows it. */
export async function prepareJudges(): Promise<void> {
  await Promise.all([ensureNpm(...CLIENT), ensureNpm(...LINT), ensureVenv(...PYTHON), goJudge()]);
}

export interface GoTask {
  readonly url?: string;
  readonly user?: string;
  readonly password?: string;
  readonly execute?: readonly string[];
  readonly pull?: readonly string[];
  readonly push?: readonly { readonly sql: string; readonly rows: number }[];
  readonly parse?: readonly string[];
}

export interface GoAnswer {
  readonly error?: string;
  readonly query?: string;
  readonly columns?: readonly { readonly Name: string; readonly Type: string }[];
  readonly rows?: readonly (readonly unknown[])[];
  readonly entities?: readonly Readonly<Record<string, unknown>>[];
  readonly closed?: boolean;
}

export interface GoReport {
  readonly info: unknown;
  readonly health: unknown;
  readonly cluster: unknown;
  readonly property: boolean;
  readonly noProperty: string;
  readonly statuses: readonly string[] | null;
  readonly execute: readonly GoAnswer[] | null;
  readonly pull: readonly GoAnswer[] | null;
  readonly push: readonly GoAnswer[] | null;
  readonly parse: readonly string[] | null;
}

/** thmeitz/ksqldb-go: HTTP/2 by prior knowledge for everything, and a grammar of its own (0.28.2) that it reads each statement by first. */
export async function askGo(task: GoTask): Promise<GoReport> {
  return lastLine(await run(await goJudge(), [JSON.stringify(task)])) as GoReport;
}

export interface PythonTask {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  readonly execute?: readonly string[];
  readonly inserts?: readonly { readonly target: string; readonly rows: readonly unknown[] }[];
  readonly query?: readonly { readonly sql: string; readonly http2?: boolean; readonly rows?: number }[];
}

export interface PythonReport {
  readonly version: unknown;
  readonly properties: unknown;
  readonly execute: readonly unknown[];
  readonly inserts: readonly unknown[];
  readonly query: readonly unknown[];
}

/** ksql-python-ng: the legacy /query over HTTP/1.1, /query-stream and /inserts-stream over HTTP/2, typed errors. */
export async function askPython(task: PythonTask): Promise<PythonReport> {
  const { python } = await ensureVenv(...PYTHON);
  return lastLine(await run(python, [path.join(folder, 'python.py'), JSON.stringify(task)])) as PythonReport;
}

export interface SuiteResult {
  readonly passed: readonly string[];
  readonly failed: readonly { readonly name: string; readonly why: string }[];
}

/** The integration suite that ksqldb-client ships, as its authors run it: against a server that nobody has used yet. */
export async function runClientSuite(port: number): Promise<SuiteResult> {
  const { folder: packages } = await ensureNpm(...CLIENT);
  // The package leaves its sources out: `lib` is the same code, compiled. It must stand where its dependencies are found.
  const suite = await mkdtemp(path.join(packages, 'suite-'));
  try {
    await cp(path.join(packages, 'node_modules/ksqldb-client/lib'), path.join(suite, 'src'), { recursive: true });
    await cp(path.join(packages, 'node_modules/ksqldb-client/tests'), path.join(suite, 'tests'), { recursive: true });
    const mocha = path.join(packages, 'node_modules/mocha/bin/mocha');
    const { output } = await run(process.execPath, [mocha, path.join(suite, 'tests/index.spec.js'), '--exit', '--reporter', 'json', '--timeout', '30000'], { cwd: suite, env: { ...process.env, KSQLDB_HOST: 'http://127.0.0.1', KSQLDB_PORT: String(port) } });
    const begin = output.lastIndexOf('{\n  "stats"');
    if (begin < 0) throw new Error(`The suite of ksqldb-client said nothing:\n${output}`);
    const report = JSON.parse(output.slice(begin, output.lastIndexOf('}') + 1)) as { readonly passes: readonly { readonly title: string }[]; readonly failures: readonly { readonly title: string; readonly err: { readonly message?: string } }[] };
    return { passed: report.passes.map(({ title }) => title), failed: report.failures.map(({ title, err }) => ({ name: title, why: err.message ?? '' })) };
  } finally {
    await rm(suite, { recursive: true, force: true });
  }
}

/** What ksql-lint, which has the server's own grammar, finds wrong with each statement: nothing, or lines. */
export async function lint(statements: readonly string[]): Promise<readonly (readonly string[])[]> {
  const { folder: packages } = await ensureNpm(...LINT);
  const child = spawn(process.execPath, [path.join(folder, 'lint.mjs'), packages], { stdio: ['pipe', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  child.stdin.end(JSON.stringify(statements));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  return lastLine({ code: code ?? 1, output }) as readonly (readonly string[])[];
}

/** What a judge says at its end; clients print things of their own before it. */
function lastLine({ code, output }: { readonly code: number; readonly output: string }): unknown {
  const line = output.trim().split('\n').findLast((one) => one.startsWith('{') || one.startsWith('['));
  if (code !== 0 || line === undefined) throw new Error(`The judge failed:\n${output}`);
  return JSON.parse(line);
}
