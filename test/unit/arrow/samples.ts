import {
  Binary, BinaryView, Bool, DateDay, DateMillisecond, Decimal, DenseUnion, Dictionary, DurationMicrosecond, Field, FixedSizeBinary, FixedSizeList, Float16, Float32, Float64,
  Int16, Int32, Int64, Int8, IntervalMonthDayNano, IntervalYearMonth, List, Map_, Null, Schema, SparseUnion, Struct, TimeMicrosecond, TimeMillisecond, TimestampMicrosecond,
  TimestampNanosecond, TimestampSecond, Uint16, Uint32, Uint64, Uint8, Utf8, Utf8View, LargeUtf8, LargeBinary,
  type DataType, RecordBatch, type Vector, makeBuilder, makeData,
} from 'apache-arrow';

/** A small seeded generator (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number) {
    this.#state = seed;
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  int(below: number): number {
    return Math.floor(this.next() * below);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.int(items.length)]!;
  }
  bigint(): bigint {
    return BigInt.asIntN(64, (BigInt(this.int(2 ** 32)) << 32n) | BigInt(this.int(2 ** 32)));
  }
}

export interface Sample {
  readonly name: string;
  readonly type: () => DataType;
  readonly value: (random: Random) => unknown;
}

const words = ['', 'a', 'häß', 'Grüße aus Wien', '🦆🦆', 'x'.repeat(40), 'line\nbreak', '"quoted"'];
const text = (random: Random) => `${random.pick(words)}${random.int(1000)}`;
const bytes = (random: Random) => Uint8Array.from({ length: random.int(30) }, () => random.int(256));

export const scalars: readonly Sample[] = [
  { name: 'null', type: () => new Null(), value: () => null },
  { name: 'bool', type: () => new Bool(), value: (r) => r.int(2) === 1 },
  { name: 'int8', type: () => new Int8(), value: (r) => r.int(256) - 128 },
  { name: 'int16', type: () => new Int16(), value: (r) => r.int(65536) - 32768 },
  { name: 'int32', type: () => new Int32(), value: (r) => r.int(2 ** 32) - 2 ** 31 },
  { name: 'int64', type: () => new Int64(), value: (r) => r.bigint() },
  { name: 'uint8', type: () => new Uint8(), value: (r) => r.int(256) },
  { name: 'uint16', type: () => new Uint16(), value: (r) => r.int(65536) },
  { name: 'uint32', type: () => new Uint32(), value: (r) => r.int(2 ** 32) },
  { name: 'uint64', type: () => new Uint64(), value: (r) => BigInt.asUintN(64, r.bigint()) },
  { name: 'float16', type: () => new Float16(), value: (r) => r.int(1000) / 8 },
  { name: 'float32', type: () => new Float32(), value: (r) => Math.fround(r.next() * 1e6) },
  { name: 'float64', type: () => new Float64(), value: (r) => r.next() * 1e9 },
  { name: 'utf8', type: () => new Utf8(), value: text },
  { name: 'large utf8', type: () => new LargeUtf8(), value: text },
  { name: 'utf8 view', type: () => new Utf8View(), value: text },
  { name: 'binary', type: () => new Binary(), value: bytes },
  { name: 'large binary', type: () => new LargeBinary(), value: bytes },
  { name: 'binary view', type: () => new BinaryView(), value: bytes },
  { name: 'fixed-size binary', type: () => new FixedSizeBinary(5), value: (r) => Uint8Array.from({ length: 5 }, () => r.int(256)) },
  { name: 'date32', type: () => new DateDay(), value: (r) => new Date(r.int(20_000) * 86_400_000) },
  { name: 'date64', type: () => new DateMillisecond(), value: (r) => new Date(r.int(20_000) * 86_400_000) },
  { name: 'time32', type: () => new TimeMillisecond(), value: (r) => r.int(86_400_000) },
  { name: 'time64', type: () => new TimeMicrosecond(), value: (r) => BigInt(r.int(2 ** 31)) },
  { name: 'timestamp(s)', type: () => new TimestampSecond(), value: (r) => r.int(2 ** 31) * 1000 },
  { name: 'timestamp(us)', type: () => new TimestampMicrosecond('UTC'), value: (r) => r.int(2 ** 31) },
  { name: 'timestamp(ns)', type: () => new TimestampNanosecond(), value: (r) => r.int(2 ** 31) },
  { name: 'duration', type: () => new DurationMicrosecond(), value: (r) => r.bigint() },
  { name: 'interval(year month)', type: () => new IntervalYearMonth(), value: (r) => Int32Array.of(r.int(100), r.int(12)) },
  { name: 'interval(month day nano)', type: () => new IntervalMonthDayNano(), value: (r) => Int32Array.of(r.int(10), r.int(10), r.int(1000), 0) },
  { name: 'decimal128', type: () => new Decimal(4, 38, 128), value: (r) => Uint32Array.from({ length: 4 }, () => r.int(2 ** 32)) },
];

export const dictionaries: readonly Sample[] = [
  { name: 'dictionary of utf8', type: () => new Dictionary(new Utf8(), new Int32(), 1), value: text },
  { name: 'dictionary of int64', type: () => new Dictionary(new Int64(), new Int16(), 2), value: (r) => BigInt(r.int(20)) },
];

const entries = new Struct<{ key: Utf8; value: Int32 }>([new Field<Utf8 | Int32>('key', new Utf8(), false), new Field<Utf8 | Int32>('value', new Int32(), true)] as never);
const item = (type: DataType) => new Field('item', type, true);

export const nested: readonly Sample[] = [
  { name: 'list', type: () => new List(item(new Utf8())), value: (r) => Array.from({ length: r.int(4) }, () => (r.int(4) === 0 ? null : text(r))) },
  { name: 'list of lists', type: () => new List(item(new List(item(new Int32())))), value: (r) => Array.from({ length: r.int(3) }, () => Array.from({ length: r.int(3) }, () => r.int(99))) },
  { name: 'fixed-size list', type: () => new FixedSizeList(3, item(new Float64())), value: (r) => [r.next(), r.next(), r.next()] },
  { name: 'struct', type: () => new Struct([new Field('a', new Int32(), true), new Field('b', new Utf8(), true)]), value: (r) => ({ a: r.int(3) === 0 ? null : r.int(100), b: text(r) }) },
  {
    name: 'map',
    type: () => new Map_(new Field('entries', entries, false)),
    value: (r) => new Map(Array.from({ length: r.int(4) }, (_, i) => [`k${i}`, r.int(50)])),
  },
];

/** A batch with nulls in about one of `nullEvery` values (0 = none). Every column is built apart, so that any batch can be made again. */
export function makeBatch(samples: readonly Sample[], rows: number, random: Random, nullEvery = 5, schema = schemaOf(samples)): RecordBatch {
  const children = samples.map((sample, column) => {
    const builder = makeBuilder({ type: schema.fields[column]!.type as DataType, nullValues: [null] });
    for (let row = 0; row < rows; row++) builder.append(nullEvery > 0 && random.int(nullEvery) === 0 ? null : sample.value(random));
    const vector: Vector = builder.finish().toVector();
    return vector.data[0] ?? makeData({ type: schema.fields[column]!.type as never, length: 0 });
  });
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children }));
}

