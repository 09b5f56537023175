import { describe, expect, test } from 'vitest';
import { fullKey, splitKey } from '../../../src/backends/pegasus/keys/fullKey';
import { COLUMNS } from '../../../src/backends/pegasus/tables/columns';
import { RowBatch } from '../../../src/backends/pegasus/tables/rowBatch';
import { codecOf } from '../../../src/backends/pegasus/values/codecs';
import { type KeyValue, type KeyValues, keyValues } from '../../../src/backends/pegasus/wire/messages/keyValues';
import { ThriftError } from '../../../src/backends/pegasus/wire/thriftError';
import { ThriftReader } from '../../../src/backends/pegasus/wire/thriftReader';
import { ThriftWriter } from '../../../src/backends/pegasus/wire/thriftWriter';
import { random } from '../support/random';
import { toHex, utf8 } from './golden';

const ROUNDS = Number(process.env['HEADWATER_FUZZ'] ?? 10_000) / 10;
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);
const ALL = COLUMNS.map((_, index) => index);

function message(rows: readonly KeyValue[]): KeyValues {
  const to = new ThriftWriter();
  keyValues.write(to, rows);
  return keyValues.read(new ThriftReader(to.take()));
}

/** The bytes of a batch that were put together page by page, and row by row. */
function bothWays(pages: readonly (readonly KeyValue[])[], codec: 'utf8' | 'escaped'): readonly [string, string] {
  const encodings = { hashKey: codecOf(codec), sortKey: codecOf(codec), value: codecOf(codec) };
  const [byPage, byRow] = [new RowBatch(ALL, encodings), new RowBatch(ALL, encodings)];
  for (const [partition, page] of pages.entries()) {
    const rows = message(page);
    byPage.appendPage(rows, rows.length, partition);
    for (const { key, value, expireTs = 0 } of rows) byRow.append({ ...splitKey(key), value, expireTs, partition });
  }
  const hex = (batch: RowBatch): string => {
    const event = batch.take();
    return event.kind === 'batch' ? `${event.rows} ${toHex(event.bytes)}` : event.kind;
  };
  return [hex(byPage), hex(byRow)];
}

describe('rows of a page', () => {
  const row = (hash: Uint8Array, sort: Uint8Array, value: Uint8Array, expireTs?: number): KeyValue => ({ key: fullKey(hash, sort), value, expireTs });

  test(`are the same rows as one by one, whatever their bytes (seed ${SEED}, ${ROUNDS})`, () => {
    const below = random(SEED);
    const alphabet = [...utf8('ab\\x:é你'), 0, 0xff, 0x80];
    const bytes = (): Uint8Array => Uint8Array.from({ length: below(20) === 0 ? 300 : below(9) }, () => (below(4) === 0 ? (alphabet[below(alphabet.length)] ?? 0) : 0x61 + below(9)));
    for (let round = 0; round < ROUNDS; round += 1) {
      const pages = Array.from({ length: 1 + below(3) }, () => Array.from({ length: below(6) }, () => row(bytes(), bytes(), bytes(), below(2) === 0 ? undefined : below(3) * 0x4000_0000)));
      const [byPage, byRow] = bothWays(pages, below(4) === 0 ? 'escaped' : 'utf8');
      if (byPage !== byRow) expect.unreachable(`seed ${SEED}, round ${round}`);
    }
  });

  test('a character that two values have a half of is no character of either', () => {
    const [first, second] = [utf8('é').subarray(0, 1), utf8('é').subarray(1)];
    const [byPage, byRow] = bothWays([[row(utf8('h'), utf8('a'), first), row(utf8('h'), utf8('b'), second)]], 'utf8');
    expect(byPage).toBe(byRow);
    expect(byPage).toContain(toHex(utf8('\\x:c3\\x:a9')));
  });

  test('many pages grow one batch, and its memory holds the next', () => {
    const page = Array.from({ length: 3_000 }, (_, index) => row(utf8(`hash${index}`), utf8('s'), utf8('v'.repeat(index % 400)), index));
    const [byPage, byRow] = bothWays([page, page], 'utf8');
    expect(byPage === byRow).toBe(true);
    const encodings = { hashKey: codecOf('utf8'), sortKey: codecOf('utf8'), value: codecOf('utf8') };
    const batch = new RowBatch(ALL, encodings);
    const [large, small] = [message(page), message(page.slice(0, 2))];
    batch.appendPage(large, large.length, 0);
    batch.take();
    batch.appendPage(small, small.length, 0);
    const [expected] = bothWays([page.slice(0, 2)], 'utf8');
    const event = batch.take();
    expect(event.kind === 'batch' && `${event.rows} ${toHex(event.bytes)}`).toBe(expected);
  });

  test('a key that is shorter than it says is refused', () => {
    const rows = message([{ key: Uint8Array.of(0, 9, 1), value: utf8('v') }]);
    expect(() => new RowBatch(ALL, { hashKey: codecOf('utf8'), sortKey: codecOf('utf8'), value: codecOf('utf8') }).appendPage(rows, 1, 0)).toThrow(ThriftError);
  });

  test('fields are read in any order, and those of newer servers are passed over', () => {
    const to = new ThriftWriter();
    to.u8(12);
    to.i32(3);
    const blob = (id: number, text: string): void => {
      to.field(12, id);
      to.binary(utf8(text));
    };
    blob(2, 'v1');
    to.field(8, 3);
    to.i32(7);
    blob(1, 'k1');
    to.u8(0);
    blob(1, 'k2');
    to.field(10, 9);
    to.i64(1n);
    blob(2, 'v2');
    to.u8(0);
    blob(1, 'k3');
    blob(2, 'v3');
    to.field(8, 3);
    to.i32(-1);
    to.u8(0);
    const from = new ThriftReader(to.take());
    const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
    expect([...keyValues.read(from)].map(({ key, value, expireTs }) => [text(key), text(value), expireTs])).toEqual([['k1', 'v1', 7], ['k2', 'v2', undefined], ['k3', 'v3', 0xffff_ffff]]);
    expect(from.left).toBe(0);
  });
});
