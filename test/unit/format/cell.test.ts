import {
  Binary,
  BinaryView,
  Bool,
  DateDay,
  DateMillisecond,
  Decimal,
  DenseUnion,
  Dictionary,
  DurationMicrosecond,
  Field,
  FixedSizeBinary,
  FixedSizeList,
  Float16,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  IntervalDayTime,
  IntervalMonthDayNano,
  IntervalYearMonth,
  LargeBinary,
  LargeList,
  LargeUtf8,
  List,
  Map_,
  Null,
  SparseUnion,
  Struct,
  TimeMicrosecond,
  TimeNanosecond,
  TimeSecond,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  Utf8View,
} from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { built, cells, dictionaryOf, jsons, raw, sliced, texts } from './columns';

const item = (type: ConstructorParameters<typeof Field>[1], name = 'item') => new Field(name, type, true);
const utf8 = (text: string) => new TextEncoder().encode(text);

describe('nulls and empty strings', () => {
  it('tells NULL, an empty string and the text NULL apart', () => {
    expect(cells(built(new Utf8(), [null, '', 'NULL']))).toEqual([
      { text: 'NULL', kind: 'null', cut: false },
      { text: '', kind: 'empty', cut: false },
      { text: 'NULL', kind: 'text', cut: false },
    ]);
  });

  it('shows a column of the null type', () => {
    expect(cells(raw({ type: new Null(), length: 2 })).map(({ kind }) => kind)).toEqual(['null', 'null']);
  });

  it('finds nulls in the middle of a chunk', () => {
    const column = built(new Int32(), [0, null, 2, null, 4, null, 6, null, null, 9, 10, null]);
    expect(texts(sliced(column, 7, 5))).toEqual(['NULL', 'NULL', '9', '10', 'NULL']);
  });
});

describe('numbers and booleans', () => {
  it('shows integers of all widths at their limits', () => {
    expect(texts(built(new Int8(), [-128, 127]))).toEqual(['-128', '127']);
    expect(texts(built(new Uint8(), [0, 255]))).toEqual(['0', '255']);
    expect(texts(built(new Int16(), [-32_768]))).toEqual(['-32768']);
    expect(texts(built(new Uint16(), [65_535]))).toEqual(['65535']);
    expect(texts(built(new Int32(), [-2_147_483_648]))).toEqual(['-2147483648']);
    expect(texts(built(new Uint32(), [4_294_967_295]))).toEqual(['4294967295']);
    expect(texts(built(new Int64(), [-(2n ** 63n), 2n ** 63n - 1n]))).toEqual(['-9223372036854775808', '9223372036854775807']);
    expect(texts(built(new Uint64(), [2n ** 64n - 1n]))).toEqual(['18446744073709551615']);
  });

  it('shows floats with the digits of their own width', () => {
    expect(texts(built(new Float32(), [0.1, -0, NaN, Infinity]))).toEqual(['0.1', '-0', 'NaN', 'Infinity']);
    expect(texts(built(new Float64(), [0.1, 1e300, 5e-324]))).toEqual(['0.1', '1e+300', '5e-324']);
    expect(texts(raw({ type: new Float16(), data: Uint16Array.of(0x3c00, 0x2e66, 0xfc00) }))).toEqual(['1', '0.1', '-Infinity']);
  });

  it('shows decimals of every width exactly, negative ones and negative scales too', () => {
    const words = (value: bigint, width: number) => Uint32Array.from({ length: width / 32 }, (_, word) => Number((value >> BigInt(32 * word)) & 0xffff_ffffn));
    const decimal = (value: bigint, width: number, scale: number) => texts(raw({ type: new Decimal(scale, 38, width), length: 1, data: words(value, width) }))[0];
    expect(decimal(-12_340n, 32, 3)).toBe('-12.340');
    expect(decimal(-12_340n, 64, 3)).toBe('-12.340');
    expect(decimal(-12_340n, 128, 3)).toBe('-12.340');
    expect(decimal(-12_340n, 256, 3)).toBe('-12.340');
    expect(decimal(10n ** 38n - 1n, 128, 38)).toBe(`0.${'9'.repeat(38)}`);
    expect(decimal(-(2n ** 255n), 256, 0)).toBe((-(2n ** 255n)).toString());
    expect(decimal(7n, 128, -3)).toBe('7000');
  });

  it('shows booleans at any bit', () => {
    const values = Array.from({ length: 19 }, (_, index) => index % 3 === 0);
    expect(texts(sliced(built(new Bool(), values), 9, 7))).toEqual(values.slice(9, 16).map(String));
    expect(cells(built(new Bool(), [true]))[0]?.kind).toBe('boolean');
  });

  it('reads integers that come as digits', () => {
    const [cell] = cells(built(new Utf8(), ['340282366920938463463374607431768211455'], { 'headwater:kind': 'integer' }));
    expect(cell).toEqual({ text: '340282366920938463463374607431768211455', kind: 'number', cut: false });
  });
});

