import path from 'node:path';
import { makeData, Field, Int32, RecordBatch, Schema, Struct } from 'apache-arrow';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FlightDataBuilder } from '../../../src/backends/flightsql/wire/flightData';
import { BufferPool } from '../../../src/core/arrow/bufferPool';
import { metadataOf } from '../../../src/core/arrow/header';
import { bytes as bytesField, Message, optional } from '../../../src/core/protobuf/message';
import { ResultsClient } from '../../../src/server/results/client';
import { SpareMemory } from '../../../src/server/results/store/spareMemory';
import { bundleWorker } from '../support/bundleWorker';
import { messagesOf, scratch, tableOf } from './support';

let worker = '';
beforeAll(async () => {
  worker = await bundleWorker('src/server/results/worker.ts');
});

const ROWS = 20_000;
const Data = new Message('FlightData', { header: optional(2, bytesField), body: optional(1000, bytesField) });

function batch(from: number): RecordBatch {
  const schema = new Schema([new Field('n', new Int32(), false)]);
  const numbers = makeData({ type: new Int32(), length: ROWS, data: Int32Array.from({ length: ROWS }, (_, index) => from + index) });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, children: [numbers] }));
}

/** Results whose messages come out of a pool, as a backend receives them, and go back to it. */
async function start(memoryPerResult: number) {
  const pool = new BufferPool(1 << 30);
  const returned: ArrayBuffer[] = [];
  const client = new ResultsClient(worker, { folder: path.join(await scratch(), 'results'), memoryPerResult, spillQuota: 1e9, timeZone: 'UTC' }, (buffer) => {
    returned.push(buffer);
    pool.give(buffer);
  });
  onTestFinished(() => client.dispose());
  const fill = async (resultId: string, count: number) => {
    const sink = client.open(resultId);
    for (const message of messagesOf(Array.from({ length: count }, (_, index) => batch(index * ROWS)))) {
      if (message.kind === 'schema') await sink.begin(message);
      else await sink.append({ kind: 'batch', rows: ROWS, bytes: received(message.bytes, pool) }, Infinity);
    }
    await sink.end();
  };
  return { client, pool, returned, fill };
}

function received(message: Uint8Array, pool: BufferPool): Uint8Array {
  const builder = new FlightDataBuilder(pool);
  const header = metadataOf(message);
  const data = Data.encode({ header, body: message.subarray(8 + header.byteLength) }).bytes();
  builder.begin(data.byteLength);
  builder.add(data, 0, data.byteLength);
  const { ipc } = builder.end();
  if (!ipc) throw new Error('no message');
  return ipc;
}

describe('memory of results', () => {
  it('comes back when a result is closed, and holds the next one’s rows', async () => {
    const { client, pool, returned, fill } = await start(1e9);
    await fill('first', 6);
    expect(returned).toHaveLength(0);
    await client.close('first');
    await vi.waitFor(() => expect(returned).toHaveLength(6));
    const waiting = pool.bytes;
    expect(waiting).toBeGreaterThan(6 * ROWS * 4);
    await fill('second', 6);
    expect(pool.bytes).toBe(0);
    const { bytes } = await client.window({ resultId: 'second', row: 5 * ROWS - 1, rows: 3, columns: [0] });
    expect([...(tableOf(bytes).getChildAt(0) ?? [])]).toEqual([5 * ROWS - 1, 5 * ROWS, 5 * ROWS + 1]);
  });

  it('comes back as a result is written to disk, whose file other readers take', async () => {
    const { client, returned, fill } = await start(ROWS * 4 * 3);
    await fill('spilled', 8);
    await vi.waitFor(() => expect(returned.length).toBeGreaterThanOrEqual(7));
    const target = path.join(await scratch(), 'out.arrow');
    expect(await client.export({ resultId: 'spilled', format: 'arrow', path: target })).toMatchObject({ rows: 8 * ROWS });
    const table = tableOf(await readFile(target));
    expect(table.numRows).toBe(8 * ROWS);
    for (const row of [0, ROWS - 1, ROWS, 8 * ROWS - 1]) expect(table.getChildAt(0)?.get(row)).toBe(row);
  });
});

describe('spare memory', () => {
  const pooled = () => new BufferPool(1 << 20).take(20_000);

  it('is handed on at once, in one piece, but only what a pool takes', () => {
    const handed: (readonly ArrayBuffer[])[] = [];
    const spare = new SpareMemory((buffers) => handed.push(buffers));
    const bytes = [pooled(), pooled()];
    for (const one of [...bytes, new Uint8Array(20_001)]) spare.add(one);
    spare.flush();
    spare.flush();
    expect(handed).toEqual([bytes.map(({ buffer }) => buffer)]);
  });

  it('is left to the collector while somebody reads, also one who fails', async () => {
    let handed = 0;
    const spare = new SpareMemory(() => (handed += 1));
    await spare.reading(() => {
      spare.add(pooled());
      spare.flush();
    });
    expect(handed).toBe(0);
    await expect(spare.reading(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    spare.add(pooled());
    spare.flush();
    expect(handed).toBe(1);
  });
});
