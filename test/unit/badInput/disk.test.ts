import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { bundleWorker } from '../support/bundleWorker';
import { bundleWorkers, failureFrom, LocalParts, type LocalWorkers, scratch } from './localParts';

let workers: LocalWorkers;
let limited = '';
beforeAll(async () => {
  workers = { ...(await bundleWorkers()), results: await bundleWorker('test/unit/badInput/fullDiskWorker.ts') };
  limited = await bundleWorker('test/unit/badInput/underFileLimit.ts');
});

const MANY = "SELECT i, 'text number ' || i AS t FROM range(400000) t(i)";

/** With a disk that is full after `room` bytes. */
function start(room: number, memoryPerResult: number): Promise<LocalParts> {
  process.env['HEADWATER_TEST_DISK'] = String(room);
  return LocalParts.start(workers, { memoryPerResult });
}

describe('a disk that fills up', () => {
  test('while rows spill ends the run early, says what to do, and keeps every row received', async () => {
    const parts = await start(3_000_000, 1_000_000);
    const state = await parts.run(MANY, { readAll: true });
    expect(state).toMatchObject({ phase: 'failed', complete: false, failure: { what: 'Could not keep all rows', code: 'ENOSPC' } });
    expect(state.failure?.why).toContain('The disk is full. The rows received before are shown.');
    expect(state.failure?.todo).toContain('Free some space');
    expect(state.rows).toBeGreaterThan(10_000);
    expect(state.rows).toBeLessThan(400_000);
    for (const row of [0, 9_999, Math.floor(state.rows / 2), state.rows - 1]) expect(await parts.cell(state, row, 1)).toBe(`text number ${row}`);
    expect(await parts.cell(await parts.run('SELECT 42'))).toBe('42');
  });

  test.each(['csv', 'jsonl', 'arrow'] as const)('while exporting as %s leaves no file and keeps the one that was there', async (format) => {
    const parts = await start(1_500_000, 256e6);
    const state = await parts.run(MANY, { readAll: true });
    const file = path.join(parts.workspace, `rows.${format}`);
    await writeFile(file, 'what was there before');
    const failure = await failureFrom(parts.export(state, format, file));
    expect(failure).toMatchObject({ what: `Could not export to rows.${format}`, code: 'ENOSPC' });
    expect(failure.why).toContain('The disk is full. Nothing was written.');
    expect(failure.todo).toContain('Free some space');
    expect(await readdir(parts.workspace)).toEqual([`rows.${format}`]);
    expect(await parts.cell(state, 399_999, 0)).toBe('399999');
  });

  test('while exporting as Parquet leaves no file', { timeout: 30_000 }, async () => {
    const folder = await scratch();
    const child = spawn('sh', ['-c', 'ulimit -f 256 && exec "$0" "$@"', process.execPath, limited, workers.duckDb, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    child.stdout.on('data', (chunk) => {
      told += String(chunk);
    });
    await once(child, 'close');
    expect(JSON.parse(told)).toMatchObject({ what: expect.stringContaining('rows.parquet') as string, why: expect.stringMatching(/\w{3}/u) as string, todo: expect.stringMatching(/disk/u) as string });
    expect(await readdir(folder)).toEqual([]);
  });
});
