import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { inParallel } from '../../../src/server/objects/inParallel';
import { localFile } from '../../../src/server/objects/localName';
import { PieceQueue } from '../../../src/server/objects/pieceQueue';

describe('A queue of pieces', () => {
  it('hands pieces over one at a time and ends', async () => {
    const queue = new PieceQueue();
    const taken: number[] = [];
    const reading = (async () => {
      for await (const piece of queue) {
        await delay(1);
        taken.push(piece[0] ?? -1);
      }
    })();
    for (const value of [1, 2, 3]) {
      await queue.push(Uint8Array.of(value));
      expect(taken.at(-1)).toBe(value); // no second piece waits while the first is not taken
    }
    queue.end();
    await reading;
    expect(taken).toEqual([1, 2, 3]);
  });

  it('tells both sides when it fails', async () => {
    const queue = new PieceQueue();
    const pushing = queue.push(Uint8Array.of(1)).catch((error: unknown) => error);
    queue.fail(new Error('gone'));
    expect(await pushing).toMatchObject({ message: 'gone' });
    await expect((async () => { for await (const piece of queue) expect(piece).toBeDefined(); })()).rejects.toThrow('gone');
  });
});

describe('Work in parallel', () => {
  it('never does more at once than it may, and does all', async () => {
    let [now, most, done] = [0, 0, 0];
    await inParallel(Array.from({ length: 40 }, (_, index) => index), 4, async () => {
      now += 1;
      most = Math.max(most, now);
      await delay(1);
      now -= 1;
      done += 1;
    });
    expect({ most, done }).toEqual({ most: 4, done: 40 });
  });

  it('waits for what is at work before it tells of an error', async () => {
    let finished = false;
    const work = inParallel([0, 1], 2, async (item) => {
      if (item === 1) throw new Error('first');
      await delay(10);
      finished = true;
    });
    await expect(work).rejects.toThrow('first');
    expect(finished).toBe(true);
  });
});

describe('Names of local files', () => {
  it.each(['', '/a', 'a/', 'a//b', '../a', 'a/../b', 'a/.', 'a\0b', 'x'.repeat(256)])('are refused for %j', (key) => {
    expect(localFile('/out', key, 'linux')).toBeUndefined();
  });

  it('may hold anything else, but on Windows', () => {
    expect(localFile('/out', 'a b/ü?#%🙂.csv', 'linux')).toBe('/out/a b/ü?#%🙂.csv');
    for (const key of ['a?b', 'con', 'con.txt', 'dot.', 'a:b', 'back\\slash']) expect(localFile('/out', key, 'win32'), key).toBeUndefined();
  });
});
