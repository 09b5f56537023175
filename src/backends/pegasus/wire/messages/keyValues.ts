import { field, optional, Struct } from '../struct';
import { type ThriftReader, WIRE } from '../thriftReader';
import { blob, elements, i32, type ThriftType } from '../thriftTypes';
import { ThriftError } from '../thriftError';

/** A key with its value. Multi gets have bare sort keys here, scans full keys. */
export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  /** Seconds since 2016-01-01 UTC; 0 for never; absent where it was not asked for. */
  readonly expireTs?: number | undefined;
}

const keyValue = new Struct('key_value', { key: field(1, blob), value: field(2, blob), expireTs: optional(3, i32) });

const KEY = 0;
const KEY_END = 1;
const VALUE = 2;
const VALUE_END = 3;
const EXPIRE = 4;
const PLACES = 5;
const NO_EXPIRE = -1;

/** Many keys and values of one message: their places only, until somebody asks for one. */
export class KeyValues implements Iterable<KeyValue> {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly places: Float64Array,
    readonly length: number,
  ) {}

  /** A view of the message. */
  key(index: number): Uint8Array {
    return this.bytes.subarray(this.#place(index, KEY), this.#place(index, KEY_END));
  }

  value(index: number): Uint8Array {
    return this.bytes.subarray(this.#place(index, VALUE), this.#place(index, VALUE_END));
  }

  /** As in {@link KeyValue}. */
  expireTs(index: number): number | undefined {
    const seconds = this.#place(index, EXPIRE);
    return seconds === NO_EXPIRE ? undefined : seconds;
  }

  *[Symbol.iterator](): Generator<KeyValue> {
    for (let index = 0; index < this.length; index += 1) yield { key: this.key(index), value: this.value(index), expireTs: this.expireTs(index) };
  }

  #place(index: number, which: number): number {
    return this.places[index * PLACES + which] ?? 0;
  }
}

const NONE = new KeyValues(new Uint8Array(0), new Float64Array(0), 0);

export const keyValues: ThriftType<KeyValues, readonly KeyValue[]> = {
  wire: WIRE.list,
  absent: () => NONE,
  read: (from) => {
    const count = elements(from, WIRE.struct);
    // each takes a byte at least, so that this is bounded by the message
    const places = new Float64Array(count * PLACES);
    for (let index = 0; index < count; index += 1) readPlaces(from, places, index * PLACES);
    return new KeyValues(from.bytes, places, count);
  },
  write: (to, values) => {
    to.u8(WIRE.struct);
    to.i32(values.length);
    for (const value of values) keyValue.write(to, value);
  },
};

function readPlaces(from: ThriftReader, places: Float64Array, at: number): void {
  places[at + EXPIRE] = NO_EXPIRE;
  for (;;) {
    const type = from.u8();
    if (type === WIRE.stop) return;
    const id = from.i16();
    if ((id === 1 || id === 2) && type === WIRE.struct) {
      const length = from.length();
      const first = at + (id === 1 ? KEY : VALUE);
      places[first] = from.at;
      from.raw(length);
      places[first + 1] = from.at;
    } else if (id === 3 && type === WIRE.i32) places[at + EXPIRE] = from.i32() >>> 0;
    else if (id >= 1 && id <= 3) throw new ThriftError(`key_value.${id} has type ${type}`);
    else from.skip(type);
  }
}
