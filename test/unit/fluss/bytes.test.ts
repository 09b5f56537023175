import { describe, expect, test } from 'vitest';
import { bucketFunction } from '../../../src/backends/fluss/keys/bucketing';
import { murmurIceberg } from '../../../src/backends/fluss/keys/murmur';
import { PartitionText } from '../../../src/backends/fluss/keys/partitions';
import { crc32c } from '../../../src/backends/fluss/log/crc32c';
import { CompactedWriter } from '../../../src/backends/fluss/rows/compactedWriter';
import { bigEndian, toBigEndian } from '../../../src/backends/fluss/rows/fieldReader';
import { FrameError, FrameSplitter } from '../../../src/backends/fluss/wire/frames';
import { FlussError } from '../../../src/backends/fluss/wire/errorCodes';
import { parseAddress } from '../../../src/backends/fluss/wire/address';
import { flussDestination, formatFlussUrl, parseFlussUrl, validateFluss } from '../../../src/backends/fluss/settings';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('keys', () => {
  /** Origin: the example of the compacted key in the reference of the wire format, produced by CompactedKeyWriter.java. */
  test('are the compacted values one after the other', () => {
    const key = new CompactedWriter(0);
    key.int(7);
    key.bytes(utf8('ab'));
    key.bigint(9n);
    expect(hex(key.take())).toBe('0702616209');
  });

  test('hold no NULL', () => {
    expect(() => new CompactedWriter(0).null()).toThrow('a key holds NULL');
  });

  test.each([0n, 1n, -1n, 127n, 128n, -128n, -129n, 10n ** 37n, -(10n ** 37n)])('%s as big-endian digits comes back', (value) => {
    expect(bigEndian(toBigEndian(value))).toBe(value);
  });

  test('a number whose highest bit is set keeps its sign', () => {
    expect([hex(toBigEndian(128n)), hex(toBigEndian(-128n))]).toEqual(['0080', '80']);
  });
});

describe('buckets', () => {
  /** Origin: Murmur3 x86 32-bit, seed 0, published test vectors. */
  test.each([
    ['', 0],
    ['hello', 0x248bfa47],
    ['The quick brown fox jumps over the lazy dog', 0x2e4ff723],
  ])('the usual hash of “%s”', (text, hash) => {
    expect(murmurIceberg(utf8(text)) >>> 0).toBe(hash);
  });

  test('are within their number for any key, in all formats', () => {
    for (const format of [undefined, 'LANCE', 'PAIMON', 'ICEBERG']) {
      const bucket = bucketFunction(format);
      for (let length = 0; length < 40; length++) {
        const place = bucket(new Uint8Array(length).fill(0xf0 + length), 7);
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(7);
      }
    }
  });

  test('of a format that is not known cannot be found, and that is said', () => {
    expect(() => bucketFunction('HUDI')).toThrow(/lake format HUDI/u);
  });
});

/** CRC-32C as it is defined. */
function bitByBit(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return (crc ^ -1) >>> 0;
}

/** Origin: the check value of CRC-32C over the digits 1 to 9. */
test('checksums are CRC32C', () => {
  expect(crc32c(utf8('123456789'))).toBe(0xe3069283);
  const bytes = Uint8Array.from({ length: 70_011 }, (_, index) => (index * 31 + (index >> 7)) & 0xff);
  for (const [start, end] of [[0, 70_011], [0, 15], [0, 16], [1, 2_049], [3, 2_050], [2, 9_999], [7, 32_775], [5, 65_541], [9, 70_000]] as const) {
    const part = bytes.subarray(start, end);
    expect(crc32c(part)).toBe(bitByBit(part));
    expect(crc32c(part.subarray(0, 2_048), part.subarray(2_048))).toBe(bitByBit(part));
  }
});

