import { expect, test } from 'vitest';
import { crc64, hashBits } from '../../../src/backends/pegasus/keys/crc64';
import { fullKey, keyHash, nextKey, partitionOf, splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import { fromHex, toHex, utf8 } from './golden';
import { random } from '../support/random';

/** Two implementations agreed on these. */
test.each([
  ['', 0x0n],
  ['a', 0x8c2f_8445_b4cb_fc3cn],
  ['hkey1', 0x03f8_6f9a_bab2_8f63n],
  ['hash_key', 0x6564_1f36_e9f6_a96dn],
  ['pegasus', 0xce87_09cf_bd39_73c4n],
  ['123456789', 0xae8b_1486_0a79_9888n],
  ['你好', 0xdb5e_b5ab_2034_397bn],
])('the hash of “%s”', (text, hash) => {
  expect(hashBits(crc64(utf8(text)))).toBe(hash);
});
test('the hash of bytes', () => {
  expect(hashBits(crc64(fromHex('000102fffe')))).toBe(0xa743_355f_1cc0_7645n);
});

test('the partition is the hash modulo the count, whatever the count', () => {
  expect(partitionOf(crc64(utf8('hkey1')), 8)).toBe(3);
  const below = random(7);
  for (let round = 0; round < 2_000; round += 1) {
    const hash = crc64(Uint8Array.from({ length: below(20) }, () => below(256)));
    const count = 1 + below(5_000);
    expect(partitionOf(hash, count)).toBe(Number(hashBits(hash) % BigInt(count)));
  }
});

test('an empty hash key leaves the place to the sort key', () => {
  expect(keyHash(utf8(''), utf8('hkey1'))).toEqual(keyHash(utf8('hkey1'), utf8('x')));
});

test('keys are put together and taken apart', () => {
  const key = fullKey(utf8('hash'), utf8('sort'));
  expect(toHex(key)).toBe('0004' + toHex(utf8('hashsort')));
  expect(splitKey(key)).toEqual({ hashKey: new Uint8Array(utf8('hash')), sortKey: new Uint8Array(utf8('sort')) });
  expect(() => splitKey(fromHex('0005616263'))).toThrow('hash key of 5');
});

test.each([
  ['000161', '000162'],
  ['0001ff', '0002'],
  ['0002ffff', '0003'],
  ['00ff' + 'ff'.repeat(255), '01'],
  ['00016162ff', '00016163'],
  ['0000', '0001'],
])('the next key after %s… is %s', (prefix, next) => {
  expect(toHex(nextKey(fromHex(prefix)))).toBe(next);
});
