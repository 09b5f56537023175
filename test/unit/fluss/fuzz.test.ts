import { describe, expect, test } from 'vitest';
import { fuzz } from '../support/fuzzing';
import { DECODERS } from './decoders';

const ROUNDS = process.env['HEADWATER_FULL'] ? 100_000 : 10_000;
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);

describe(`bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, { timeout: 120_000 }, () => {
  test.each(DECODERS.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
    decoder.decode(decoder.golden, () => 0);
    const read = fuzz(decoder, ROUNDS, SEED);
    expect(read, 'most changes leave the bytes unreadable, some do not').toBeLessThan(ROUNDS);
    expect(read).toBeGreaterThan(0);
  });
});
