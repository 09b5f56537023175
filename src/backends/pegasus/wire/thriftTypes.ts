import { ThriftError } from './thriftError';
import { type ThriftReader, WIRE } from './thriftReader';
import type { ThriftWriter } from './thriftWriter';

/** How a value stands on the wire: what is read, and what may be written. */
export interface ThriftType<R, W = R> {
  /** Number in the header of a field. */
  readonly wire: number;
  /** What a field means that is not there. */
  readonly absent: () => R;
  /** @throws ThriftError */
  read(from: ThriftReader): R;
  write(to: ThriftWriter, value: W): void;
}

const EMPTY = new Uint8Array(0);

export const bool: ThriftType<boolean> = { wire: WIRE.bool, absent: () => false, read: (from) => from.bool(), write: (to, value) => to.bool(value) };
export const i32: ThriftType<number> = { wire: WIRE.i32, absent: () => 0, read: (from) => from.i32(), write: (to, value) => to.i32(value) };
export const i64: ThriftType<bigint> = { wire: WIRE.i64, absent: () => 0n, read: (from) => from.i64(), write: (to, value) => to.i64(value) };
export const string: ThriftType<string> = { wire: WIRE.string, absent: () => '', read: (from) => from.string(), write: (to, value) => to.string(value) };

/** Bytes; what is read is a view of the message. One of the five types that call themselves a struct and are none (thrift_helper.h). */
export const blob: ThriftType<Uint8Array> = { wire: WIRE.struct, absent: () => EMPTY, read: (from) => from.binary(), write: (to, value) => to.binary(value) };
/** The name of an error: ERR_OK. */
export const errorCode: ThriftType<string> = { wire: WIRE.struct, absent: () => '', read: (from) => from.string(), write: (to, value) => to.string(value) };

export function list<R, W>(element: ThriftType<R, W>): ThriftType<readonly R[], readonly W[]> {
  return {
    wire: WIRE.list,
    absent: () => [],
    read: (from) => {
      const count = elements(from, element.wire);
      const values: R[] = [];
      for (let index = 0; index < count; index += 1) values.push(element.read(from));
      return values;
    },
    write: (to, values) => {
      to.u8(element.wire);
      to.i32(values.length);
      for (const value of values) element.write(to, value);
    },
  };
}

/** How many elements of a type follow. @throws ThriftError where they are of another type */
export function elements(from: ThriftReader, wire: number): number {
  const { type, count } = from.list();
  if (type !== wire && count > 0) throw new ThriftError(`a list of type ${type} stands where type ${wire} should`);
  return count;
}

/** What is written twice is read once; nothing here needs to know. */
export function set<R, W>(element: ThriftType<R, W>): ThriftType<readonly R[], readonly W[]> {
  return { ...list(element), wire: WIRE.set };
}

export function map<K, V, W = V>(key: ThriftType<K>, value: ThriftType<V, W>): ThriftType<ReadonlyMap<K, V>, ReadonlyMap<K, W>> {
  return {
    wire: WIRE.map,
    absent: () => new Map(),
    read: (from) => {
      const keys = from.u8();
      const { type: values, count } = from.list();
      if (count > 0 && (keys !== key.wire || values !== value.wire)) throw new ThriftError(`a map of types ${keys} and ${values} stands where types ${key.wire} and ${value.wire} should`);
      const entries = new Map<K, V>();
      for (let index = 0; index < count; index += 1) entries.set(key.read(from), value.read(from));
      return entries;
    },
    write: (to, entries) => {
      to.u8(key.wire);
      to.u8(value.wire);
      to.i32(entries.size);
      for (const [one, other] of entries) {
        key.write(to, one);
        value.write(to, other);
      }
    },
  };
}

export const texts = map(string, string);