describe('times', () => {
  it('shows dates', () => {
    expect(texts(raw({ type: new DateDay(), data: Int32Array.of(19_675, -719_163) }))).toEqual(['2023-11-14', '0001-12-31 BC']);
    expect(texts(raw({ type: new DateMillisecond(), data: BigInt64Array.of(1_699_920_000_000n, 1_699_920_000_001n) }))).toEqual(['2023-11-14', '2023-11-14 00:00:00.001']);
  });

  it('shows timestamps of all units without losing digits', () => {
    expect(texts(raw({ type: new TimestampSecond(), data: BigInt64Array.of(1_700_000_000n) }))).toEqual(['2023-11-14 22:13:20']);
    expect(texts(raw({ type: new TimestampMillisecond(), data: BigInt64Array.of(1_700_000_000_001n) }))).toEqual(['2023-11-14 22:13:20.001']);
    expect(texts(raw({ type: new TimestampMicrosecond(), data: BigInt64Array.of(1_700_000_000_000_001n) }))).toEqual(['2023-11-14 22:13:20.000001']);
    expect(texts(raw({ type: new TimestampNanosecond(), data: BigInt64Array.of(1_700_000_000_123_456_789n) }))).toEqual(['2023-11-14 22:13:20.123456789']);
  });

  it('shows instants in the zone that the person chose, wall times as they are', () => {
    const data = BigInt64Array.of(1_700_000_000_000_000n);
    expect(texts(raw({ type: new TimestampMicrosecond('America/New_York'), data }), { timeZone: 'Europe/Berlin' })).toEqual(['2023-11-14 23:13:20+01:00']);
    expect(texts(raw({ type: new TimestampMicrosecond('UTC'), data }), { timeZone: 'Europe/Berlin', offsets: false })).toEqual(['2023-11-14 23:13:20']);
    expect(texts(raw({ type: new TimestampMicrosecond(), data }), { timeZone: 'Europe/Berlin' })).toEqual(['2023-11-14 22:13:20']);
  });

  it('knows an infinite nanosecond timestamp only where the source has such', () => {
    const data = BigInt64Array.of(2n ** 63n - 1n);
    expect(texts(raw({ type: new TimestampNanosecond(), data }, { 'headwater:type': 'TIMESTAMP_NS' }))).toEqual(['infinity']);
    expect(texts(raw({ type: new TimestampNanosecond(), data }))).toEqual(['2262-04-11 23:47:16.854775807']);
  });

  it('shows times of day, durations and intervals', () => {
    expect(texts(raw({ type: new TimeSecond(), data: Int32Array.of(3661) }))).toEqual(['01:01:01']);
    expect(texts(raw({ type: new TimeMicrosecond(), data: BigInt64Array.of(86_400_000_000n) }))).toEqual(['24:00:00']);
    expect(texts(raw({ type: new TimeNanosecond(), data: BigInt64Array.of(1n) }))).toEqual(['00:00:00.000000001']);
    expect(texts(raw({ type: new DurationMicrosecond(), data: BigInt64Array.of(90_061_000_001n) }))).toEqual(['1 day 01:01:01.000001']);
    expect(texts(raw({ type: new IntervalYearMonth(), data: Int32Array.of(14) }))).toEqual(['1 year 2 months']);
    expect(texts(raw({ type: new IntervalDayTime(), length: 1, data: Int32Array.of(2, -1500) }))).toEqual(['2 days -00:00:01.500']);
    expect(texts(raw({ type: new IntervalMonthDayNano(), length: 1, data: Int32Array.of(1, -2, -1, -1) }))).toEqual(['1 month -2 days -00:00:00.000000001']);
  });

  it('reads intervals and times with a zone that come in another dress', () => {
    const type = new Struct([item(new Int32(), 'months'), item(new Int32(), 'days'), item(new Int64(), 'micros')]);
    const span = built(type, [{ months: 13, days: 2, micros: 3_000_000n }], { 'headwater:kind': 'interval' });
    expect(cells(span)).toEqual([{ text: '1 year 1 month 2 days 00:00:03', kind: 'time', cut: false }]);
    const packed = BigInt64Array.of((45_296_000_000n << 24n) | BigInt(57_599 - 7200));
    expect(cells(raw({ type: new Int64(), data: packed }, { 'headwater:kind': 'timetz' }))).toEqual([{ text: '12:34:56+02:00', kind: 'time', cut: false }]);
  });
});

