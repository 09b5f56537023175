import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LakeFsSession } from '../../../src/backends/lakefs/session';
import { USAGES } from '../../../src/backends/lakefs/lakectl/usages';
import { parseCommand } from '../../../src/backends/lakefs/lakectl/command';
import { HeadwaterError } from '../../../src/core/errors';
import { collect } from '../../contract/gather';
import { type LakeFsServer, startLakeFs } from '../../servers/lakefs/start';
import { never, openSession } from './support/session';

/** Every command that completion offers, run once on a real server. */
describe('Commands of lakectl', () => {
  let server: LakeFsServer;
  let session: LakeFsSession;
  let folder: string;
  const used = new Set<string>();

  /** Rows as texts. */
  const run = async (line: string): Promise<readonly (readonly string[])[]> => {
    const gathered = await collect(session.commandLines.run(line, { signal: never }));
    used.add(parseCommand(line).usage.path.join(' '));
    expect(gathered.kinds.at(-1)).toBe('done');
    const [first] = gathered.texts;
    return (first?.values ?? []).map((_, row) => gathered.texts.map(({ values }) => values[row] ?? ''));
  };
  const firstOf = async (line: string): Promise<readonly string[]> => (await run(line)).map(([first = '']) => first);
  const failing = async (line: string): Promise<HeadwaterError['failure']> => {
    const error: unknown = await collect(session.commandLines.run(line, { signal: never })).catch((reason: unknown) => reason);
    if (error instanceof HeadwaterError) return error.failure;
    throw new Error(`${line} did not fail as it should.`, { cause: error });
  };

  beforeAll(async () => {
    server = await startLakeFs();
    session = await openSession(server);
    folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-lakectl-'));
  });
  afterAll(async () => {
    await session[Symbol.asyncDispose]();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('make a repository, fill it and commit', async () => {
    await run(`lakectl repo create lakefs://shop ${server.namespace('shop')} -d main`);
    expect(await firstOf('lakectl repo list')).toEqual(['shop']);
    const file = path.join(folder, 'a file.txt');
    await writeFile(file, 'one\ntwo\n');
    expect(await run(`lakectl fs upload "lakefs://shop/main/data/a file.txt" --source '${file}' --content-type text/plain`)).toEqual([['Uploaded bytes', '8']]);
    await run(`lakectl fs upload lakefs://shop/main/top -s '${file}'`);
    expect(await firstOf('lakectl fs ls lakefs://shop/main/')).toEqual(['data/', 'top']);
    expect(await firstOf('lakectl fs ls lakefs://shop/main/ --recursive')).toEqual(['data/a file.txt', 'top']);
    expect(await firstOf('lakectl fs cat "lakefs://shop/main/data/a file.txt"')).toEqual(['one', 'two']);
    expect(Object.fromEntries((await run('lakectl fs stat "lakefs://shop/main/data/a file.txt"')).map(([label = '', value = '']) => [label, value]))).toMatchObject({ Size: '8', 'Content type': 'text/plain' });
    expect(await run('lakectl diff lakefs://shop/main')).toEqual([['added', 'data/a file.txt', '8'], ['added', 'top', '8']]);
    const [commit = []] = await run('lakectl commit lakefs://shop/main -m "first files" --meta ticket=1,by=me');
    expect(commit[3]).toBe('first files');
    expect(JSON.parse(commit[4] ?? '')).toEqual({ ticket: '1', by: 'me' });
    expect((await run('lakectl log lakefs://shop/main --amount 1')).map((row) => row[0])).toEqual([commit[0]]);
    expect(await run('lakectl fs download lakefs://shop/main/top ' + path.join(folder, 'back'))).toEqual([['Downloaded to', path.join(folder, 'back')]]);
    expect(await readFile(path.join(folder, 'back'), 'utf8')).toBe('one\ntwo\n');
  });

  test('branch, compare, merge, and undo', async () => {
    await run('lakectl branch create lakefs://shop/side --source lakefs://shop/main');
    expect(await firstOf('lakectl branch list lakefs://shop')).toEqual(['main', 'side']);
    await run('lakectl fs rm lakefs://shop/side/top');
    await run('lakectl commit lakefs://shop/side -m "no top"');
    expect((await run('lakectl diff lakefs://shop/main lakefs://shop/side')).map((row) => row.slice(0, 2))).toEqual([['removed', 'top']]);
    expect((await run('lakectl diff lakefs://shop/side lakefs://shop/main --two-way')).map((row) => row.slice(0, 2))).toEqual([['added', 'top']]);
    await run('lakectl merge lakefs://shop/side lakefs://shop/main -m merged --strategy source-wins');
    expect(await firstOf('lakectl fs ls lakefs://shop/main/ -r')).toEqual(['data/a file.txt']);
    const [[, picked = ''] = []] = await run('lakectl branch show lakefs://shop/side');
    await run('lakectl tag create lakefs://shop/v1 lakefs://shop/main');
    expect(await firstOf('lakectl tag list lakefs://shop')).toEqual(['v1']);
    expect(await firstOf('lakectl tag show lakefs://shop/v1')).toEqual(['v1']);
    await run('lakectl branch revert lakefs://shop/main main --parent-number 1 --yes');
    expect(await firstOf('lakectl fs ls lakefs://shop/main/ -r')).toEqual(['data/a file.txt', 'top']);
    await run(`lakectl cherry-pick lakefs://shop/${picked} lakefs://shop/main`);
    expect(await firstOf('lakectl fs ls lakefs://shop/main/ -r')).toEqual(['data/a file.txt']);
    await run('lakectl fs rm -r lakefs://shop/main/data/');
    await run('lakectl branch reset lakefs://shop/main --prefix data/ --yes');
    expect(await firstOf('lakectl fs ls lakefs://shop/main/ -r')).toEqual(['data/a file.txt']);
    await run('lakectl tag delete lakefs://shop/v1 -y');
    await run('lakectl branch delete lakefs://shop/side -y');
    expect(await firstOf('lakectl branch list lakefs://shop')).toEqual(['main']);
  });

  test('import what lies in the block store', async () => {
    await mkdir(path.join(server.importFolder, 'in'));
    await writeFile(path.join(server.importFolder, 'in', 'x'), 'x');
    expect(await run(`lakectl import --from local://${server.importFolder}/in/ --to lakefs://shop/main/imported/ -m taken`)).toEqual([['Imported objects', '1'], ['Commit', expect.stringMatching(/^[0-9a-f]{64}$/u)]]);
    expect(await firstOf('lakectl fs ls lakefs://shop/main/imported/')).toEqual(['imported/x']);
  });

  test('follow a folder that is linked to a branch, both ways', async () => {
    await run('lakectl branch create lakefs://shop/linked --source lakefs://shop/main');
    const linked = path.join(folder, 'linked');
    await mkdir(path.join(linked, 'data'), { recursive: true });
    const [[, head = ''] = []] = await run('lakectl branch show lakefs://shop/linked');
    await writeFile(path.join(linked, '.lakefs_ref.yaml'), `src: lakefs://shop/linked/\nat_head: ${head}\n`);
    await run(`lakectl fs download "lakefs://shop/linked/data/a file.txt" '${path.join(linked, 'data', 'a file.txt')}'`);
    await mkdir(path.join(linked, 'imported'));
    await run(`lakectl fs download lakefs://shop/linked/imported/x '${path.join(linked, 'imported', 'x')}'`);
    const status = () => run(`lakectl local status '${linked}'`);
    expect(await status()).toEqual([]);

    await writeFile(path.join(linked, 'data', 'a file.txt'), 'two\none\n');
    await writeFile(path.join(linked, 'new.txt'), 'new');
    await rm(path.join(linked, 'imported', 'x'));
    expect(await status()).toEqual([['local', 'modified', 'data/a file.txt'], ['local', 'removed', 'imported/x'], ['local', 'added', 'new.txt']]);
    await run(`lakectl local commit '${linked}' -m "from the folder"`);
    expect(await status()).toEqual([]);
    expect(await firstOf('lakectl fs ls lakefs://shop/linked/ -r')).toEqual(['data/a file.txt', 'new.txt']);

    const other = path.join(folder, 'other');
    await writeFile(other, 'theirs');
    await run(`lakectl fs upload lakefs://shop/linked/new.txt -s '${other}'`);
    await run(`lakectl fs upload lakefs://shop/linked/deep/down.txt -s '${other}'`);
    expect(await failing(`lakectl local commit '${linked}' -m x`)).toMatchObject({ kind: 'conflict', todo: 'Commit or discard them first.' });
    await run('lakectl commit lakefs://shop/linked -m theirs');
    expect(await status()).toEqual([['remote', 'added', 'deep/down.txt'], ['remote', 'modified', 'new.txt']]);
    await writeFile(path.join(linked, 'new.txt'), 'mine');
    expect(await failing(`lakectl local pull '${linked}'`)).toMatchObject({ kind: 'conflict', detail: 'new.txt' });
    expect(await failing(`lakectl local commit '${linked}' -m x`)).toMatchObject({ kind: 'conflict', todo: 'Pull them first.' });
    await writeFile(path.join(linked, 'new.txt'), 'new');
    expect(await run(`lakectl local pull '${linked}'`)).toEqual([['Pulled changes', '2']]);
    expect(await readFile(path.join(linked, 'deep', 'down.txt'), 'utf8')).toBe('theirs');
    expect(await status()).toEqual([]);
    expect(await failing(`lakectl local status '${folder}'`)).toMatchObject({ kind: 'notFound' });
    await run('lakectl branch delete lakefs://shop/linked -y');
  });

  test('say what is wrong, and do nothing that they would ask about', async () => {
    expect(await failing('lakectl branch delete lakefs://shop/main')).toMatchObject({ why: 'This cannot be undone.', todo: 'Write --yes to do it.' });
    expect(await failing('lakectl fs cat lakefs://shop/main/nothing')).toMatchObject({ kind: 'notFound' });
    expect(await failing('lakectl fs ls lakefs://nowhere/main/')).toMatchObject({ kind: 'notFound' });
    expect(await failing('lakectl log lakefs://shop/main --amount many')).toMatchObject({ code: 'syntax' });
    expect(await failing('lakectl merge lakefs://shop/main lakefs://shop/main --strategy mine')).toMatchObject({ todo: 'Write source-wins or dest-wins.' });
  });

  test('are completed down to keys', async () => {
    const texts = async (line: string): Promise<readonly string[]> => (await session.commandLines.complete(line, line.length, never)).items.map(({ text }) => text);
    expect(await texts('lakectl br')).toContain('branch');
    expect(await texts('lakectl branch ')).toEqual(['list', 'show', 'create', 'delete', 'reset', 'revert']);
    expect(await texts('lakectl fs ls --')).toEqual(['--recursive']);
    expect(await texts('lakectl fs ls lakefs://sh')).toEqual(['lakefs://shop']);
    expect(await texts('lakectl fs ls lakefs://shop/m')).toEqual(['lakefs://shop/main']);
    expect(await texts('lakectl fs ls lakefs://shop/main/')).toEqual(['lakefs://shop/main/data/', 'lakefs://shop/main/imported/']);
    expect(await texts('lakectl fs ls lakefs://nowhere/x')).toEqual([]);
  });

  test('were all run', () => {
    expect(USAGES.map(({ path: words }) => words.join(' ')).filter((name) => !used.has(name))).toEqual([]);
  });
});
