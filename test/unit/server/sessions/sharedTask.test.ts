import { describe, expect, test } from 'vitest';
import { CancelledError } from '../../../../src/core/errors';
import { SharedTask } from '../../../../src/server/sessions/sharedTask';

const never = new AbortController().signal;

function task(): { shared: SharedTask<string>; signal: AbortSignal; resolve: (value: string) => void } {
  let resolve: (value: string) => void = () => undefined;
  let signal = never;
  const shared = new SharedTask<string>((given) => {
    signal = given;
    return new Promise((done) => {
      resolve = done;
    });
  });
  return { shared, signal, resolve: (value) => { resolve(value); } };
}

describe('shared work', () => {
  test('goes on while one of two still waits', async () => {
    const { shared, signal, resolve } = task();
    const impatient = new AbortController();
    const one = shared.join(impatient.signal);
    const two = shared.join(never);
    impatient.abort();
    await expect(one).rejects.toBeInstanceOf(CancelledError);
    expect(signal.aborted).toBe(false);
    resolve('done');
    expect(await two).toBe('done');
    expect(shared.abandoned).toBe(false);
  });

  test('is aborted when everybody has given up', async () => {
    const { shared, signal } = task();
    const impatient = new AbortController();
    const one = shared.join(impatient.signal);
    impatient.abort();
    await expect(one).rejects.toBeInstanceOf(CancelledError);
    expect(signal.aborted).toBe(true);
    expect(shared.abandoned).toBe(true);
  });

  test('gives its result to who comes later', async () => {
    const { shared, resolve } = task();
    resolve('done');
    expect(await shared.join(never)).toBe('done');
    expect(await shared.join(never)).toBe('done');
    expect(shared.abandoned).toBe(false);
  });

  test('is not joined with a signal that has fired', async () => {
    await expect(task().shared.join(AbortSignal.abort())).rejects.toBeInstanceOf(CancelledError);
  });
});
