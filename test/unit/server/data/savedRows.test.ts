import { Dictionary, Field, Int32, Schema, Table, tableFromIPC, tableToIPC, Utf8, vectorFromArray } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { ArrowDecoder } from '../../../../src/core/arrow/decode';
import type { ExecutionEvent } from '../../../../src/core/contract/execution';
import { HeadwaterError } from '../../../../src/core/errors';
import { CUT_KEY, TEXT_KEY } from '../../../../src/core/format/metadata';
import { savedRows } from '../../../../src/server/data/savedRows';
import { fuzz } from '../../support/fuzzing';
import { streamMessages } from '../../../../src/core/arrow/streamMessages';

const table = new Table({ word: vectorFromArray(['one', 'two', null], new Dictionary(new Utf8(), new Int32())), size: vectorFromArray([1n, 2n, -3n]) });
const stream = tableToIPC(table, 'stream');

async function read(arrow: Uint8Array, total = 3): Promise<readonly ExecutionEvent[]> {
  const events: ExecutionEvent[] = [];
  for await (const event of savedRows({ kind: 'saved', arrow, total }, new AbortController().signal).events) events.push(event);
  return events;
}

/** What an independent reader reads of the messages put together again. */
function rowsOf(events: readonly ExecutionEvent[]): string {
  const bytes = events.flatMap((event) => ('bytes' in event ? [Buffer.from(event.bytes)] : []));
  return tableFromIPC(Buffer.concat(bytes)).toString();
}

describe('Rows that were saved', () => {
  test('are a result again, with their dictionaries', async () => {
    const events = await read(stream);
    expect(events.map(({ kind }) => kind)).toEqual(['schema', 'dictionary', 'batch', 'done']);
    expect(rowsOf(events)).toBe(table.toString());
    expect(rowsOf(events)).toMatch(/"two"[^]*-3/u);
  });

  test('say how many there were where there were more', async () => {
    expect(await read(stream, 5_000_000)).toContainEqual({ kind: 'message', severity: 'info', text: '3 of 5,000,000 rows were saved.' });
  });

  test('do not say of texts in which row of their window they were cut', async () => {
    const metadata = new Map([[TEXT_KEY, '1'], [CUT_KEY, '[[1,5000]]']]);
    const cut = new Table(new Schema([new Field('text', new Utf8(), true, metadata)]), { text: vectorFromArray(['a', 'b…'], new Utf8()) });
    const [schema] = await read(tableToIPC(cut, 'stream'));
    if (schema?.kind !== 'schema') throw new Error('No schema came first.');
    expect([...(new ArrowDecoder(schema.bytes).schema.fields[0]?.metadata ?? [])]).toEqual([[TEXT_KEY, '1']]);
  });

  test.each([
    ['empty', new Uint8Array()],
    ['ended before they began', new Uint8Array(30)],
    ['no Arrow', new TextEncoder().encode('{"not": "Arrow"}')],
    ['cut off', stream.subarray(0, stream.length - 100)],
  ])('that are %s are told as damaged', async (_, arrow) => {
    const events = await read(arrow).catch((error: unknown) => error);
    expect(events).toMatchObject({ failure: { what: 'Could not show the saved rows', code: 'arrow-invalid' } });
  });

  test('never hang, whatever stands in the file', () => {
    const decode = (bytes: Uint8Array): void => {
      const [schema, ...others] = streamMessages(bytes);
      const decoder = new ArrowDecoder(schema ?? new Uint8Array());
      for (const message of others) decoder.batch(message);
    };
    fuzz({ name: 'saved rows', golden: stream, decode, refuses: (error) => error instanceof HeadwaterError }, 2_000, 20_261_122);
  });
});
