import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isCancelled } from '../../../src/core/errors';
import type { TransferProgress } from '../../../src/protocol/transfers';
import { download } from '../../../src/server/objects/download';
import { copyOrMove, deleteAll } from '../../../src/server/objects/moveObjects';
import { Tally } from '../../../src/server/objects/tally';
import { upload } from '../../../src/server/objects/upload';
import { SampleObjects } from '../../sample/store/objects';
import { Repository } from '../../sample/store/repository';

describe('Transfers', () => {
  let folder: string;
  let repository: Repository;
  let objects: SampleObjects;
  let told: TransferProgress[];
  let tally: Tally;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'headwater-transfer-'));
    repository = new Repository({ 'a/1.txt': 'one', 'a/b/2.txt': 'two', 'c.txt': 'three' });
    objects = new SampleObjects(new Map([['r', repository]]));
    told = [];
    tally = new Tally('t', (progress) => told.push(progress));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const keys = (ref = 'main'): readonly string[] => [...repository.tree(ref).keys()].sort();
  const textOf = (key: string): string => new TextDecoder().decode(repository.tree('main').get(key)?.bytes);

  it('upload a folder with all that is in it, and count it', async () => {
    await mkdir(path.join(folder, 'in', 'deep'), { recursive: true });
    await writeFile(path.join(folder, 'in', 'x.txt'), 'x');
    await writeFile(path.join(folder, 'in', 'deep', 'empty'), '');
    const report = await upload(objects, [{ file: path.join(folder, 'in'), to: ['r', 'main', 'up/in/'] }], 'keep', tally, signal);
    expect(report).toEqual({ objects: 2, bytes: 1, failed: 0, failures: [], existing: [] });
    expect(keys()).toEqual(expect.arrayContaining(['up/in/deep/empty', 'up/in/x.txt']));
    expect(told.length).toBeGreaterThan(0);
    expect(told[0]?.token).toBe('t');
  });

  it('upload a large file piece by piece without loss', async () => {
    const content = Buffer.alloc(5 * 1_048_576 + 17, 'headwater');
    await writeFile(path.join(folder, 'big'), content);
    await upload(objects, [{ file: path.join(folder, 'big'), to: ['r', 'main', 'big'] }], 'keep', tally, signal);
    expect(Buffer.from(repository.tree('main').get('big')!.bytes).equals(content)).toBe(true);
    expect(tally.report.bytes).toBe(content.length);
  });

  it('leave what is there alone and tell it, until it is to be replaced', async () => {
    await writeFile(path.join(folder, 'c'), 'new');
    const item = { file: path.join(folder, 'c'), to: ['r', 'main', 'c.txt'] };
    expect((await upload(objects, [item], 'keep', tally, signal)).existing).toEqual([item]);
    expect(textOf('c.txt')).toBe('three');
    await upload(objects, [item], 'replace', new Tally('t', () => undefined), signal);
    expect(textOf('c.txt')).toBe('new');
  });

  it('go on where one file fails, and say which', async () => {
    await writeFile(path.join(folder, 'good'), 'good');
    const write = objects.write.bind(objects);
    objects.write = (to, ...rest) => (to.at(-1) === 'bad' ? Promise.reject(new Error('The disk is full.')) : write(to, ...rest));
    const items = ['bad', 'good'].map((name) => ({ file: path.join(folder, 'good'), to: ['r', 'main', name] }));
    const report = await upload(objects, items, 'keep', tally, signal);
    expect(report).toMatchObject({ objects: 1, failed: 1, failures: [{ name: 'bad', failure: { why: 'The disk is full.' } }] });
    expect(keys()).toContain('good');
  });

  it('do not follow links to folders, which may lead in circles', async () => {
    await mkdir(path.join(folder, 'in'));
    await writeFile(path.join(folder, 'in', 'x'), 'x');
    await symlink(path.join(folder, 'in'), path.join(folder, 'in', 'again'));
    await symlink(path.join(folder, 'in', 'x'), path.join(folder, 'in', 'linked'));
    await upload(objects, [{ file: path.join(folder, 'in'), to: ['r', 'main', 'in/'] }], 'keep', tally, signal);
    expect(keys().filter((key) => key.startsWith('in/'))).toEqual(['in/linked', 'in/x']);
  });

  it('stop when they are cancelled', async () => {
    const stop = new AbortController();
    await writeFile(path.join(folder, 'x'), 'x');
    objects.write = async () => {
      stop.abort();
      stop.signal.throwIfAborted();
      throw new Error('not reached');
    };
    const items = Array.from({ length: 50 }, (_, index) => ({ file: path.join(folder, 'x'), to: ['r', 'main', `k${index}`] }));
    const error: unknown = await upload(objects, items, 'keep', tally, stop.signal).catch((reason: unknown) => reason);
    expect(isCancelled(error)).toBe(true);
    expect(keys().filter((key) => key.startsWith('k'))).toEqual([]);
  });

  it('download a prefix with its folders, leaving no half files', async () => {
    const report = await download(objects, [{ from: ['r', 'main', 'a/'], file: path.join(folder, 'out') }], 'keep', tally, signal);
    expect(report).toMatchObject({ objects: 2, bytes: 6, failed: 0, existing: [] });
    expect((await readdir(path.join(folder, 'out'), { recursive: true })).sort()).toEqual(['1.txt', 'b', path.join('b', '2.txt')]);
    expect(await readFile(path.join(folder, 'out', 'b', '2.txt'), 'utf8')).toBe('two');
  });

  it('never write outside of the chosen folder, whatever the key', async () => {
    for (const key of ['evil/../../escape', 'evil//double', 'evil/./dot', 'evil/trailing/']) repository.put('main', key, new Uint8Array(1));
    repository.put('main', 'evil/fine', new Uint8Array(1));
    const report = await download(objects, [{ from: ['r', 'main', 'evil/'], file: path.join(folder, 'out') }], 'keep', tally, signal);
    expect(report).toMatchObject({ objects: 1, failed: 4 });
    expect(report.failures.every(({ failure }) => failure.code === 'file-name')).toBe(true);
    expect(await readdir(folder)).toEqual(['out']);
    expect(await readdir(path.join(folder, 'out'))).toEqual(['fine']);
  });

  it('keep local files that are there until they are to be replaced', async () => {
    await writeFile(path.join(folder, 'c.txt'), 'mine');
    const item = { from: ['r', 'main', 'c.txt'], file: path.join(folder, 'c.txt') };
    expect((await download(objects, [item], 'keep', tally, signal)).existing).toEqual([item]);
    expect(await readFile(item.file, 'utf8')).toBe('mine');
    await download(objects, [item], 'replace', tally, signal);
    expect(await readFile(item.file, 'utf8')).toBe('three');
  });

  it('remove what was written of a file whose object breaks off', async () => {
    objects.read = async function* () {
      yield new Uint8Array(10);
      throw new Error('The connection was cut.');
    };
    const report = await download(objects, [{ from: ['r', 'main', 'c.txt'], file: path.join(folder, 'c.txt') }], 'keep', tally, signal);
    expect(report).toMatchObject({ objects: 0, bytes: 0, failed: 1 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('move a prefix, and refuse to move it into itself', async () => {
    await copyOrMove(objects, { connectionId: 'c', token: 't', from: ['r', 'main', 'a/'], to: ['r', 'main', 'z/'], existing: 'refuse', move: true }, tally, signal);
    expect(keys()).toEqual(['c.txt', 'z/1.txt', 'z/b/2.txt']);
    const into = copyOrMove(objects, { connectionId: 'c', token: 't', from: ['r', 'main', 'z/'], to: ['r', 'main', 'z/inner/'], existing: 'refuse', move: true }, tally, signal);
    await expect(into).rejects.toMatchObject({ failure: { code: 'into-itself' } });
  });

  it('do not overwrite by moving, and lose nothing then', async () => {
    await copyOrMove(objects, { connectionId: 'c', token: 't', from: ['r', 'main', 'a/1.txt'], to: ['r', 'main', 'c.txt'], existing: 'refuse', move: true }, tally, signal);
    expect(tally.report).toMatchObject({ objects: 0, failed: 1, failures: [{ failure: { kind: 'exists' } }] });
    expect(keys()).toEqual(['a/1.txt', 'a/b/2.txt', 'c.txt']);
  });

  it('delete by the thousand', async () => {
    for (let index = 0; index < 2_500; index += 1) repository.put('main', `many/${index}`, new Uint8Array(1));
    const sizes: number[] = [];
    const remove = objects.delete.bind(objects);
    objects.delete = (paths) => {
      sizes.push(paths.length);
      return remove(paths);
    };
    await deleteAll(objects, [['r', 'main', 'many/'], ['r', 'main', 'c.txt']], tally, signal);
    expect(sizes).toEqual([1_000, 1_000, 501]);
    expect(keys()).toEqual(['a/1.txt', 'a/b/2.txt']);
  });
});
