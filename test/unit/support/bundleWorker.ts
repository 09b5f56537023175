import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod/mini';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const FOLDER = path.join(ROOT, '.cache/test-workers');
/** Of this test file, by entry. */
const asked = new Map<string, Promise<string>>();

/** What a bundle was made of: another time or size of any of them makes another. */
const madeOf = z.object({ file: z.string(), inputs: z.array(z.tuple([z.string(), z.string()])) });

/** Bundles a worker's entry (a path from the repository's root) for a test; gives the file to start. One that is there from before is used while its sources are the same. */
export function bundleWorker(entry: string): Promise<string> {
  const known = asked.get(entry) ?? found(entry).then((file) => file ?? made(entry));
  asked.set(entry, known);
  return known;
}

async function found(entry: string): Promise<string | undefined> {
  try {
    const { file, inputs } = z.parse(madeOf, JSON.parse(await readFile(noteOf(entry), 'utf8')));
    const now = await Promise.all(inputs.map(async ([input]) => stampOf(input)));
    return existsSync(file) && inputs.every(([, stamp], index) => stamp === now[index]) ? file : undefined;
  } catch {
    return undefined; // none yet, or a source is gone
  }
}

async function made(entry: string): Promise<string> {
  const { outputFiles, metafile } = await build({
    entryPoints: [path.join(ROOT, entry)],
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    mainFields: ['module', 'main'],
    external: ['@duckdb/node-api', '@duckdb/node-bindings'],
    logLevel: 'warning',
  });
  const [output] = outputFiles;
  if (!output) throw new Error(`${entry} gave no bundle.`);
  const file = path.join(FOLDER, `${nameOf(entry)}.${createHash('sha256').update(output.contents).digest('hex').slice(0, 16)}.js`);
  const inputs = await Promise.all(Object.keys(metafile.inputs).map(async (input) => [input, await stampOf(input)] as const));
  await mkdir(FOLDER, { recursive: true });
  await writeWhole(file, output.contents);
  await writeWhole(noteOf(entry), JSON.stringify({ file, inputs }));
  return file;
}

/** Other processes see all of it or nothing. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  const own = `${file}.${process.pid}`;
  await writeFile(own, content);
  await rename(own, file);
}

async function stampOf(input: string): Promise<string> {
  const { mtimeMs, size } = await stat(path.join(ROOT, input));
  return `${mtimeMs} ${size}`;
}

function noteOf(entry: string): string {
  return path.join(FOLDER, `${nameOf(entry)}.json`);
}

function nameOf(entry: string): string {
  return entry.replace(/^src\//u, '').replace(/\.ts$/u, '').replaceAll('/', '.');
}
