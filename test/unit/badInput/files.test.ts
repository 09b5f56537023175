import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { bundleWorkers, LocalParts, type LocalWorkers, scratch } from './localParts';

let workers: LocalWorkers;
beforeAll(async () => {
  workers = await bundleWorkers();
});

/** Texts that say something. */
const words = expect.stringMatching(/\w{3}/u) as string;

async function withFiles(files: Readonly<Record<string, string | Uint8Array>>, options?: Parameters<typeof LocalParts.start>[1]): Promise<LocalParts> {
  const parts = await LocalParts.start(workers, options);
  for (const [name, content] of Object.entries(files)) await writeFile(path.join(parts.workspace, name), content);
  return parts;
}

describe('a data file', () => {
  test.each(["'none.parquet'", "'none.csv'", "'none/*.json'", "read_csv('folder')"])('that is missing is told by its name, and where names start: %s', async (name) => {
    const parts = await withFiles({});
    await mkdir(path.join(parts.workspace, 'folder'));
    const { why, todo } = await parts.failing(`FROM ${name}`);
    expect(why).toContain('No files found');
    expect(todo).toContain('first folder of the workspace');
  });

  test.each([
    ['magic.parquet', 'PAR1 but nothing that Parquet knows PAR1'],
    ['short.parquet', 'PA'],
    ['empty.parquet', ''],
    ['half.json', '{"a": 1}\n{"a": '],
    ['text.json', 'no JSON at all'],
  ])('that is damaged is told by its name: %s', async (name, content) => {
    const parts = await withFiles({ [name]: content });
    const { why, todo } = await parts.failing(`FROM '${name}'`);
    expect(why).toContain(name);
    expect(todo).toContain('damaged');
  });

  test('that is damaged in its middle fails too, and its rows are never taken for all', async () => {
    const parts = await LocalParts.start(workers);
    await parts.run("COPY (SELECT i, hash(i) AS h FROM range(2000000) t(i)) TO 'whole.parquet'");
    const bytes = await readFile(path.join(parts.workspace, 'whole.parquet'));
    await writeFile(path.join(parts.workspace, 'torn.parquet'), bytes.fill(0xa5, Math.floor(bytes.length * 0.6), Math.floor(bytes.length * 0.7)));
    const state = await parts.run("FROM 'torn.parquet'", { readAll: true });
    expect(state).toMatchObject({ phase: 'failed', complete: false, failure: { why: words, todo: words } });
    expect(await parts.cell(await parts.run("SELECT count(*) FROM 'whole.parquet'"))).toBe('2000000');
  });

  test('with a value of another type far down keeps the rows before it, and names line, column and remedy', async () => {
    const lines = Array.from({ length: 200_000 }, (_, line) => `${line},x`);
    const parts = await withFiles({ 'types.csv': ['a,b', ...lines, 'nope,x', ''].join('\n') });
    const state = await parts.run("FROM 'types.csv'", { readAll: true });
    expect(state).toMatchObject({ phase: 'failed', complete: false });
    expect(state.failure?.why).toMatch(/^Line 200002 of `types\.csv` cannot be read: .*column "a".*"nope"/u);
    expect(state.failure?.todo).toContain("types={'a': 'VARCHAR'}");
    if (state.rows > 0) expect(await parts.cell(state, state.rows - 1)).toBe(String(state.rows - 1));
  });

  test('of CSV that is no UTF-8 says so and how to read it; with its encoding it is read', async () => {
    const latin = Buffer.from('name,n\ncaf\xe9,1\nok,2\n', 'latin1');
    const parts = await withFiles({ 'latin.csv': latin });
    const { why, todo } = await parts.failing("FROM 'latin.csv'");
    expect(why).toMatch(/^Line \d+ of `latin\.csv` cannot be read: .*utf-8/u);
    expect(todo).toContain('encoding');
    expect(await parts.cell(await parts.run("FROM read_csv('latin.csv', encoding = 'latin-1')"))).toBe('café');
  });

  test('that is missing stops nothing: other files of the same workspace are read', async () => {
    const parts = await withFiles({ 'good.csv': 'a\n1\n', 'bad.parquet': 'x' });
    await parts.failing("SELECT * FROM 'good.csv', 'bad.parquet'");
    expect(await parts.cell(await parts.run("FROM 'good.csv'"))).toBe('1');
  });
});

