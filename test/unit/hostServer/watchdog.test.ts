import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Watchdog } from '../../../src/extension/server/watchdog';

let stuck = 0;
let pings = 0;
let answer: () => Promise<unknown>;
let dog: Watchdog;

beforeEach(() => {
  vi.useFakeTimers();
  stuck = 0;
  pings = 0;
  answer = async () => undefined;
  dog = new Watchdog({ everyMs: 1_000, limitMs: 500 }, () => { pings += 1; return answer(); }, () => { stuck += 1; });
});
afterEach(() => {
  dog.stop();
  vi.useRealTimers();
});

describe('the watchdog', () => {
  test('goes on asking a server that answers', async () => {
    dog.start();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(pings).toBeGreaterThanOrEqual(9);
    expect(stuck).toBe(0);
  });

  test('takes an error for an answer', async () => {
    answer = () => Promise.reject(new Error('closed'));
    dog.start();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(stuck).toBe(0);
  });

  test('tells once when there is no answer', async () => {
    answer = () => new Promise(() => undefined);
    dog.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stuck).toBe(1);
  });

  test('gives another chance after the machine has slept', async () => {
    answer = () => new Promise(() => undefined);
    dog.start();
    await vi.advanceTimersByTimeAsync(1_001);
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(500);
    expect(stuck).toBe(0);
    await vi.advanceTimersByTimeAsync(600);
    expect(stuck).toBe(1);
  });

  test('is silent once it is stopped', async () => {
    answer = () => new Promise(() => undefined);
    dog.start();
    await vi.advanceTimersByTimeAsync(1_100);
    dog.stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(stuck).toBe(0);
    expect(pings).toBe(1);
  });
});