describe('texts of partition values', () => {
  const text = (type: ConstructorParameters<typeof PartitionText>[0], put: (to: PartitionText) => void): string => {
    const to = new PartitionText(type);
    put(to);
    return to.text;
  };
  test.each([
    ['DATE', { kind: 'DATE', nullable: false } as const, (to: PartitionText) => to.int(20_000), '2024-10-04'],
    ['TIME', { kind: 'TIME', nullable: false, precision: 3 } as const, (to: PartitionText) => to.int(3_723_004), '01-02-03_004'],
    ['TIMESTAMP', { kind: 'TIMESTAMP', nullable: false, precision: 9 } as const, (to: PartitionText) => to.timestamp(1_120_000_000n), '1970-01-01-00-00-01_12'],
    ['BYTES', { kind: 'BYTES', nullable: false } as const, (to: PartitionText) => to.bytes(Uint8Array.of(0, 0xab)), '00ab'],
    ['DOUBLE', { kind: 'DOUBLE', nullable: false } as const, (to: PartitionText) => to.double(1.5), '1_5'],
    ['DOUBLE', { kind: 'DOUBLE', nullable: false } as const, (to: PartitionText) => to.double(-Infinity), '-Inf'],
    ['FLOAT', { kind: 'FLOAT', nullable: false } as const, (to: PartitionText) => to.float(Math.fround(0.1)), '0_1'],
  ])('%s', (_, type, put, expected) => {
    expect(text(type, put)).toBe(expected);
  });
});

describe('frames', () => {
  test('come back whole, however the bytes are cut', () => {
    const stream = Uint8Array.of(0, 0, 0, 2, 7, 8, 0, 0, 0, 1, 9);
    for (let size = 1; size <= stream.length; size++) {
      const splitter = new FrameSplitter(100);
      const frames: number[][] = [];
      for (let at = 0; at < stream.length; at += size) for (const frame of splitter.push(stream.subarray(at, at + size))) frames.push([...frame]);
      expect(frames).toEqual([[7, 8], [9]]);
    }
  });

  test('that are long are read to where they belong, with whatever comes before and after them', () => {
    const long = Uint8Array.from({ length: 200_000 }, (_, index) => (index * 7) & 0xff);
    const stream = new Uint8Array(Buffer.concat([Uint8Array.of(0, 0, 0, 1, 5, 0, 3, 0x0d, 0x40), long, Uint8Array.of(0, 0, 0, 2, 8, 9)]));
    for (const most of [1_000, 70_000, 1 << 20]) {
      const splitter = new FrameSplitter(1 << 20);
      const frames: Uint8Array[] = [];
      for (let at = 0; at < stream.length; ) {
        const space = splitter.space();
        const part = stream.subarray(at, at + Math.min(most, space.byteLength));
        space.set(part);
        at += part.byteLength;
        frames.push(...splitter.filled(part.byteLength));
      }
      expect(frames.map(({ byteLength }) => byteLength)).toEqual([1, 200_000, 2]);
      expect(Buffer.compare(frames[1]!, long)).toBe(0); // element by element it takes seconds
      expect(frames[2]).toEqual(Uint8Array.of(8, 9));
    }
  });

  test('of two gigabytes are refused before anything is allocated', () => {
    expect(() => [...new FrameSplitter(1 << 20).push(Uint8Array.of(0x7f, 0xff, 0xff, 0xff))]).toThrow(FrameError);
  });
});

test('of an error with a stack trace only the first line is told', () => {
  expect(new FlussError(-1, 'java.lang.Exception: no\n\tat a.b.C').text).toBe('java.lang.Exception: no');
  expect(new FlussError(12_345, undefined).message).toBe('ERROR_12345');
});

describe('settings', () => {
  test.each([
    ['a:1', { host: 'a', port: 1 }],
    ['[::1]:9123', { host: '::1', port: 9123 }],
    ['a', undefined],
    ['a:0', undefined],
    ['a:65536', undefined],
    ['http://a:1', undefined],
  ])('the address %s', (text, address) => {
    expect(parseAddress(text)).toEqual(address);
  });

  test('a URL gives servers, login and database, and back without the password', () => {
    const url = 'fluss://ad%40min:p%3Aw@h1:9123,h2:9124/my_db';
    const imported = parseFlussUrl(url);
    expect(imported).toEqual({ values: { bootstrap: ['h1:9123', 'h2:9124'], database: 'my_db', security: 'sasl', user: 'ad@min' }, secrets: { password: 'p:w' } });
    expect(formatFlussUrl(imported!.values)).toBe('fluss://ad%40min@h1:9123,h2:9124/my_db');
    expect(flussDestination(imported!.values)).toBe('h1:9123, h2:9124');
    expect(parseFlussUrl('fluss://nowhere')).toBeUndefined();
  });

  test('what is wrong is said of the field', () => {
    expect(validateFluss({ bootstrap: ['host'], addresses: { 'a:1': 'b' } })).toEqual([
      { key: 'bootstrap', message: '“host” is not host:port.' },
      { key: 'addresses', message: '“a:1” → “b” are not both host:port.' },
    ]);
  });
});
