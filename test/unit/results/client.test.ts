import { Field, Int32, makeData, RecordBatch, Schema, Struct, Utf8, vectorFromArray } from 'apache-arrow';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { ResultsClient } from '../../../src/server/results/client';
import { bundleWorker } from '../support/bundleWorker';
import { messagesOf, scratch, tableOf } from './support';

let worker = '';
beforeAll(async () => {
  worker = await bundleWorker('src/server/results/worker.ts');
});

function batch(from: number, rows: number): RecordBatch {
  const schema = new Schema([new Field('n', new Int32(), false, new Map([['headwater:key', 'primary key']])), new Field('t', new Utf8(), true)]);
  const numbers = makeData({ type: new Int32(), length: rows, data: Int32Array.from({ length: rows }, (_, index) => from + index) });
  const texts = vectorFromArray(Array.from({ length: rows }, (_, index) => ((from + index) % 10 === 0 ? null : `row ${from + index}`)), new Utf8());
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, children: [numbers, texts.data[0]!] }));
}

async function startWith(options: { memory?: number; quota?: number; copies: boolean }): Promise<{ client: ResultsClient; folder: string }> {
  const folder = path.join(await scratch(), 'results');
  const client = new ResultsClient(worker, { folder, memoryPerResult: options.memory ?? 1e9, spillQuota: options.quota ?? 1e9, timeZone: 'UTC' }, undefined, options.copies);
  onTestFinished(() => client.dispose());
  return { client, folder };
}

async function fill(client: ResultsClient, resultId: string, batches: readonly RecordBatch[], most = Infinity): Promise<Awaited<ReturnType<ReturnType<ResultsClient['open']>['end']>>> {
  const sink = client.open(resultId);
  for (const message of messagesOf(batches)) {
    if (message.kind === 'schema') await sink.begin(message);
    else await sink.append(message, most);
  }
  return sink.end();
}

function values(bytes: Uint8Array, column: number): unknown[] {
  return [...(tableOf(bytes).getChildAt(column) ?? [])];
}

const three = () => [batch(0, 1000), batch(1000, 1000), batch(2000, 500)];

