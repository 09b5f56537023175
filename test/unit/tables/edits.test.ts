import { describe, expect, it } from 'vitest';
import type { Tables } from '../../../src/core/contract/tables';
import { HeadwaterError } from '../../../src/core/errors';
import type { EditOutcome, RowEdit } from '../../../src/protocol/edits';
import type { ResultsClient } from '../../../src/server/results/client';
import type { LiveSession } from '../../../src/server/sessions/liveSession';
import { TableEdits } from '../../../src/server/tables/edits/edits';
import { encodeRows } from '../../../src/server/tables/encodeRows';
import { tableType } from '../../../src/server/tables/tableType';
import { SampleServer } from '../../sample/sampleServer';
import { SampleSession } from '../../sample/session';

const PEOPLE = ['shop', 'people'];
const signal = new AbortController().signal;

/** The sample's people as a result that was read, and what changes them. */
class Shop {
  readonly server = new SampleServer();
  readonly rows = [...(this.server.store.find(PEOPLE)?.rows.values() ?? [])];
  readonly live: LiveSession;
  readonly edits: TableEdits;

  constructor(atomic: boolean, change: (tables: Tables) => Tables = (tables) => tables) {
    const session = new SampleSession(this.server, 0, { atomic, everyMs: 1 });
    const { tables } = session;
    if (!tables) throw new Error('The shop has no tables.');
    const offered = change(tables);
    this.live = {
      session: { server: session.server, catalog: session.catalog, actions: [], tables: offered, ping: () => session.ping(), [Symbol.asyncDispose]: () => session[Symbol.asyncDispose]() },
      profile: { id: 'shop', name: 'Shop', backend: 'sample', values: {} },
      info: { connectionId: 'shop', server: session.server, capabilities: ['tables'], actions: [], connectMs: 1 },
      redact: (text) => text,
    };
    const rowsOf = this.rows;
    const pick: Pick<ResultsClient, 'pick' | 'scan'> = {
      scan: async function* scan(_, columns) {
        const type = tableType(await tables.describe(PEOPLE, signal));
        const stream = encodeRows(columns.flatMap((column) => type.schema.fields[column] ?? []), rowsOf.map((row) => columns.map((column) => row[column] ?? null)), 'UTC', 'x');
        const head = 8 + new DataView(stream.buffer).getInt32(4, true);
        yield { kind: 'schema', bytes: stream.slice(0, head) };
        yield { kind: 'batch', rows: rowsOf.length, bytes: stream.slice(head, stream.length - 8) };
      },
      pick: async ({ rows }) => {
        const type = tableType(await tables.describe(PEOPLE, signal));
        const stream = encodeRows(type.schema.fields, rows.flatMap((row) => this.rows[row] ?? []).length === 0 ? [] : rows.map((row) => this.rows[row] ?? []), 'UTC', 'x');
        const head = 8 + new DataView(stream.buffer).getInt32(4, true);
        return { schema: stream.slice(0, head), batch: stream.slice(head, stream.length - 8) };
      },
    };
    this.edits = new TableEdits(pick, () => 'UTC');
  }

  valueOf(id: string, column: number): string | null | undefined {
    return this.server.store.find(PEOPLE)?.rows.get(JSON.stringify([id]))?.[column];
  }

  async apply(edits: readonly RowEdit[]): Promise<readonly EditOutcome[]> {
    return (await this.edits.apply(this.live, { connectionId: 'shop', table: PEOPLE, resultId: 'r', edits }, signal)).outcomes;
  }
}

const update = (row: number, column: number, value: string | null): RowEdit => ({ id: String(row), kind: 'update', row, values: [[column, value]] });
const states = (outcomes: readonly EditOutcome[]): readonly string[] => outcomes.map(({ id, state }) => `${id} ${state}`);

