import { Malformed, type ThriftReader, ThriftWriter, WIRE } from './thrift';

/** How a value of one type stands on the wire. `absent` is what a reader takes where a field was not sent, as generated Thrift code does. */
export interface Shape<T> {
  readonly wire: number;
  readonly absent: () => T;
  readonly read: (reader: ThriftReader) => T;
  readonly write: (writer: ThriftWriter, value: T) => void;
}

/** As much of a shape as writing takes. */
export type Sent<T> = Pick<Shape<T>, 'wire' | 'write'>;

export type ValueOf<S> = S extends Shape<infer T> ? T : never;

export const bool: Shape<boolean> = { wire: WIRE.bool, absent: () => false, read: (reader) => reader.u8() !== 0, write: (writer, value) => writer.u8(value ? 1 : 0) };
export const i32: Shape<number> = { wire: WIRE.i32, absent: () => 0, read: (reader) => reader.i32(), write: (writer, value) => writer.i32(value) };
export const i64: Shape<bigint> = { wire: WIRE.i64, absent: () => 0n, read: (reader) => reader.i64(), write: (writer, value) => writer.i64(value) };
export const text: Shape<string> = { wire: WIRE.string, absent: () => '', read: (reader) => reader.blob().toString('utf8'), write: (writer, value) => writer.text(value) };

/** Five types whose field header says struct and whose payload is none (idl/dsn.thrift): bytes, names, addresses. */
export const blob: Shape<Buffer> = { wire: WIRE.struct, absent: () => Buffer.alloc(0), read: (reader) => reader.blob(), write: (writer, value) => writer.blob(value) };
export const errorCode: Shape<string> = { ...text, wire: WIRE.struct };
/** IPv4 in the high half, then the port, then the kind; 0 is no address. */
export const rpcAddress: Shape<bigint> = { ...i64, wire: WIRE.struct };
/** The partition's index in the high half, the table's id in the low. */
export const gpid: Shape<bigint> = { ...i64, wire: WIRE.struct };

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The port is a signed 16-bit number on the wire. Kind 1 is IPv4, 0 is none. */
export const hostPort: Shape<HostPort> = {
  wire: WIRE.struct,
  absent: () => ({ host: '', port: 0 }),
  read: (reader) => {
    const host = reader.blob().toString('utf8');
    const port = reader.i16() & 0xffff;
    reader.u8();
    return { host, port };
  },
  write: (writer, { host, port }) => {
    writer.text(host);
    writer.i16((port << 16) >> 16);
    writer.u8(host === '' ? 0 : 1);
  },
};

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return {
    wire: WIRE.list,
    absent: () => [],
    read: (reader) => {
      const type = reader.u8();
      const count = reader.i32();
      if (type !== item.wire) throw new Malformed(`A list of type ${type} where ${item.wire} belongs.`);
      if (count < 0 || count > reader.left) throw new Malformed(`A list of ${count} items.`);
      return Array.from({ length: count }, () => item.read(reader));
    },
    write: (writer, items) => {
      writer.u8(item.wire);
      writer.i32(items.length);
      for (const one of items) item.write(writer, one);
    },
  };
}

export const set = <T>(item: Shape<T>): Shape<readonly T[]> => {
  const { read, write } = list(item);
  return { wire: WIRE.set, absent: () => [], read, write };
};

export function map<K, V>(key: Shape<K>, value: Shape<V>): Shape<ReadonlyMap<K, V>> {
  return {
    wire: WIRE.map,
    absent: () => new Map(),
    read: (reader) => {
      const [keys, values, count] = [reader.u8(), reader.u8(), reader.i32()];
      if (count < 0 || count > reader.left || (count > 0 && (keys !== key.wire || values !== value.wire))) throw new Malformed('A map of other types.');
      return new Map(Array.from({ length: count }, () => [key.read(reader), value.read(reader)]));
    },
    write: (writer, entries) => {
      writer.u8(key.wire);
      writer.u8(value.wire);
      writer.i32(entries.size);
      for (const [one, other] of entries) {
        key.write(writer, one);
        value.write(writer, other);
      }
    },
  };
}

export const textMap = map(text, text);

/** A field that need not be there: `undefined` where it is not. */
export const optional = <T>(shape: Shape<T>): Shape<T | undefined> => ({
  wire: shape.wire,
  absent: () => undefined,
  read: shape.read,
  write: (writer, value) => {
    if (value !== undefined) shape.write(writer, value);
  },
});

type StructOf<F> = { readonly [K in keyof F]: F[K] extends readonly [number, Shape<infer T>] ? T : never };

interface Field {
  readonly name: string;
  readonly id: number;
  readonly shape: Shape<unknown>;
}

/** A struct. A field that it does not know, or one of another type, is a mistake of the sender: none can be skipped safely. */
export function struct<const F extends Readonly<Record<string, readonly [number, unknown]>>>(fields: F): Shape<StructOf<F>> {
  const all = Object.entries(fields).map(([name, [id, shape]]): Field => ({ name, id, shape: shape as Shape<unknown> }));
  return {
    wire: WIRE.struct,
    absent: () => Object.fromEntries(all.map(({ name, shape }) => [name, shape.absent()])) as StructOf<F>,
    read: (reader) => {
      const values = Object.fromEntries(all.map(({ name, shape }) => [name, shape.absent()]));
      for (let type = reader.u8(); type !== WIRE.stop; type = reader.u8()) {
        const id = reader.i16();
        const field = all.find((one) => one.id === id);
        if (field?.shape.wire !== type) throw new Malformed(`Field ${id} of type ${type} is unknown here.`);
        values[field.name] = field.shape.read(reader);
      }
      return values as StructOf<F>;
    },
    write: (writer, value) => {
      const named = value as Readonly<Record<string, unknown>>;
      for (const { name, id, shape } of all) {
        if (named[name] === undefined) continue;
        writer.u8(shape.wire);
        writer.i16(id);
        shape.write(writer, named[name]);
      }
      writer.u8(WIRE.stop);
    },
  };
}

export function encoded<T>(shape: Sent<T>, value: T): Buffer {
  const writer = new ThriftWriter();
  shape.write(writer, value);
  return writer.finish();
}