describe('text', () => {
  it('reads all three layouts of strings, short and long views', () => {
    const long = 'a string of more than twelve bytes: ✓ 𝒳';
    expect(texts(built(new Utf8(), ['ä', long]))).toEqual(['ä', long]);
    expect(texts(built(new LargeUtf8(), ['ä', long]))).toEqual(['ä', long]);
    const bytes = utf8(long);
    const views = new Uint8Array(32);
    views.set([2, 0, 0, 0, ...utf8('ä')]);
    views.set([bytes.length, 0, 0, 0, ...bytes.subarray(0, 4), 1, 0, 0, 0, 3, 0, 0, 0], 16);
    const buffers = [new Uint8Array(2), Uint8Array.from([0, 0, 0, ...bytes])];
    expect(texts(raw({ type: new Utf8View(), views, variadicBuffers: buffers }))).toEqual(['ä', long]);
    expect(texts(raw({ type: new BinaryView(), views, variadicBuffers: buffers }))[0]).toBe('0xc3a4');
  });

  it('keeps a byte order mark, and shows what is no UTF-8 as a replacement sign', () => {
    expect(texts(raw({ type: new Utf8(), valueOffsets: Int32Array.of(0, 4, 6, 9), data: Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0x62, 0xed, 0xa0, 0x80) }))).toEqual(['\uFEFFa', '\uFFFDb', '\uFFFD\uFFFD\uFFFD']);
  });

  it('cuts long text without tearing a character, and says so', () => {
    const column = built(new Utf8(), ['abcdef', 'abcde', 'abcd😀', 'ääääää', `${'x'.repeat(4)}${'😀'.repeat(1_000_000)}`]);
    expect(cells(column, { maxChars: 5 })).toEqual([
      { text: 'abcde…', kind: 'text', cut: true },
      { text: 'abcde', kind: 'text', cut: false },
      { text: 'abcd…', kind: 'text', cut: true },
      { text: 'äääää…', kind: 'text', cut: true },
      { text: 'xxxx…', kind: 'text', cut: true },
    ]);
  });

  it('makes control characters visible in one line, and leaves them alone otherwise', () => {
    const column = built(new Utf8(), ['a\r\nb\nc\td\0e\u001bf\u007fg\u202eh\u2028i']);
    expect(texts(column, { oneLine: true })).toEqual(['a⏎b⏎c⇥d␀e␛f␡g⟨202E⟩h⏎i']);
    expect(texts(column)).toEqual(['a\r\nb\nc\td\0e\u001bf\u007fg\u202eh\u2028i']);
  });

  it('shows text that was formatted elsewhere as it is, with the rows that were cut', () => {
    const column = built(new Utf8(), ['abc…', null, 'def'], { 'headwater:text': '1', 'headwater:cut': '[[0,5000000],[7,9]]', 'headwater:family': 'nested' });
    expect(cells(column)).toEqual([
      { text: 'abc…', kind: 'nested', cut: true },
      { text: 'NULL', kind: 'null', cut: false },
      { text: 'def', kind: 'nested', cut: false },
    ]);
  });

  it('shows UUIDs and bits', () => {
    const uuid = Uint8Array.from({ length: 16 }, (_, index) => index * 17);
    const type = new FixedSizeBinary(16);
    expect(cells(raw({ type, data: uuid }, { 'ARROW:extension:name': 'arrow.uuid' }))).toEqual([{ text: '00112233-4455-6677-8899-aabbccddeeff', kind: 'text', cut: false }]);
    expect(texts(raw({ type, data: uuid }, { 'headwater:kind': 'uuid' }))).toEqual(['00112233-4455-6677-8899-aabbccddeeff']);
    const bits = { type: new Binary(), valueOffsets: Int32Array.of(0, 3), data: Uint8Array.of(3, 0b1110_1011, 0x0f) };
    expect(texts(raw(bits, { 'headwater:kind': 'bit' }))).toEqual(['0101100001111']);
  });
});

