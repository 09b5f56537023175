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

/** Per row: where key and value begin and end. */
const KEY = 0;
const KEY_END = 1;
const VALUE = 2;
const VALUE_END = 3;
const PLACES = 4;

/** Many keys and values of one message: their places only, until somebody asks for one. */
export class KeyValues implements Iterable<KeyValue> {
  constructor(
    /** The message; what stands between keys and values is not for anybody. */
    readonly bytes: Uint8Array,
    private readonly places: Uint32Array,
    private readonly expires: Float64Array | undefined,
    readonly length: number,
  ) {}

  /** A view of the message. */
  key(index: number): Uint8Array {
    return this.bytes.subarray(this.keyStart(index), this.keyEnd(index));
  }

  value(index: number): Uint8Array {
    return this.bytes.subarray(this.valueStart(index), this.valueEnd(index));
  }

  /** As in {@link KeyValue}. */
  expireTs(index: number): number | undefined {
    const seconds = this.expires?.[index];
    return seconds === NO_EXPIRE ? undefined : seconds;
  }

  keyStart(index: number): number {
    return this.places[index * PLACES + KEY] ?? 0;
  }

  keyEnd(index: number): number {
    return this.places[index * PLACES + KEY_END] ?? 0;
  }

  valueStart(index: number): number {
    return this.places[index * PLACES + VALUE] ?? 0;
  }

  valueEnd(index: number): number {
    return this.places[index * PLACES + VALUE_END] ?? 0;
  }

  *[Symbol.iterator](): Generator<KeyValue> {
    for (let index = 0; index < this.length; index += 1) yield { key: this.key(index), value: this.value(index), expireTs: this.expireTs(index) };
  }
}

const NO_EXPIRE = -1;
const NONE = new KeyValues(new Uint8Array(0), new Uint32Array(0), undefined, 0);

export const keyValues: ThriftType<KeyValues, readonly KeyValue[]> = {
  wire: WIRE.list,
  absent: () => NONE,
  read: (from) => new PlaceReader(from, elements(from, WIRE.struct)).read(),
  write: (to, values) => {
    to.u8(WIRE.struct);
    to.i32(values.length);
    for (const value of values) keyValue.write(to, value);
  },
};

/** Type, number and length before bytes. */
const BLOB_HEAD = 7;
/** Type, number and value. */
const I32_FIELD = 7;

/** Reads where keys and values stand. Servers write the fields in order: that is read at one go, and anything else field by field. */
class PlaceReader {
  readonly #view: DataView;
  /** Each row takes a byte at least, so that this is bounded by the message. */
  readonly #places: Uint32Array;
  #expires: Float64Array | undefined;

  constructor(
    private readonly from: ThriftReader,
    private readonly count: number,
  ) {
    const { bytes } = from;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#places = new Uint32Array(count * PLACES);
  }

  /** @throws ThriftError */
  read(): KeyValues {
    const { from, count } = this;
    let at = from.at;
    for (let row = 0; row < count; row += 1) {
      const next = this.#inOrder(at, row);
      if (next > 0) {
        at = next;
        continue;
      }
      from.raw(at - from.at);
      this.#anyOrder(row);
      at = from.at;
    }
    from.raw(at - from.at);
    return new KeyValues(from.bytes, this.#places, this.#expires, count);
  }

  /** @returns where the next row begins; 0 where this one is not as usual, or is cut off */
  #inOrder(at: number, row: number): number {
    const view = this.#view;
    const end = view.byteLength;
    const place = row * PLACES;
    const key = at + BLOB_HEAD;
    if (key > end || view.getUint8(at) !== WIRE.struct || view.getInt16(at + 1) !== 1) return 0;
    const keyEnd = key + view.getUint32(at + 3);
    const value = keyEnd + BLOB_HEAD;
    if (value > end || view.getUint8(keyEnd) !== WIRE.struct || view.getInt16(keyEnd + 1) !== 2) return 0;
    const valueEnd = value + view.getUint32(keyEnd + 3);
    if (valueEnd >= end) return 0;
    this.#places[place + KEY] = key;
    this.#places[place + KEY_END] = keyEnd;
    this.#places[place + VALUE] = value;
    this.#places[place + VALUE_END] = valueEnd;
    const last = view.getUint8(valueEnd);
    if (last === WIRE.stop) return valueEnd + 1;
    const expireEnd = valueEnd + I32_FIELD;
    if (expireEnd >= end || last !== WIRE.i32 || view.getInt16(valueEnd + 1) !== 3 || view.getUint8(expireEnd) !== WIRE.stop) return 0;
    this.#expire(row, view.getUint32(valueEnd + 3));
    return expireEnd + 1;
  }

  /** @throws ThriftError */
  #anyOrder(row: number): void {
    const { from } = this;
    const place = row * PLACES;
    this.#places.fill(0, place, place + PLACES);
    for (;;) {
      const type = from.u8();
      if (type === WIRE.stop) return;
      const id = from.i16();
      if ((id === 1 || id === 2) && type === WIRE.struct) {
        const length = from.length();
        const first = place + (id === 1 ? KEY : VALUE);
        this.#places[first] = from.at;
        from.raw(length);
        this.#places[first + 1] = from.at;
      } else if (id === 3 && type === WIRE.i32) this.#expire(row, from.i32() >>> 0);
      else if (id >= 1 && id <= 3) throw new ThriftError(`key_value.${id} has type ${type}`);
      else from.skip(type);
    }
  }

  #expire(row: number, seconds: number): void {
    this.#expires ??= new Float64Array(this.count).fill(NO_EXPIRE);
    this.#expires[row] = seconds;
  }
}
