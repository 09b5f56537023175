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

export const texts: ThriftType<ReadonlyMap<string, string>> = {
  wire: WIRE.map,
  absent: () => new Map(),
  read: (from) => {
    const key = from.u8();
    const { type: value, count } = from.list();
    if (count > 0 && (key !== WIRE.string || value !== WIRE.string)) throw new ThriftError(`a map of types ${key} and ${value} stands where texts should`);
    const values = new Map<string, string>();
    for (let index = 0; index < count; index += 1) values.set(from.string(), from.string());
    return values;
  },
  write: (to, values) => {
    to.u8(WIRE.string);
    to.u8(WIRE.string);
    to.i32(values.size);
    for (const [key, value] of values) {
      to.string(key);
      to.string(value);
    }
  },
};
