import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run } from '../../../scripts/lib/run.mjs';
import { flightPython } from './python';

/** What to ask an independent client; see `python/judge.py`. */
export interface Question {
  readonly client: 'adbc' | 'pyarrow' | 'dbapi';
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly statement: string;
  /** By ADBC only: values of a prepared statement; a change, whose count is told; all tables with their columns. */
  readonly parameters?: readonly unknown[];
  readonly update?: boolean;
  readonly objects?: boolean;
  /** By ADBC only: rows of an Arrow IPC stream for a table. */
  readonly ingest?: { readonly table: string; readonly mode: 'create' | 'append' | 'create_append' | 'replace'; readonly rows: Uint8Array };
  /** By ADBC only: the parts of the result one by one as polling tells them; a row for each with the number of its rows. */
  readonly partitions?: boolean;
  /** An Arrow IPC stream to compare with. */
  readonly ours?: Uint8Array;
}

export interface Verdict {
  readonly rows?: number;
  readonly columns?: readonly { readonly name: string; readonly type: string; readonly values: readonly string[] }[];
  /** Absent where nothing was compared; empty = the same values. */
  readonly differences?: readonly string[];
  readonly affected?: number;
  readonly objects?: unknown;
  readonly error?: string;
  /** The number of the gRPC status. */
  readonly code?: number | null;
}

/** Asks all at once: the judges take a second to start. */
export async function judge(questions: readonly Question[]): Promise<readonly Verdict[]> {
  const { python, script } = await flightPython();
  const folder = await mkdtemp(path.join(tmpdir(), 'headwater-judge-'));
  try {
    const asked = await Promise.all(
      questions.map(async ({ ours, ingest, ...question }, index) => {
        const kept = async (name: string, bytes: Uint8Array): Promise<string> => {
          const file = path.join(folder, `${index}.${name}.arrows`);
          await writeFile(file, bytes);
          return file;
        };
        return { ...question, ...(ours ? { ours: await kept('ours', ours) } : {}), ...(ingest ? { ingest: { ...ingest, rows: await kept('ingest', ingest.rows) } } : {}) };
      }),
    );
    const requests = path.join(folder, 'requests.json');
    await writeFile(requests, JSON.stringify(asked));
    const { code, output } = await run(python, [script('judge.py'), requests]);
    const line = output.split('\n').find((one) => one.startsWith('[{'));
    if (code !== 0 || line === undefined) throw new Error(`The judges failed:\n${output}`);
    return JSON.parse(line) as readonly Verdict[];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
