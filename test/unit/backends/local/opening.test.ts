import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Bench, failure, never, told } from './support';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.make();
});
afterAll(() => bench.remove());

describe('a database file that cannot be opened says why and what to do', () => {
  const open = (file: string, readOnly = false) => failure(bench.connect({ storage: 'file', file, readOnly }));

  test('because it is no database', async () => {
    await writeFile(path.join(bench.workspace, 'corrupt.duckdb'), 'this is not a database at all, but it is long enough to be looked at'.repeat(100));
    const { what, why, todo } = await open('corrupt.duckdb');
    expect(what).toContain('corrupt.duckdb');
    expect(why).toContain('not a DuckDB database');
    expect(todo).toBeDefined();
  });
  test('because its folder does not exist', async () => {
    expect((await open('no/such/x.duckdb')).why).toContain('does not exist');
  });
  test('because it does not exist and may not be made', async () => {
    expect((await open('absent.duckdb', true)).why).toContain('does not exist');
  });
  test('because it is a folder', async () => {
    await mkdir(path.join(bench.workspace, 'folder.duckdb'));
    expect((await open('folder.duckdb')).why).toBe('It is a folder.');
  });
  test('because another program has it open', async () => {
    const file = path.join(bench.workspace, 'locked.duckdb');
    const script = `require('@duckdb/node-api').DuckDBInstance.create(${JSON.stringify(file)}).then((d) => d.connect()).then(() => { console.log('open'); setInterval(() => {}, 1000); });`;
    const other = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await once(other.stdout, 'data');
      const { why, todo } = await open(file);
      expect(why).toContain(`process ${String(other.pid)}`);
      expect(todo).toContain('Close it there');
    } finally {
      other.kill('SIGKILL');
      await once(other, 'exit');
    }
  });
  test('because the memory limit is nonsense', async () => {
    expect((await failure(bench.connect({ memoryLimit: 'much' }))).detail).toBeDefined();
  });
});

describe('data files', () => {
  test('that are missing or broken are told with their name', async () => {
    const session = await bench.connect();
    await writeFile(path.join(bench.workspace, 'broken.parquet'), 'PAR1 no PAR1');
    expect((await failure(told(session, "FROM 'missing.csv'"))).todo).toContain('first folder of the workspace');
    expect((await failure(told(session, "FROM 'broken.parquet'"))).why).toContain('broken.parquet');
  });
});

describe('a workspace that is not trusted', () => {
  test('gives its own files and nothing else', async () => {
    await writeFile(path.join(bench.workspace, 'in.csv'), 'a\n1\n');
    await writeFile(path.join(bench.folder, 'out.csv'), 'a\n1\n');
    await symlink(bench.folder, path.join(bench.workspace, 'link'));
    const session = await bench.connect({}, { trusted: false });
    expect(await told(session, `FROM '${bench.workspace}/in.csv'`)).toEqual(['schema', '1 rows', 'done']);
    const { nodes } = await session.catalog.children(['files'], { limit: 100 }, never);
    const listed = nodes.find(({ label }) => label === 'in.csv')!;
    expect(await told(session, `FROM ${listed.reference!}`)).toEqual(['schema', '1 rows', 'done']);
    expect((await session.catalog.resolve("'in.csv'", never))?.columns).toHaveLength(1);
    for (const file of [`${bench.folder}/out.csv`, `${bench.workspace}/../out.csv`, `${bench.workspace}/link/out.csv`, '/etc/passwd']) {
      expect((await failure(told(session, `FROM read_text('${file}')`))).code, file).toBe('Permission Error');
    }
    expect((await failure(told(session, `COPY (SELECT 1) TO '${bench.folder}/written.csv'`))).code).toBe('Permission Error');
    expect((await failure(told(session, `ATTACH '${bench.folder}/other.duckdb'`))).code).toBe('Permission Error');
    for (const statement of ['SET enable_external_access = true', 'LOAD httpfs', 'INSTALL httpfs', "SET allowed_directories = ['/']"]) await failure(told(session, statement));
  });
  test('does not open a database outside it', async () => {
    expect((await failure(bench.connect({ storage: 'file', file: path.join(bench.folder, 'x.duckdb') }, { trusted: false }))).code).toBe('untrusted');
    expect((await failure(bench.connect({ storage: 'file', file: '../x.duckdb' }, { trusted: false }))).code).toBe('untrusted');
  });
});

test('extensions are never fetched, even where the workspace is trusted', async () => {
  const session = await bench.connect();
  expect(await told(session, "SELECT 1 WHERE current_setting('autoinstall_known_extensions') OR current_setting('autoload_known_extensions')")).toEqual(['schema', 'done']);
});

test('a file without write permission can be read read-only', async () => {
  const file = path.join(bench.workspace, 'fixed.duckdb');
  const writer = await bench.connect({ storage: 'file', file });
  await told(writer, 'CREATE TABLE t AS SELECT 1 AS x');
  await writer[Symbol.asyncDispose]();
  await chmod(file, 0o444);
  const reader = await bench.connect({ storage: 'file', file, readOnly: true });
  expect(await told(reader, 'FROM t')).toEqual(['schema', '1 rows', 'done']);
});