describe.each([
  ['handed over', false],
  ['copied', true],
] as const)('results in their worker, messages %s', (_how, copies) => {
  const start = (options: { memory?: number; quota?: number } = {}) => startWith({ ...options, copies });

  it('takes messages over, or leaves them whole', async () => {
    const { client } = await start();
    const [schema, first] = messagesOf([batch(0, 10)]);
    const sink = client.open('r');
    if (schema?.kind !== 'schema' || first?.kind !== 'batch') throw new Error('no messages');
    expect(await sink.begin(schema)).toBe(2);
    const size = first.bytes.byteLength;
    expect(await sink.append(first, Infinity)).toEqual({ rows: 10, bytes: size, spilledBytes: 0 });
    expect(first.bytes.byteLength).toBe(copies ? size : 0);
  });

  it('answers columns, windows, cells, copies and totals', async () => {
    const { client } = await start();
    await fill(client, 'r', three());
    expect(await client.columns({ resultId: 'r', from: 0, count: 9 })).toEqual([
      { name: 'n', type: 'int32', align: 'right', nullable: false, key: 'primary key' },
      { name: 't', type: 'utf8', align: 'left', nullable: true },
    ]);
    const window = await client.window({ resultId: 'r', row: 995, rows: 10, columns: [1, 0] });
    expect(window).toMatchObject({ row: 995, rows: 10 });
    expect(values(window.bytes, 0).map(String)).toEqual(['row 995', 'row 996', 'row 997', 'row 998', 'row 999', 'null', 'row 1001', 'row 1002', 'row 1003', 'row 1004']);
    expect(await client.cell({ resultId: 'r', row: 2001, column: 1, as: 'text', from: 2, length: 4 })).toEqual({ isNull: false, total: 8, text: 'w 20', family: 'text' });
    expect(await client.copy({ resultId: 'r', ranges: [{ row: 999, rows: 2, columns: [0, 1] }], format: 'csv', headers: true })).toEqual({ text: 'n,t\n999,row 999\n1000,', cells: 4 });
    expect(await client.totals({ resultId: 'r', ranges: [{ row: 0, rows: 2500, columns: [0] }] })).toEqual({
      cells: 2500, nulls: 0, numbers: 2500, sum: '3123750', average: '1249.5', min: '0', max: '2499',
    });
  });

  it('keeps messages that are given without waiting in their order, and none behind one that cannot be kept', async () => {
    const { client } = await start();
    const sink = client.open('r');
    const [schema, ...batches] = messagesOf(Array.from({ length: 20 }, (_, index) => batch(index * 100, 100)));
    if (schema?.kind !== 'schema') throw new Error('no schema');
    await sink.begin(schema);
    const broken = { kind: 'batch', rows: 1, bytes: new Uint8Array([1, 2, 3]) } as const;
    const given = [...batches.slice(0, 12), broken, ...batches.slice(12)].flatMap((message) => (message.kind === 'schema' ? [] : [sink.append(message, Infinity)]));
    const outcomes = await Promise.allSettled(given);
    for (const outcome of outcomes.slice(12)) expect(outcome).toMatchObject({ status: 'rejected', reason: { failure: { code: 'arrow-invalid' } } });
    expect(await sink.end()).toMatchObject({ rows: 1200 });
    expect(values((await client.window({ resultId: 'r', row: 1_197, rows: 10, columns: [0] })).bytes, 0)).toEqual([1197, 1198, 1199]);
    const [, more] = messagesOf([batch(0, 100)]);
    if (more?.kind !== 'batch') throw new Error('no batch');
    await expect(sink.append(more, Infinity)).rejects.toMatchObject({ failure: { code: 'arrow-invalid' } });
  });

  it('gives the messages back one by one', async () => {
    const { client } = await start({ memory: 0 });
    await fill(client, 'r', three());
    const kinds: string[] = [];
    let rows = 0;
    for await (const message of client.messages({ resultId: 'r' })) {
      kinds.push(message.kind);
      if (message.kind === 'batch') rows += message.rows;
    }
    expect([kinds, rows]).toEqual([['schema', 'batch', 'batch', 'batch'], 2500]);
  });

  it('leaves out the rows beyond the bound', async () => {
    const { client } = await start();
    expect((await fill(client, 'r', three(), 1003)).rows).toBe(1003);
    const window = await client.window({ resultId: 'r', row: 1000, rows: 10, columns: [0, 1] });
    expect(values(window.bytes, 0)).toEqual([1000, 1001, 1002]);
    expect(values(window.bytes, 1)).toEqual([null, 'row 1001', 'row 1002']);
  });

  it('keeps files only as long as the result', async () => {
    const { client, folder } = await start({ memory: 1000 });
    await fill(client, 'a', three());
    await fill(client, 'b', three());
    const [own] = await readdir(folder);
    expect(await readdir(path.join(folder, own!))).toHaveLength(2);
    await client.close('a');
    expect(await readdir(path.join(folder, own!))).toHaveLength(1);
    await client.dispose();
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that a result that was closed is gone, and that one without a schema has no columns', async () => {
    const { client } = await start();
    await fill(client, 'r', three());
    await client.close('r');
    await expect(client.window({ resultId: 'r', row: 0, rows: 1, columns: [0] })).rejects.toMatchObject({ failure: { code: 'no-result' } });
    expect(await client.columns({ resultId: 'none', from: 0, count: 5 })).toEqual([]);
  });

  it('cancels totals, copies and exports', async () => {
    const { client, folder } = await start();
    const batches = Array.from({ length: 100 }, (_, index) => batch(index * 1000, 1000));
    await fill(client, 'r', batches);
    const all = { row: 0, rows: 1e9, columns: [0, 1] };
    const controller = new AbortController();
    const pending = [
      client.copy({ resultId: 'r', ranges: [all], format: 'json', headers: false }, controller.signal),
      client.export({ resultId: 'r', format: 'csv', path: path.join(path.dirname(folder), 'all.csv') }, controller.signal),
    ];
    setTimeout(() => controller.abort(), 15);
    for (const outcome of await Promise.allSettled(pending)) expect(outcome).toMatchObject({ status: 'rejected', reason: { name: 'CancelledError' } });
    expect((await readdir(path.dirname(folder))).filter((name) => name.includes('csv'))).toEqual([]);
  });

  it('answers a window while an export is at work', async () => {
    const { client, folder } = await start();
    await fill(client, 'r', Array.from({ length: 200 }, (_, index) => batch(index * 1000, 1000)));
    let exported = false;
    const progress: number[] = [];
    const exporting = client.export({ resultId: 'r', format: 'jsonl', path: path.join(path.dirname(folder), 'all.jsonl') }, undefined, (rows) => progress.push(rows)).then((result) => {
      exported = true;
      return result;
    });
    for (let index = 0; index < 5; index++) expect((await client.window({ resultId: 'r', row: index * 1000, rows: 128, columns: [0, 1] })).rows).toBe(128);
    expect(exported).toBe(false);
    expect((await exporting).rows).toBe(200_000);
    expect(progress.length).toBeGreaterThan(1);
  });

  it('refuses a schema that is none, and takes the next', async () => {
    const { client } = await start();
    const sink = client.open('r');
    await expect(sink.begin({ kind: 'schema', bytes: new Uint8Array([1, 2, 3]) })).rejects.toMatchObject({ failure: { code: 'arrow-invalid' } });
    const [schema] = messagesOf(three());
    expect(await sink.begin({ kind: 'schema', bytes: schema!.bytes })).toBe(2);
  });

  it('says what was lost when its worker ends, and starts another', async () => {
    const folder = await scratch();
    const file = path.join(folder, 'crashing.js');
    await writeFile(
      file,
      `const { parentPort } = require('node:worker_threads');
       parentPort.on('message', ({ call, method }) => (method.endsWith('append') ? process.exit(3) : parentPort.postMessage({ reply: call, result: { columns: 2 } })));`,
    );
    const client = new ResultsClient(file, { folder, memoryPerResult: 1e9, spillQuota: 1e9, timeZone: 'UTC' });
    onTestFinished(() => client.dispose());
    const lost = { failure: { code: 'result-lost' } };
    await expect(fill(client, 'r', three())).rejects.toMatchObject(lost);
    await expect(client.window({ resultId: 'r', row: 0, rows: 1, columns: [0] })).rejects.toMatchObject(lost);
    const [schema] = messagesOf(three());
    expect(await client.open('next').begin({ kind: 'schema', bytes: schema!.bytes })).toBe(2);
  });

  it('writes Arrow files that are whole, the spill file among them', async () => {
    const { client, folder } = await start({ memory: 0 });
    const target = path.join(path.dirname(folder), 'out.arrow');
    await fill(client, 'r', three());
    expect((await client.export({ resultId: 'r', format: 'arrow', path: target })).rows).toBe(2500);
    expect(tableOf(new Uint8Array(await readFile(target))).numRows).toBe(2500);
    const spill = path.join(folder, (await readdir(folder))[0]!);
    const [file] = await readdir(spill);
    expect(tableOf(new Uint8Array(await readFile(path.join(spill, file!)))).numRows).toBe(2500);
  });
});
