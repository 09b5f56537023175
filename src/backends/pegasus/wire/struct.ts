import { ThriftError } from './thriftError';
import { type ThriftReader, WIRE } from './thriftReader';
import type { ThriftType } from './thriftTypes';
import type { ThriftWriter } from './thriftWriter';

interface FieldSpec<R, O extends boolean, W = R> {
  readonly id: number;
  readonly optional: O;
  readonly type: ThriftType<R, W>;
}

export type Fields = Readonly<Record<string, FieldSpec<unknown, boolean>>>;

type ReadOf<F> = F extends { readonly type: { read(from: ThriftReader): infer R } } ? R : never;
type WriteOf<F> = F extends { readonly type: { write(to: ThriftWriter, value: infer W): void } } ? W : never;
type Named<F extends Fields, O extends boolean> = { [K in keyof F]: F[K]['optional'] extends O ? K : never }[keyof F];

/** A struct as it is read: what is not there has the value that absence means, optional fields are undefined. */
export type ReadStruct<F extends Fields> = { readonly [K in Named<F, false>]: ReadOf<F[K]> } & { readonly [K in Named<F, true>]?: ReadOf<F[K]> | undefined };
/** A struct as it is written. */
export type WrittenStruct<F extends Fields> = { readonly [K in Named<F, false>]: WriteOf<F[K]> } & { readonly [K in Named<F, true>]?: WriteOf<F[K]> | undefined };

export const field = <R, W>(id: number, type: ThriftType<R, W>): FieldSpec<R, false, W> => ({ id, optional: false, type });
/** Not written where it is undefined. */
export const optional = <R, W>(id: number, type: ThriftType<R, W>): FieldSpec<R, true, W> => ({ id, optional: true, type });

/** A Thrift struct as a table of its fields, written in the table's order. */
export class Struct<F extends Fields> implements ThriftType<ReadStruct<F>, WrittenStruct<F>> {
  readonly wire = WIRE.struct;
  readonly #list: readonly (readonly [name: string, spec: FieldSpec<unknown, boolean>])[];
  readonly #byId: (readonly [name: string, spec: FieldSpec<unknown, boolean>] | undefined)[] = [];

  constructor(
    readonly name: string,
    fields: F,
  ) {
    this.#list = Object.entries(fields);
    for (const entry of this.#list) this.#byId[entry[1].id] = entry;
  }

  readonly absent = (): ReadStruct<F> => this.#absent() as ReadStruct<F>;

  read(from: ThriftReader): ReadStruct<F> {
    const values = this.#absent();
    for (;;) {
      const type = from.u8();
      if (type === WIRE.stop) return values as ReadStruct<F>;
      const id = from.i16();
      const known = this.#byId[id];
      if (known) {
        const [name, spec] = known;
        if (spec.type.wire !== type) throw new ThriftError(`${this.name}.${name} has type ${type} and should have ${spec.type.wire}`);
        values[name] = spec.type.read(from);
      } else from.skip(type);
    }
  }

  write(to: ThriftWriter, value: WrittenStruct<F>): void {
    const values = value as Readonly<Record<string, unknown>>;
    for (const [name, { id, type }] of this.#list) {
      const one = values[name];
      if (one === undefined) continue;
      to.field(type.wire, id);
      type.write(to, one);
    }
    to.u8(WIRE.stop);
  }

  #absent(): Record<string, unknown> {
    const values: Record<string, unknown> = {};
    for (const [name, spec] of this.#list) values[name] = spec.optional ? undefined : spec.type.absent();
    return values;
  }
}

export type StructOf<S> = S extends Struct<infer F> ? ReadStruct<F> : never;
