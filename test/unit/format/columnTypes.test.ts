import { Binary, Decimal, Dictionary, Field, FixedSizeList, Float64, Int32, Int8, List, Map_, SparseUnion, Struct, TimestampMicrosecond, Uint64, Utf8, Bool, DateDay, IntervalMonthDayNano } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { alignOf, familyOf, typeLabel } from '../../../src/core/format/column';
import { fieldOf } from './columns';

const item = (type: ConstructorParameters<typeof Field>[1], name = 'item') => new Field(name, type, true);

describe('type labels', () => {
  it('are the words of the source where it has any', () => {
    expect(typeLabel(fieldOf(new Utf8(), { 'headwater:type': 'HUGEINT' }))).toBe('HUGEINT');
  });

  it.each([
    [new Int32(), 'int32'],
    [new Uint64(), 'uint64'],
    [new Float64(), 'float64'],
    [new Decimal(2, 10, 128), 'decimal(10, 2)'],
    [new Utf8(), 'utf8'],
    [new DateDay(), 'date'],
    [new TimestampMicrosecond('UTC'), 'timestamp(µs, UTC)'],
    [new TimestampMicrosecond(), 'timestamp(µs)'],
    [new IntervalMonthDayNano(), 'interval(month day nano)'],
    [new List(item(new Int32())), 'list<int32>'],
    [new FixedSizeList(3, item(new Int32())), 'list<int32>[3]'],
    [new Struct([item(new Int32(), 'a'), item(new List(item(new Utf8())), 'b')]), 'struct<a: int32, b: list<utf8>>'],
    [new Map_(item(new Struct([item(new Utf8(), 'key'), item(new Int8(), 'value')]), 'entries') as never), 'map<utf8, int8>'],
    [new SparseUnion([0, 1], [item(new Int8(), 'a'), item(new Utf8(), 'b')]), 'sparse union<a: int8, b: utf8>'],
    [new Dictionary(new Utf8(), new Int8()), 'dictionary<int8, utf8>'],
  ])('name the Arrow type otherwise: %s', (type, label) => {
    expect(typeLabel(fieldOf(type))).toBe(label);
  });
});

describe('families', () => {
  it.each([
    [fieldOf(new Int32()), 'number', 'right'],
    [fieldOf(new Utf8(), { 'headwater:kind': 'integer' }), 'number', 'right'],
    [fieldOf(new Utf8()), 'text', 'left'],
    [fieldOf(new Bool()), 'boolean', 'left'],
    [fieldOf(new DateDay()), 'time', 'left'],
    [fieldOf(new Utf8(), { 'headwater:kind': 'timetz' }), 'time', 'left'],
    [fieldOf(new Binary()), 'binary', 'left'],
    [fieldOf(new Binary(), { 'headwater:kind': 'bit' }), 'text', 'left'],
    [fieldOf(new Utf8(), { 'headwater:kind': 'json' }), 'nested', 'left'],
    [fieldOf(new List(item(new Int32()))), 'nested', 'left'],
    [fieldOf(new Dictionary(new Int32(), new Int8())), 'number', 'right'],
    [fieldOf(new Utf8(), { 'headwater:text': '1', 'headwater:family': 'binary' }), 'binary', 'left'],
    [fieldOf(new Utf8(), { 'headwater:text': '1', 'headwater:family': 'nonsense' }), 'text', 'left'],
  ] as const)('%s is %s, %s', (field, family, align) => {
    expect(familyOf(field)).toBe(family);
    expect(alignOf(field)).toBe(align);
  });
});
