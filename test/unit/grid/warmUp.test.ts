import { expect, test } from 'vitest';
import { warmUp } from '../../../src/views/results/warmUp';

test('the made-up window is read like any other', () => {
  expect(warmUp()).toEqual(['1', 'a']);
});
