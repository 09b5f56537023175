import { describe, expect, test } from 'vitest';
import { packBytes, unpackBytes } from '../../../src/protocol/packedBytes';

describe('Bytes in JSON', () => {
  test('come back as they were from any depth, every byte and any length', () => {
    const every = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const long = Uint8Array.from({ length: 100_003 }, (_, at) => (at * 31) % 256);
    const message = { rpc: 'result', id: 3, result: { row: 0, bytes: every, deep: [{ more: long }, new Uint8Array(0)], none: null, text: '$bytes' } };
    expect(unpackBytes(JSON.parse(JSON.stringify(packBytes(message))))).toEqual(message);
  });

  test('of a view are those of the view, not of its buffer', () => {
    const view = new Uint8Array([1, 2, 3, 4, 5]).subarray(1, 3);
    expect(unpackBytes(packBytes(view))).toEqual(new Uint8Array([2, 3]));
  });
});