export function schemaOf(samples: readonly Sample[]): Schema {
  return new Schema(samples.map((sample, index) => new Field(`${sample.name} ${index}`, sample.type(), true, new Map([['origin', sample.name]]))));
}

/** Unions are built from buffers: the library's builder does not make them from values. */
export function unionBatch(kind: 'dense' | 'sparse', rows: number): RecordBatch {
  const numbers = new Int32();
  const texts = new Utf8();
  const fields: Field[] = [new Field('n', numbers, true), new Field('t', texts, true)];
  const typeIds = Int8Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? 5 : 7));
  const type = kind === 'dense' ? new DenseUnion([5, 7], fields) : new SparseUnion([5, 7], fields);
  const counts = [0, 0];
  const offsets = Int32Array.from(typeIds, (id) => counts[id === 5 ? 0 : 1]!++);
  const size = (member: number) => (kind === 'dense' ? counts[member]! : rows);
  const encoded = Array.from({ length: size(1) }, (_, index) => new TextEncoder().encode(`text ${index}`));
  const textOffsets = new Int32Array(encoded.length + 1);
  encoded.forEach((part, index) => (textOffsets[index + 1] = textOffsets[index]! + part.length));
  const children = [
    makeData({ type: numbers, length: size(0), data: Int32Array.from({ length: size(0) }, (_, index) => index * 10) }),
    makeData({ type: texts, length: size(1), valueOffsets: textOffsets, data: Uint8Array.from(encoded.flatMap((part) => [...part])) }),
  ];
  const data = makeData({ type: type as DenseUnion, length: rows, typeIds, children: children as never, ...(kind === 'dense' ? { valueOffsets: offsets } : {}) } as never);
  const schema = new Schema([new Field('u', type, true)]);
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children: [data as never] }));
}