describe('Changes one by one', () => {
  it('are written as they stand in the review', async () => {
    const shop = new Shop(false);
    const edits: readonly RowEdit[] = [update(0, 1, 'Augusta'), { id: '2', kind: 'delete', row: 2, values: [] }, { id: 'a1', kind: 'insert', values: [[0, '100'], [1, 'Zoe'], [4, '2000-02-29']] }];
    const { operations, atomic } = await shop.edits.review(shop.live, { connectionId: 'shop', table: PEOPLE, resultId: 'r', edits }, signal);
    expect(atomic).toBe(false);
    expect(operations).toEqual([
      { id: '0', kind: 'update', key: [['id', '1']], changes: [{ column: 'name', before: 'Ada', after: 'Augusta' }] },
      { id: '2', kind: 'delete', key: [['id', '3']], changes: [] },
      { id: 'a1', kind: 'insert', key: [['id', '100']], changes: [{ column: 'name', before: null, after: 'Zoe' }, { column: 'born', before: null, after: '2000-02-29' }] },
    ]);
    expect(states(await shop.apply(edits))).toEqual(['0 written', '2 written', 'a1 written']);
    expect(shop.valueOf('1', 1)).toBe('Augusta');
    expect(shop.valueOf('1', 2)).toBe('0.50');
    expect(shop.valueOf('3', 1)).toBeUndefined();
    expect(shop.valueOf('100', 4)).toBe('2000-02-29');
  });

  it('go on behind one that is refused, and say which and why', async () => {
    const shop = new Shop(false);
    const outcomes = await shop.apply([update(0, 1, 'A'), update(1, 2, '-1'), update(2, 1, 'C')]);
    expect(outcomes).toEqual([{ id: '0', state: 'written' }, { id: '1', state: 'refused', why: 'The amount must not be negative.' }, { id: '2', state: 'written' }]);
  });

  it('say which are not known to be written', async () => {
    expect(states(await new Shop(false).apply([update(0, 1, 'lost'), update(1, 1, 'B')]))).toEqual(['0 unknown', '1 written']);
  });

  it('do not try the rest when the system is gone', async () => {
    const gone = new HeadwaterError({ what: 'Could not write', why: 'The server is gone.', outcomeUnknown: true });
    const shop = new Shop(false, (tables) => ({ ...offering(tables), writer: (request) => {
      const writer = tables.writer?.(request);
      if (!writer) throw gone;
      return { ...writer, write: (batch) => writer.write(batch), finish: () => (request.columns.includes(2) ? Promise.reject(gone) : writer.finish()), abort: () => writer.abort() };
    } }));
    const outcomes = await shop.apply([update(0, 1, 'A'), update(1, 2, '7'), update(2, 1, 'C')]);
    expect(states(outcomes)).toEqual(['0 written', '1 unknown', '2 untried']);
    expect(outcomes[1]?.why).toBe('The server is gone.');
    expect(shop.valueOf('3', 1)).toBe('Carl');
  });

  it('notice rows that have changed or gone since they were read', async () => {
    const shop = new Shop(false);
    const rows = shop.server.store.find(PEOPLE)?.rows;
    rows?.set('["1"]', (rows.get('["1"]') ?? []).map((value, column) => (column === 2 ? '99.00' : value)));
    rows?.delete('["2"]');
    expect(await shop.apply([update(0, 1, 'A'), update(1, 1, 'B')])).toEqual([
      { id: '0', state: 'refused', why: 'The row has changed since it was read.' },
      { id: '1', state: 'refused', why: 'The row has been deleted since it was read.' },
    ]);
  });
});

describe('Changes of rows to which the system adds columns', () => {
  it('are not held up by what those say, such as another place in a log', async () => {
    const shop = new Shop(false, (tables) => {
      const writer: Tables['writer'] = (request) => {
        const found = tables.writer?.(request);
        if (!found) throw new Error('The shop takes no changes.');
        return found;
      };
      const describe: Tables['describe'] = async (table, cancel) => ({ ...(await tables.describe(table, cancel)), systemColumns: [{ column: 6, role: 'offset' }] });
      return { ...offering(tables), writer, describe };
    });
    const rows = shop.server.store.find(PEOPLE)?.rows;
    rows?.set('["1"]', (rows.get('["1"]') ?? []).map((value, column) => (column === 6 ? '42' : value)));
    expect(await shop.apply([update(0, 1, 'A')])).toEqual([{ id: '0', state: 'written' }]);
    rows?.set('["2"]', (rows.get('["2"]') ?? []).map((value, column) => (column === 2 ? '99.00' : value)));
    expect(states(await shop.apply([update(1, 1, 'B')]))).toEqual(['1 refused']);
  });
});