describe('binary', () => {
  it('shows bytes as hex in all layouts', () => {
    const bytes = Uint8Array.of(0, 255, 16);
    expect(texts(raw({ type: new Binary(), valueOffsets: Int32Array.of(0, 3, 3), data: bytes }))).toEqual(['0x00ff10', '0x']);
    expect(texts(raw({ type: new LargeBinary(), valueOffsets: BigInt64Array.of(0n, 1n), data: bytes }))).toEqual(['0x00']);
    expect(texts(raw({ type: new FixedSizeBinary(3), data: bytes }))).toEqual(['0x00ff10']);
  });

  it('tells the length of what it cuts', () => {
    const column = raw({ type: new Binary(), valueOffsets: Int32Array.of(0, 1024), data: new Uint8Array(1024) });
    expect(cells(column, { maxChars: 4 })).toEqual([{ text: '0x0000… (1,024 bytes)', kind: 'binary', cut: true }]);
  });
});

describe('nested values', () => {
  it('shows lists of all layouts as compact JSON', () => {
    expect(texts(built(new List(item(new Int32())), [[1, null, 3], [], null]))).toEqual(['[1,null,3]', '[]', 'NULL']);
    expect(texts(built(new FixedSizeList(2, item(new Utf8())), [['a', 'b"c'], null, ['d', null]]))).toEqual(['["a","b\\"c"]', 'NULL', '["d",null]']);
    const child = built(new Int32(), [1, 2, 3]).data;
    expect(texts(raw({ type: new LargeList(item(new Int32())), valueOffsets: BigInt64Array.of(0n, 1n, 3n), children: [child] }))).toEqual(['[1]', '[2,3]']);
  });

  it('shows structs, and those without names as arrays', () => {
    const type = new Struct([item(new Utf8(), 'a b'), item(new Float64(), 'c')]);
    expect(texts(built(type, [{ 'a b': 'x', c: NaN }, null]))).toEqual(['{"a b":"x","c":"NaN"}', 'NULL']);
    const unnamed = raw({ type: new Struct([item(new Int32(), ''), item(new Int32(), '')]), length: 1, children: [built(new Int32(), [1]).data, built(new Int32(), [2]).data] });
    expect(texts(unnamed)).toEqual(['[1,2]']);
  });

  it('shows maps as objects, and as entries where keys repeat or are no strings', () => {
    const map = (key: Utf8 | Int32, keys: readonly unknown[]) => {
      const entries = new Struct([item(key, 'key'), item(new Int32(), 'value')]);
      const values = built(new Int32(), keys.map((_, index) => index)).data;
      const child = raw({ type: entries, length: keys.length, children: [built(key, keys).data, values] }).data;
      return texts(raw({ type: new Map_(item(entries, 'entries') as never), valueOffsets: Int32Array.of(0, keys.length), children: [child] }))[0];
    };
    expect(map(new Utf8(), ['a', 'b'])).toBe('{"a":0,"b":1}');
    expect(map(new Utf8(), ['a', 'a'])).toBe('[{"key":"a","value":0},{"key":"a","value":1}]');
    expect(map(new Int32(), [7])).toBe('[{"key":7,"value":0}]');
  });

  it('shows the active member of dense and sparse unions, at the top with its own kind', () => {
    const children = [built(new Int32(), [7, 8]).data, built(new Utf8(), ['x', null]).data];
    const fields = [item(new Int32(), 'i'), item(new Utf8(), 's')];
    const dense = raw({ type: new DenseUnion([5, 9], fields), typeIds: Int8Array.of(9, 5, 5, 9), valueOffsets: Int32Array.of(0, 0, 1, 1), children });
    expect(cells(dense).map(({ text, kind }) => `${kind} ${text}`)).toEqual(['text x', 'number 7', 'number 8', 'null NULL']);
    const sparse = raw({ type: new SparseUnion([0, 1], fields), typeIds: Int8Array.of(1, 0), children });
    expect(texts(sparse)).toEqual(['x', '8']);
  });

  it('reads nested values in the middle of a chunk', () => {
    const type = new Struct([item(new FixedSizeList(2, item(new Int32())), 'f'), item(new List(item(new Bool())), 'l')]);
    const rows = Array.from({ length: 20 }, (_, n) => (n % 5 === 4 ? null : { f: [n, n + 1], l: [n % 2 === 0, null] }));
    const whole = texts(built(type, rows));
    expect(texts(sliced(built(type, rows), 9, 6))).toEqual(whole.slice(9, 15));
    expect(whole[11]).toBe('{"f":[11,12],"l":[false,null]}');
  });

  it('cuts huge values without reading them whole', () => {
    const column = raw({ type: new List(item(new Int32())), valueOffsets: Int32Array.of(0, 5_000_000), children: [raw({ type: new Int32(), data: new Int32Array(5_000_000) }).data] });
    const started = performance.now();
    expect(cells(column, { maxChars: 8 })).toEqual([{ text: '[0,0,0,0…', kind: 'nested', cut: true }]);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('dictionaries', () => {
  it('shows the entry, over several chunks, with nulls on both sides', () => {
    const type = new Dictionary(new Utf8(), new Int32());
    const column = raw({ type, data: Int32Array.of(0, 2, 1, 3, 0), nullBitmap: Uint8Array.of(0b01111), dictionary: dictionaryOf(new Utf8(), ['a', null], ['c', 'd']) });
    expect(texts(column)).toEqual(['a', 'c', 'NULL', 'd', 'NULL']);
  });

  it('reads indices of 64 bits', () => {
    const type = new Dictionary(new Utf8(), new Uint64() as never);
    expect(texts(raw({ type, data: BigUint64Array.of(1n, 0n), dictionary: dictionaryOf(new Utf8(), ['a', 'b']) }))).toEqual(['b', 'a']);
  });

  it('keeps the kind of the values', () => {
    const column = raw({ type: new Dictionary(new Int32(), new Int8()), data: Int8Array.of(0), dictionary: dictionaryOf(new Int32(), [42]) });
    expect(cells(column)).toEqual([{ text: '42', kind: 'number', cut: false }]);
    expect(jsons(column)).toEqual(['42']);
  });
});

describe('broken buffers', () => {
  const unreadable = [{ text: '⚠ unreadable', kind: 'text', cut: false }];

  it('are told in the cell, and never read beyond', () => {
    expect(cells(raw({ type: new Utf8(), length: 1, valueOffsets: Int32Array.of(0, 99), data: utf8('abc') }))).toEqual(unreadable);
    expect(cells(raw({ type: new Utf8(), length: 1, valueOffsets: Int32Array.of(5, 2), data: utf8('abcdef') }))).toEqual(unreadable);
    expect(cells(raw({ type: new Int64(), length: 1, data: new BigInt64Array(0) }))).toEqual(unreadable);
    expect(cells(raw({ type: new Decimal(0, 38, 128), length: 1, data: new Uint32Array(2) }))).toEqual(unreadable);
    expect(cells(raw({ type: new List(item(new Int32())), length: 1, valueOffsets: Int32Array.of(0, 9), children: [built(new Int32(), [1]).data] }))).toEqual(unreadable);
    expect(cells(raw({ type: new Utf8View(), length: 1, views: Uint8Array.of(99, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0), variadicBuffers: [] }))).toEqual(unreadable);
  });

  it('show a dictionary index that points at nothing as NULL', () => {
    const column = raw({ type: new Dictionary(new Utf8(), new Int32()), data: Int32Array.of(9, -1), dictionary: dictionaryOf(new Utf8(), ['a']) });
    expect(texts(column)).toEqual(['NULL', 'NULL']);
  });
});
