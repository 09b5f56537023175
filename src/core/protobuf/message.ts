import { ProtoError, ProtoReader } from './reader';
import { ProtoWriter } from './writer';

/** How one value stands on the wire: what is read, and what may be written. */
interface ValueType<R, W = R> {
  readonly wire: number;
  write(to: ProtoWriter, value: W): void;
  read(from: ProtoReader): R;
}

const utf8 = new TextDecoder('utf-8');
const toUtf8 = new TextEncoder();

/** Two's complement: negative numbers take ten bytes. */
export const int32: ValueType<number> = {
  wire: 0,
  write: (to, value) => (value < 0 ? to.varint64(BigInt(value)) : to.varint32(value)),
  read: (from) => from.varint32() | 0,
};
export const int64: ValueType<bigint> = { wire: 0, write: (to, value) => to.varint64(value), read: (from) => BigInt.asIntN(64, from.varint64()) };
export const uint64: ValueType<bigint> = { wire: 0, write: (to, value) => to.varint64(value), read: (from) => from.varint64() };
export const bool: ValueType<boolean> = { wire: 0, write: (to, value) => to.varint32(value ? 1 : 0), read: (from) => from.varint64() !== 0n };
export const bytes: ValueType<Uint8Array> = {
  wire: 2,
  write: (to, value) => {
    to.varint32(value.byteLength);
    to.fixed(value);
  },
  read: (from) => from.delimited(),
};
/** Bytes that are written piece by piece, without putting them together first. */
export const pieces: ValueType<Uint8Array, readonly Uint8Array[]> = {
  wire: 2,
  write: (to, value) => {
    to.varint32(value.reduce((sum, piece) => sum + piece.byteLength, 0));
    for (const piece of value) to.fixed(piece);
  },
  read: (from) => from.delimited(),
};
export const string: ValueType<string> = { wire: 2, write: (to, value) => bytes.write(to, toUtf8.encode(value)), read: (from) => utf8.decode(from.delimited()) };
export const float: ValueType<number> = { wire: 5, write: (to, value) => to.fixed(new Uint8Array(Float32Array.of(value).buffer)), read: (from) => from.float() };
export const double: ValueType<number> = { wire: 1, write: (to, value) => to.fixed(new Uint8Array(Float64Array.of(value).buffer)), read: (from) => from.double() };

type Label = 'required' | 'optional' | 'repeated' | 'packed';

interface FieldSpec<R, L extends Label, W = R> {
  readonly number: number;
  readonly label: L;
  readonly type: ValueType<R, W>;
}

export type Fields = Readonly<Record<string, FieldSpec<unknown, Label>>>;

type ReadOf<F> = F extends { readonly type: ValueType<infer R, never> } ? R : never;
type WriteOf<F> = F extends { readonly type: { write(to: ProtoWriter, value: infer W): void } } ? W : never;
type Named<F extends Fields, L extends Label> = { [K in keyof F]: F[K]['label'] extends L ? K : never }[keyof F];

/** The plain value of a message: required fields are there, optional ones may be, repeated ones are lists. */
type Plain<F extends Fields> = { readonly [K in Named<F, 'required'>]: ReadOf<F[K]> } & {
  readonly [K in Named<F, 'optional'>]?: ReadOf<F[K]> | undefined;
} & { readonly [K in Named<F, 'repeated' | 'packed'>]: readonly ReadOf<F[K]>[] };

/** What is written: lists may be left out. */
type Written<F extends Fields> = { readonly [K in Named<F, 'required'>]: WriteOf<F[K]> } & {
  readonly [K in Named<F, 'optional'>]?: WriteOf<F[K]> | undefined;
} & { readonly [K in Named<F, 'repeated' | 'packed'>]?: readonly WriteOf<F[K]>[] };

export type MessageOf<M> = M extends Message<infer F> ? Plain<F> : never;

export const required = <R, W>(number: number, type: ValueType<R, W>): FieldSpec<R, 'required', W> => ({ number, label: 'required', type });
export const optional = <R, W>(number: number, type: ValueType<R, W>): FieldSpec<R, 'optional', W> => ({ number, label: 'optional', type });
export const repeated = <R, W>(number: number, type: ValueType<R, W>): FieldSpec<R, 'repeated', W> => ({ number, label: 'repeated', type });
/** Numbers in one length-delimited run; the loose form is read as well. */
export const packed = <R, W>(number: number, type: ValueType<R, W>): FieldSpec<R, 'packed', W> => ({ number, label: 'packed', type });

/** A message type as a table of its fields; unknown fields are skipped. */
export class Message<F extends Fields> implements ValueType<Plain<F>, Written<F>> {
  readonly wire = 2;
  readonly #byNumber: ReadonlyMap<number, readonly [name: string, field: FieldSpec<unknown, Label>]>;

  constructor(
    readonly name: string,
    private readonly fields: F,
  ) {
    this.#byNumber = new Map(Object.entries(fields).map(([key, field]) => [field.number, [key, field]]));
  }

  encode(value: Written<F>): ProtoWriter {
    const to = new ProtoWriter();
    for (const [name, field] of Object.entries(this.fields)) writeField(to, field, (value as Readonly<Record<string, unknown>>)[name]);
    return to;
  }

  /** @throws ProtoError */
  decode(message: Uint8Array): Plain<F> {
    const values: Record<string, unknown> = {};
    for (const [name, { label }] of Object.entries(this.fields)) if (label === 'repeated' || label === 'packed') values[name] = [];
    const from = new ProtoReader(message);
    while (!from.done) {
      const { number, wire } = from.tag();
      const known = this.#byNumber.get(number);
      if (!known) from.skip(wire);
      else this.#readField(from, wire, known, values);
    }
    for (const [name, { label }] of Object.entries(this.fields)) if (label === 'required' && values[name] === undefined) throw new ProtoError(`${this.name} has no ${name}`);
    return values as Plain<F>; // every required field was seen, and each value was read by its own type
  }

  write(to: ProtoWriter, value: Written<F>): void {
    to.nested(this.encode(value));
  }

  read(from: ProtoReader): Plain<F> {
    return this.decode(from.delimited());
  }

  #readField(from: ProtoReader, wire: number, [name, field]: readonly [string, FieldSpec<unknown, Label>], values: Record<string, unknown>): void {
    const { type, label } = field;
    if (label !== 'repeated' && label !== 'packed') {
      if (wire !== type.wire) throw new ProtoError(`${this.name}.${name} has wire type ${wire}`);
      values[name] = type.read(from);
      return;
    }
    const list = values[name] as unknown[];
    if (wire === type.wire) list.push(type.read(from));
    else if (wire === 2) for (const run = new ProtoReader(from.delimited()); !run.done; ) list.push(type.read(run));
    else throw new ProtoError(`${this.name}.${name} has wire type ${wire}`);
  }
}

function writeField(to: ProtoWriter, { number, label, type }: FieldSpec<unknown, Label>, value: unknown): void {
  if (value === undefined) {
    if (label === 'required') throw new ProtoError(`field ${number} is required`);
    return;
  }
  if (label === 'packed') {
    const list = value as readonly unknown[];
    if (list.length === 0) return;
    const run = new ProtoWriter();
    for (const item of list) type.write(run, item);
    to.varint32((number << 3) | 2);
    to.nested(run);
    return;
  }
  for (const item of label === 'repeated' ? (value as readonly unknown[]) : [value]) {
    to.varint32((number << 3) | type.wire);
    type.write(to, item);
  }
}