describe('Changes together', () => {
  it('are all written, or none of them', async () => {
    const shop = new Shop(true);
    expect(states(await shop.apply([update(0, 1, 'A'), update(1, 2, '-1')]))).toEqual(['0 untried', '1 refused']);
    expect(shop.valueOf('1', 1)).toBe('Ada');
    expect(states(await shop.apply([update(0, 1, 'A'), update(1, 2, '1')]))).toEqual(['0 written', '1 written']);
  });

  it('send the row as it was read', async () => {
    const shop = new Shop(true);
    const rows = shop.server.store.find(PEOPLE)?.rows;
    rows?.set('["1"]', (rows.get('["1"]') ?? []).map((value, column) => (column === 6 ? '42' : value)));
    expect(await shop.apply([update(0, 1, 'A')])).toEqual([{ id: '0', state: 'refused', why: 'The row has changed since it was read.' }]);
  });
});

describe('Changes that cannot be', () => {
  const problemOf = async (edit: RowEdit): Promise<string | undefined> => {
    const shop = new Shop(false);
    const { operations } = await shop.edits.review(shop.live, { connectionId: 'shop', table: PEOPLE, resultId: 'r', edits: [edit] }, signal);
    expect(states(await shop.apply([edit, update(3, 1, 'never')]))[1]).toBe('3 untried');
    expect(shop.valueOf('4', 1)).toBe('Dorothy');
    return operations[0]?.problem;
  };

  it('are named in the review, and then nothing at all is written', async () => {
    expect(await problemOf(update(0, 0, '5'))).toBe('`id` is part of the key, which cannot be changed: delete the row and add another.');
    expect(await problemOf(update(0, 1, null))).toBe('`name` must not be NULL.');
    expect(await problemOf(update(0, 4, '2023-02-29'))).toBe('“2023-02-29” is not a day of the calendar.');
    expect(await problemOf({ id: 'a1', kind: 'insert', values: [[0, '7']] })).toBe('`name` needs a value.');
  });

  it('are told for each value that is typed', async () => {
    const shop = new Shop(false);
    const why = await shop.edits.check(shop.live, { connectionId: 'shop', table: PEOPLE, column: 2, values: ['1.50', '1.555', null, 'x'] }, signal);
    expect(why).toEqual([null, '“1.555” has more than 2 digits behind the point.', null, '“x” is not a number.']);
  });
});

function offering(tables: Tables): Tables {
  return {
    describe: (...given) => tables.describe(...given),
    plan: (request) => tables.plan(request),
    scan: (request) => tables.scan(request),
    ...(tables.lookup ? { lookup: (request) => tables.lookup?.(request) ?? tables.scan({ ...request }) } : {}),
  };
}

describe('Rows that changes are of', () => {
  it('are found again in another result by their keys', async () => {
    const shop = new Shop(false);
    const of = { connectionId: 'shop', table: PEOPLE, resultId: 'r' };
    const keys = await shop.edits.keysOf(shop.live, { ...of, rows: [3, 0, 11] }, signal);
    expect(keys).toEqual([['4'], ['1'], ['12']]);
    shop.rows.splice(0, 2);
    expect(await shop.edits.rowsOf(shop.live, { ...of, keys }, signal)).toEqual([1, null, 9]);
    expect(await shop.edits.rowsOf(shop.live, { ...of, keys: [['4'], ['4'], [null]] }, signal)).toEqual([1, 1, null]);
  });
});
