import { describe, expect, it } from 'vitest';
import type { ArrowMessage } from '../../../../src/core/contract/execution';
import { Filling } from '../../../../src/server/runs/filling';
import type { Kept } from '../../../../src/server/runs/rowSink';

const MiB = 1 << 20;

/** A store that keeps a message when it is told to. */
function start() {
  const waiting: { settle: (kept: Kept) => void; fail: (error: Error) => void }[] = [];
  const told: number[] = [];
  let rows = 0;
  const sink = {
    begin: async () => 1,
    append: (message: Exclude<ArrowMessage, { readonly kind: 'schema' }>) =>
      new Promise<Kept>((resolve, reject) => {
        if (message.kind === 'batch') rows += message.rows;
        const now = { rows, bytes: 0, spilledBytes: 0 };
        waiting.push({ settle: () => resolve(now), fail: reject });
      }),
    end: async () => ({ rows, bytes: 0, spilledBytes: 0 }),
  };
  const failed: unknown[] = [];
  const filling = new Filling(sink, (kept) => told.push(kept.rows), (error) => failed.push(error));
  return { filling, waiting, told, failed, add: (bytes: number, most = Infinity) => filling.add({ kind: 'batch', rows: 10, bytes: new Uint8Array(bytes) }, most) };
}

async function isPending(promise: Promise<unknown>): Promise<boolean> {
  await new Promise(setImmediate);
  return (await Promise.race([promise, Promise.resolve('pending')])) === 'pending';
}

describe('rows on their way into the store', () => {
  it('lets the source go on until 8 MiB are under way, and again when there is room', async () => {
    const { waiting, told, add } = start();
    await add(3 * MiB);
    await add(3 * MiB);
    const third = add(3 * MiB);
    expect([await isPending(third), waiting.length, told]).toEqual([true, 3, []]);
    waiting[0]?.settle({ rows: 0, bytes: 0, spilledBytes: 0 });
    await third;
    expect(told).toEqual([10]);
  });

  it('takes a message that is larger than that, alone', async () => {
    const { waiting, add } = start();
    const large = add(20 * MiB);
    expect(await isPending(large)).toBe(true);
    waiting[0]?.settle({ rows: 0, bytes: 0, spilledBytes: 0 });
    await large;
  });

  it('counts what is under way, up to the bound of rows', async () => {
    const { filling, told, add } = start();
    await add(1, 15);
    await add(1, 15);
    expect([filling.rows, told]).toEqual([15, []]);
  });

  it('is settled when all is kept', async () => {
    const { filling, waiting, told, add } = start();
    await add(1);
    await add(1);
    const settled = filling.settled();
    waiting[0]?.settle({ rows: 0, bytes: 0, spilledBytes: 0 });
    expect(await isPending(settled)).toBe(true);
    waiting[1]?.settle({ rows: 0, bytes: 0, spilledBytes: 0 });
    await settled;
    expect(told).toEqual([10, 20]);
  });

  it('tells at once when a message cannot be kept, and throws it to whoever waits next', async () => {
    const { filling, waiting, failed, add } = start();
    await add(1);
    waiting[0]?.fail(new Error('The disk failed.'));
    await new Promise(setImmediate);
    expect(failed).toEqual([new Error('The disk failed.')]);
    await expect(filling.settled()).rejects.toThrow('The disk failed.');
    await expect(add(9 * MiB)).rejects.toThrow('The disk failed.');
  });
});