describe('a database', () => {
  test('that another process has open says which, and opens once that has ended', async () => {
    const parts = await LocalParts.start(workers);
    const file = path.join(parts.workspace, 'locked.duckdb');
    const other = spawn(process.execPath, ['-e', `const d = require('@duckdb/node-bindings'); d.open(${JSON.stringify(file)}, d.create_config()).then(() => { console.log('open'); setInterval(() => {}, 1000); });`], {
      cwd: path.resolve(import.meta.dirname, '../../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => {
      other.kill('SIGKILL');
    });
    await once(other.stdout, 'data');
    const { why, todo } = await parts.cannotOpen({ storage: 'file', file: 'locked.duckdb' });
    expect(why).toContain(`process ${String(other.pid)}`);
    expect(todo).toContain('Close it there');
    expect((await parts.failing("ATTACH 'locked.duckdb' AS locked")).todo).toContain('Close the program');
    other.kill('SIGKILL');
    await once(other, 'exit');
    await parts.open({ storage: 'file', file: 'locked.duckdb' });
    expect((await parts.run('CREATE TABLE mine AS SELECT 1 AS n')).phase).toBe('done');
  });

  test.each([
    ['a folder', 'folder', 'It is a folder.'],
    ['a file that is none', 'text.db', 'not a DuckDB database'],
    ['an empty file', 'empty.db', 'not a DuckDB database'],
    ['a data file', 'rows.csv', 'data file, not a database'],
    ['a folder that does not exist', 'no/such/x.db', 'does not exist'],
    ['a name with a NUL character', 'a\0b.db', 'NUL character'],
  ])('is not made of %s, and the file stays as it is', async (_, file, reason) => {
    const contents = { 'text.db': 'just text', 'empty.db': '', 'rows.csv': 'a,b\n1,2\n' };
    const parts = await withFiles(contents);
    await mkdir(path.join(parts.workspace, 'folder'));
    const before = await readdir(parts.workspace);
    const { what, why, todo } = await parts.cannotOpen({ storage: 'file', file });
    expect(what).toContain('Could not open');
    expect(why).toContain(reason);
    expect(todo).toEqual(words);
    expect(await readdir(parts.workspace)).toEqual(before);
    for (const [name, content] of Object.entries(contents)) expect(await readFile(path.join(parts.workspace, name), 'utf8')).toBe(content);
    expect(await parts.cell(await parts.run('SELECT 42'))).toBe('42');
  });

  test.each([
    [{ memoryLimit: 'four potatoes' }, '“four potatoes” as memory limit'],
    [{ threads: -4 }, '“-4” as threads'],
  ])('with a setting that DuckDB does not take names it: %j', async (values, reason) => {
    const parts = await LocalParts.start(workers);
    expect(await parts.cannotOpen(values)).toMatchObject({ why: expect.stringContaining(reason) as string, todo: expect.stringContaining('settings') as string });
  });

  test('read-only is not made where it does not exist', async () => {
    const parts = await LocalParts.start(workers);
    expect(await parts.cannotOpen({ storage: 'file', file: 'none.db', readOnly: true })).toMatchObject({ why: expect.stringContaining('does not exist') as string, todo: words });
    expect(await readdir(parts.workspace)).toEqual([]);
  });
});

describe('relative names', () => {
  test('start at the workspace wherever a statement reads, writes or attaches', async () => {
    const parts = await LocalParts.start(workers);
    await parts.run("COPY (SELECT 5 AS n) TO 'out.csv'");
    await parts.run("ATTACH 'other.duckdb' AS other");
    expect((await readdir(parts.workspace)).sort()).toEqual(['other.duckdb', 'out.csv']);
    expect(await parts.cell(await parts.run("FROM 'out.csv'"))).toBe('5');
  });
});

describe('a workspace that is not trusted', () => {
  const refused = async (statements: readonly string[], code: string, todo: string, parts: LocalParts): Promise<void> => {
    for (const statement of statements) {
      const failure = await parts.failing(statement);
      expect(failure, statement).toMatchObject({ code, todo: expect.stringContaining(todo) as string });
    }
  };

  test('reads, writes and attaches its own files, by relative and by whole names', async () => {
    const parts = await withFiles({ 'in.csv': 'a\n1\n' }, { trusted: false });
    for (const name of ['in.csv', './in.csv', path.join(parts.workspace, 'in.csv')]) expect(await parts.cell(await parts.run(`FROM '${name}'`))).toBe('1');
    expect((await parts.run("COPY (SELECT 2 AS n) TO 'own.csv'")).phase).toBe('done');
    expect(await readFile(path.join(parts.workspace, 'own.csv'), 'utf8')).toBe('n\n2\n');
  });

  test('reads nothing outside it, by no name and over no link', async () => {
    const outside = await scratch();
    await writeFile(path.join(outside, 'secret.txt'), 'secret');
    const parts = await LocalParts.start(workers, { trusted: false });
    await symlink(outside, path.join(parts.workspace, 'link'));
    await symlink(path.join(outside, 'secret.txt'), path.join(parts.workspace, 'secret.csv'));
    const names = ['/etc/passwd', 'file:///etc/passwd', '../../../../etc/passwd', `${parts.workspace}/../${path.basename(outside)}/secret.txt`, 'link/secret.txt', 'secret.csv', `${parts.workspace}/link/secret.txt`];
    const reads = names.flatMap((name) => [`FROM read_text('${name}')`, `FROM read_csv('${name}')`, `CREATE TABLE taken AS FROM read_blob('${name}')`]);
    await refused([...reads, "FROM glob('/etc/*')", "FROM glob('../*')", "SET VARIABLE v = (SELECT content FROM read_text('/etc/passwd'))"], 'Permission Error', 'Trust the workspace', parts);
    await refused(["FROM read_text('https://example.com/a.csv')"], 'Missing Extension Error', 'trusted workspace', parts);
  });

  test('writes and attaches nothing outside it', async () => {
    const outside = await scratch();
    const parts = await LocalParts.start(workers, { trusted: false });
    await symlink(outside, path.join(parts.workspace, 'link'));
    const target = path.join(outside, 'x');
    await refused(
      [`COPY (SELECT 1) TO '${target}.csv'`, "COPY (SELECT 1) TO '../outside.csv'", "COPY (SELECT 1) TO 'link/x.csv'", `EXPORT DATABASE '${target}'`, `ATTACH '${target}.duckdb'`, "ATTACH '../outside.duckdb'", "ATTACH 'link/x.duckdb'"],
      'Permission Error',
      'Trust the workspace',
      parts,
    );
    expect(await readdir(outside)).toEqual([]);
    await expect(access(path.join(parts.workspace, '../outside.csv'))).rejects.toThrow('ENOENT');
  });

  test('opens no database outside it, not even over a link inside', async () => {
    const outside = await scratch();
    const parts = await LocalParts.start(workers, { trusted: false });
    await symlink(outside, path.join(parts.workspace, 'link'));
    for (const file of [path.join(outside, 'x.duckdb'), '../x.duckdb', 'link/x.duckdb']) {
      expect(await parts.cannotOpen({ storage: 'file', file }), file).toMatchObject({ code: 'untrusted', todo: expect.stringContaining('Trust the workspace') as string });
    }
    expect(await readdir(outside)).toEqual([]);
  });

  test('loads no extension and cannot free itself', async () => {
    const parts = await LocalParts.start(workers, { trusted: false });
    await refused(['INSTALL httpfs', 'LOAD httpfs', "LOAD '/tmp/x.duckdb_extension'"], 'Permission Error', 'extensions', parts);
    const settings = ['enable_external_access = true', "allowed_directories = ['/']", "temp_directory = '/etc'", "extension_directory = '/tmp'", "file_search_path = '/etc'", 'allow_unsigned_extensions = true', 'lock_configuration = false', "profiling_output = '/tmp/x'"];
    await refused(settings.flatMap((setting) => [`SET ${setting}`, `SET GLOBAL ${setting}`]).filter((statement) => !/SET GLOBAL profiling/u.test(statement)), 'Invalid Input Error', 'Trust the workspace', parts);
  });
});
