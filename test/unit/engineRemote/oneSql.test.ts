import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Session } from '../../../src/core/contract/session';
import type { ExecutionEvent } from '../../../src/core/contract/execution';
import { HeadwaterError } from '../../../src/core/errors';
import { startEngine, type Bench as EngineBench } from '../../engine/source/start';
import { texts } from '../duckdb/support';
import { Bench, never, reason } from './support';

const ORDERS = (top: number) => `SELECT range AS id, range % 5 AS customer, (range * ${top})::BIGINT AS amount, hash(range)::VARCHAR AS noise FROM range(50000)`;

describe('objects in statements', () => {
  let bench: Bench;
  let engine: EngineBench;
  beforeAll(async () => {
    bench = await Bench.open();
    await bench.make('orders.parquet', ORDERS(2), '(ROW_GROUP_SIZE 10000)');
    bench.objects.put('repo/v1/orders.parquet', bench.objects.get('repo/main/orders.parquet')!);
    await bench.make('orders.parquet', ORDERS(3), '(ROW_GROUP_SIZE 10000)');
    bench.objects.put('repo/main/names.csv', Buffer.from('id,name\n0,ada\n1,grace\n2,"mary, or so"\n'));
    const session: Session = bench.connection.session;
    engine = await startEngine({ lake: session, other: session }, bench.files);
  });
  afterAll(async () => {
    await engine.stop();
    await bench[Symbol.asyncDispose]();
  });

  async function run(text: string, settings: Readonly<Record<string, string>> = {}): Promise<{ rows: readonly (readonly string[])[]; facts: Readonly<Record<string, string>>; affected: bigint | undefined }> {
    const parts: Uint8Array[] = [];
    let done: (ExecutionEvent & { kind: 'done' }) | undefined;
    for await (const event of engine.engine.run(text, engine.connection('lake'), { signal: never, settings }).events) {
      if (event.kind === 'done') done = event;
      else if (event.kind !== 'progress' && event.kind !== 'message') parts.push(event.bytes);
    }
    if (parts.length === 0) return { rows: [], facts: Object.fromEntries(done?.facts ?? []), affected: done?.rowsAffected };
    const table = tableFromIPC(parts);
    const columns = table.schema.fields.map((_, index) => texts(table, index));
    return { rows: Array.from({ length: table.numRows }, (_, row) => columns.map((column) => column[row] ?? '')), facts: Object.fromEntries(done?.facts ?? []), affected: done?.rowsAffected };
  }

  it('are named by their address', async () => {
    expect((await run(`SELECT count(*), sum(amount) FROM 'mem://repo/main/orders.parquet'`)).rows).toEqual([['50000', '3749925000']]);
  });

  it('are named by connection, container and path', async () => {
    expect((await run(`SELECT max(amount) FROM lake.repo."main/orders.parquet" WHERE customer = 4`)).rows).toEqual([['149997']]);
    expect((await run(`SELECT max(amount) FROM other.repo."v1/orders.parquet"`)).rows).toEqual([['99998']]);
  });

  it('are read at two refs in one statement', async () => {
    const { rows } = await run(`SELECT count(*) FROM 'mem://repo/v1/orders.parquet' a JOIN 'mem://repo/main/orders.parquet' b USING (id) WHERE a.amount <> b.amount`);
    expect(rows).toEqual([['49999']]);
  });

  it('join other objects, of other formats', async () => {
    const { rows } = await run(`SELECT n.name, sum(o.amount) FROM 'mem://repo/main/names.csv' n JOIN lake.repo."main/orders.parquet" o ON o.customer = n.id GROUP BY ALL ORDER BY 1`);
    expect(rows.map(([name]) => name)).toEqual(['ada', 'grace', 'mary, or so']);
  });

  it('are many by a pattern', async () => {
    bench.objects.put('repo/main/parts/a.csv', Buffer.from('x\n1\n'));
    bench.objects.put('repo/main/parts/b.csv', Buffer.from('x\n2\n'));
    expect((await run(`SELECT sum(x) FROM 'mem://repo/main/parts/*.csv'`)).rows).toEqual([['3']]);
  });

  it('fetch only what the statement needs', async () => {
    await bench.make('fresh.parquet', ORDERS(7), '(ROW_GROUP_SIZE 10000)');
    const before = bench.objects.bytesRead;
    await run(`SELECT sum(amount) FROM 'mem://repo/main/fresh.parquet' WHERE id BETWEEN 100 AND 200`);
    expect(bench.objects.bytesRead - before).toBeLessThan((bench.objects.get('repo/main/fresh.parquet')?.length ?? 0) / 4);
  });

  it('are refused above what is fetched without asking, and read where a line allows it', async () => {
    await bench.make('large.parquet', ORDERS(11), '(ROW_GROUP_SIZE 10000)');
    bench.objects.put('repo/main/large.csv', Buffer.from(`a\n${'1\n'.repeat(200_000)}`));
    bench.limits = { ...bench.limits, askAbove: 100_000 };
    for (const [name, count] of [['large.parquet', '50000'], ['large.csv', '200000']] as const) {
      const text = `SELECT count(*), max(COLUMNS(*)::VARCHAR) FROM 'mem://repo/main/${name}'`;
      const error = await reason(run(text));
      expect((error as HeadwaterError).failure, name).toMatchObject({ code: 'much-to-fetch' });
      expect((await run(text, { fetchlimit: '100' })).rows[0]?.[0], name).toBe(count);
    }
    bench.limits = { ...bench.limits, askAbove: 1e9 };
  });

  it('are written by COPY, and read again', async () => {
    await run(`COPY (SELECT id, amount FROM 'mem://repo/main/orders.parquet' WHERE customer = 1) TO 'mem://repo/main/out/one.parquet'`);
    expect((await run(`SELECT count(*), min(id) FROM 'mem://repo/main/out/one.parquet'`)).rows).toEqual([['10000', '1']]);
    await run(`COPY (SELECT 1 AS a, 'x' AS b) TO 'mem://repo/main/out/one.csv' (HEADER)`);
    expect(Buffer.from(bench.objects.get('repo/main/out/one.csv') ?? []).toString()).toBe('a,b\n1,x\n');
  });

  it('that are not there are an error with their name', async () => {
    const error = await reason(run(`SELECT * FROM 'mem://repo/main/nothing.parquet'`));
    expect(error).toBeInstanceOf(HeadwaterError);
    expect((error as HeadwaterError).message).toContain('mem://repo/main/nothing.parquet');
  });

  it('that change while a statement reads are an error, and the next statement reads them anew', async () => {
    await bench.make('moving.parquet', ORDERS(13), '(ROW_GROUP_SIZE 10000)');
    let left = 2;
    bench.objects.beforeRead = ({ path }) => {
      if (path.endsWith('moving.parquet') && --left === 0) bench.objects.put('repo/main/moving.parquet', bench.objects.get('repo/main/orders.parquet')!);
    };
    const error = await reason(run(`SELECT sum(amount) FROM 'mem://repo/main/moving.parquet'`));
    bench.objects.beforeRead = () => undefined;
    expect((error as HeadwaterError).failure).toMatchObject({ kind: 'changed' });
    expect((await run(`SELECT sum(amount) FROM 'mem://repo/main/moving.parquet'`)).rows).toEqual([['3749925000']]);
  });
});
