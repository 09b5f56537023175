import { describe, expect, test } from 'vitest';
import { JsonError } from '../../../src/backends/ksqldb/rows/jsonCursor';
import { fuzz } from '../support/fuzzing';
import { DECODERS, inPieces, V1 } from './decoders';
import { readPieces } from './support/results';

const ROUNDS = process.env['HEADWATER_FULL'] ? 100_000 : 10_000;
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);

/** Milliseconds that ten thousand rounds may take on a machine that does much else. */
const PATIENCE = Math.max(120_000, ROUNDS * 12);

describe(`bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, { timeout: PATIENCE }, () => {
  test.each(DECODERS.map((decoder) => [decoder.name, decoder] as const))('%s', (_, decoder) => {
    const read = fuzz(decoder, ROUNDS, SEED);
    expect(read, 'some changes leave the bytes readable, most do not').toBeLessThan(ROUNDS);
    expect(read).toBeGreaterThan(0);
  });

  test('a changed result reads the same in pieces as in one', () => {
    const outcome = (pieces: readonly Uint8Array[]): string => {
      try {
        return readPieces(pieces, { framing: 'array' }).rows.join('\n');
      } catch (error) {
        if (error instanceof JsonError) return 'refused';
        throw error;
      }
    };
    let compared = 0;
    fuzz({
      name: 'pieces',
      golden: V1,
      refuses: () => false,
      decode: (bytes, below) => {
        expect(outcome(inPieces(bytes, below))).toBe(outcome([bytes]));
        compared += 1;
      },
    }, ROUNDS / 10, SEED + 1);
    expect(compared).toBe(ROUNDS / 10);
  });
});
