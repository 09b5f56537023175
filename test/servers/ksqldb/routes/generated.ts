import type { Plan } from '../engine/plan';
import type { Framing } from '../http/framing';
import { Decimal } from '../values/decimal';
import type { SqlType } from '../values/types';
import type { Value } from '../values/value';
import type { Context, Generator } from './context';

/** Rows that are written out once and sent again and again. */
const BLOCK = 2000;

export async function writeGenerated({ exchange, sent }: Context, plan: Plan, framing: Framing, generator: Generator, isClosed: () => boolean): Promise<void> {
  const text = (rows: number): Buffer => Buffer.from(Array.from({ length: rows }, (_, index) => framing.row(plan.columns.map((column) => made(column.type, index)))).join(''));
  const limit = Math.min(generator.rows, plan.select.limit ?? Infinity);
  const block = text(BLOCK);
  let done = 0;
  for (; done + BLOCK <= limit && !exchange.isGone && !isClosed(); done += BLOCK) {
    await exchange.write(block);
    sent(BLOCK);
    // A whole turn, so that other requests are served beside it.
    if (done % (BLOCK * 10) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  if (done < limit && !exchange.isGone && !isClosed()) {
    await exchange.write(text(limit - done));
    sent(limit - done);
  }
}

/** Values that need exactness: beyond 2^53, with trailing zeros, beyond the Latin letters. */
function made(type: SqlType, index: number): Value {
  switch (type.base) {
    case 'BOOLEAN':
      return index % 2 === 0;
    case 'INTEGER':
    case 'DATE':
    case 'TIME':
      return index;
    case 'BIGINT':
      return 9_007_199_254_740_993n + BigInt(index);
    case 'DOUBLE':
      return index / 7;
    case 'DECIMAL':
      return new Decimal(BigInt(index) * 10n, type.scale);
    case 'STRING':
      return index % 97 === 0 ? `naïve 日本 ${index}` : `value ${index}`;
    case 'BYTES':
      return new Uint8Array([index & 255, 0, 255]);
    case 'TIMESTAMP':
      return 1_767_225_600_000 + index;
    case 'ARRAY':
      return [made(type.item, index), null];
    case 'MAP':
      return new Map([['k', made(type.value, index)]]);
    case 'STRUCT':
      return type.fields.map((field) => made(field.type, index));
  }
}
