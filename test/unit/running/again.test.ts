import { expect, test } from 'vitest';
import { again } from '../../../src/extension/again';

test('What was loaded is kept, and a load that failed is tried again', async () => {
  let tries = 0;
  const load = again(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('gone')) : Promise.resolve(tries);
  });
  await expect(Promise.all([load(), load()])).rejects.toThrow('gone');
  expect(await Promise.all([load(), load()])).toEqual([2, 2]);
  expect(tries).toBe(2);
});
