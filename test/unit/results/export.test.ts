import { Dictionary, Field, Int32, Int64, makeData, RecordBatch, Schema, Struct, Utf8, Vector, vectorFromArray, type Data, type DataType } from 'apache-arrow';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FILE_FORMATS, type FileFormat } from '../../../src/server/results/export/formats';
import { exportResult } from '../../../src/server/results/export/export';
import { Pacer } from '../../../src/server/results/pacer';
import { type Disk, NodeDisk } from '../../../src/server/results/store/disk';
import { scratch, storeOf, tableOf } from './support';

const data = (values: readonly unknown[], type: DataType): Data => vectorFromArray(values as never[], type as never).data[0]! as Data;

function table(columns: Readonly<Record<string, Data>>): RecordBatch {
  const all = Object.values(columns);
  const schema = new Schema(Object.entries(columns).map(([name, { type }]) => new Field(name, type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: all[0]!.length, children: all }));
}

const batches = () => [
  table({ id: data([1n, null], new Int64()), name: data(['a,b', null], new Utf8()) }),
  table({ id: data([9223372036854775807n], new Int64()), name: data([''], new Utf8()) }),
];

async function write(all: readonly RecordBatch[], format: FileFormat, target: string, disk: Disk = new NodeDisk()) {
  const work = { pacer: new Pacer(new AbortController().signal), timeZone: 'UTC', progress: () => undefined };
  return exportResult(await storeOf(all), disk, format, target, work);
}

/** Written with the dictionaries `one` and then `two` in the place of it. */
function replaced(): readonly RecordBatch[] {
  const type = new Dictionary(new Utf8(), new Int32(), 3);
  return [['a', 'b'], ['c', 'd']].map((words) => table({ coded: makeData({ type, length: 3, data: Int32Array.of(1, 0, 1), dictionary: new Vector([data(words, new Utf8())]) as never }) as Data }));
}

describe('an exported file', () => {
  it('is CSV with a header, empty for NULL and quoted for the empty string', async () => {
    const target = path.join(await scratch(), 'out.csv');
    expect(await write(batches(), 'csv', target)).toEqual({ rows: 3, bytes: 41 });
    expect(await readFile(target, 'utf8')).toBe('id,name\n1,"a,b"\n,\n9223372036854775807,""\n');
  });

  it('is JSON Lines with every digit', async () => {
    const target = path.join(await scratch(), 'out.jsonl');
    await write(batches(), 'jsonl', target);
    expect(await readFile(target, 'utf8')).toBe('{"id":1,"name":"a,b"}\n{"id":null,"name":null}\n{"id":9223372036854775807,"name":""}\n');
  });

  it('is Arrow, with plain values where a dictionary was replaced', async () => {
    const target = path.join(await scratch(), 'out.arrow');
    expect((await storeOf(replaced())).dictionariesReplaced).toBe(true);
    await write(replaced(), 'arrow', target);
    const read = tableOf(new Uint8Array(await readFile(target)));
    expect([...(read.getChildAt(0) ?? [])]).toEqual(['b', 'a', 'b', 'd', 'c', 'd']);
  });

  it('takes the place of one that was there', async () => {
    const folder = await scratch();
    const target = path.join(folder, 'out.csv');
    await writeFile(target, 'old');
    await write(batches(), 'csv', target);
    expect(await readFile(target, 'utf8')).toMatch(/^id,name\n/u);
    expect(await readdir(folder)).toEqual(['out.csv']);
  });
});

describe('an export that fails', () => {
  it('says that the path is a folder, or its folder is missing', async () => {
    const folder = await scratch();
    await mkdir(path.join(folder, 'sub'));
    await expect(write(batches(), 'csv', path.join(folder, 'sub'))).rejects.toMatchObject({ failure: { code: 'EISDIR', why: 'The path is a folder.' } });
    await expect(write(batches(), 'csv', path.join(folder, 'none', 'x.csv'))).rejects.toMatchObject({ failure: { code: 'ENOENT', todo: 'Make the folder, or choose another.' } });
    expect(await readdir(folder)).toEqual(['sub']);
  });

  for (const [code, why] of [['ENOSPC', /disk is full/u], ['EACCES', /no permission/u]] as const) {
    it(`leaves nothing behind and says what to do on ${code}`, async () => {
      const folder = await scratch();
      await expect(write(batches(), 'jsonl', path.join(folder, 'x.jsonl'), failing(code, 0))).rejects.toMatchObject({ failure: { code, why: expect.stringMatching(why) } });
      expect(await readdir(folder)).toEqual([]);
    });
  }

  it.each(FILE_FORMATS)('in the middle, as %s, leaves the file that was there as it was', async (format) => {
    const folder = await scratch();
    const target = path.join(folder, `out.${format}`);
    await writeFile(target, 'the old one');
    // Of letters that no format makes much smaller, so that every file takes several writes.
    const words = data(Array.from({ length: 1_500 }, (_, row) => createHash('shake256', { outputLength: 750 }).update(String(row)).digest('base64')), new Utf8());
    const disk = failing('ENOSPC', 1);
    await expect(write([table({ words }), table({ words })], format, target, disk)).rejects.toMatchObject({ failure: { code: 'ENOSPC', why: 'The disk is full. Nothing was written.', todo: 'Free some space, then try again.' } });
    expect(disk.done).toBe(1);
    expect(await readFile(target, 'utf8')).toBe('the old one');
    expect(await readdir(folder)).toEqual([`out.${format}`]);
  });
});

/** A disk on which so many writes succeed. */
function failing(code: string, writes: number): Disk & { readonly done: number } {
  return new (class extends NodeDisk {
    done = 0;
    override async create(file: string) {
      const made = await super.create(file);
      return {
        ...made,
        write: (bytes: Uint8Array, position: number) => {
          if (this.done === writes) return Promise.reject(Object.assign(new Error(code), { code }));
          this.done += 1;
          return made.write(bytes, position);
        },
      };
    }
  })();
}
