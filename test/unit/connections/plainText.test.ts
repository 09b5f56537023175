import { describe, expect, it } from 'vitest';
import { plainText } from '../../../src/core/errors';

describe('the plain text of a failure', () => {
  it('is free of the marks around names', () => {
    expect(plainText('Could not read `orders` on *Prod EU*')).toBe('Could not read orders on Prod EU');
  });

  it('keeps stars and ticks that mark nothing', () => {
    for (const text of ['SELECT * FROM a * b', 'count(*) is not count(1*2*3)', 'a ` alone', '2**3**4']) expect(plainText(text)).toBe(text);
  });
});
