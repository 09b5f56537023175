import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { KeyedTable } from '../../engine/source/keyedTable';
import { SyntheticSession } from '../../engine/source/session';
import { plainMessages, startEngine, type Bench as EngineBench } from '../../engine/source/start';
import { rowTexts } from '../../engine/source/texts';
import { Bench, never } from './support';

const BIG = "SELECT i::INTEGER AS k, 'v' || i AS v, (i % 7)::INTEGER AS g FROM range(50000) t(i)";

describe('a join of an object with a table that has lookups', () => {
  let bench: Bench;
  let engine: EngineBench;
  let kv: SyntheticSession;
  beforeAll(async () => {
    bench = await Bench.open();
    await bench.make('few.parquet', "SELECT (i * 3)::INTEGER AS key, 'f' || i AS name, i % 2 AS half FROM range(40) t(i)", '(ROW_GROUP_SIZE 2048)');
    await bench.make('many.parquet', "SELECT i::INTEGER AS key, 'm' || i AS name FROM range(9000) t(i)", '(ROW_GROUP_SIZE 2048)');
    bench.objects.put('repo/main/few.csv', Buffer.from('key,name\n3,three\n99999999999,none\n6,six\n3,again\n,nobody\n'));
    const seed = await startEngine({});
    kv = new SyntheticSession(new Map([['db.big', new KeyedTable(await plainMessages(seed.plain, BIG))]]));
    await seed.stop();
    engine = await startEngine({ lake: bench.connection.session, kv }, bench.files);
  }, 120_000);
  afterEach(() => {
    kv.log.length = 0;
  });
  afterAll(async () => {
    await engine.stop();
    await bench[Symbol.asyncDispose]();
  });

  async function read(text: string): Promise<readonly string[]> {
    const messages = [];
    for await (const event of engine.engine.run(text, engine.connection('lake'), { signal: never }).events) if (event.kind === 'schema' || event.kind === 'batch') messages.push(event);
    return rowTexts(messages).map((row) => row.join(' ')).toSorted();
  }
  const reads = (): readonly string[] => kv.log.flatMap((entry) => (entry.kind === 'scan' || entry.kind === 'lookup' ? [entry.kind] : []));

  it.each([
    ['by its address', "'mem://repo/main/few.parquet'"],
    ['by connection, container and path', 'lake.repo."main/few.parquet"'],
  ])('asks for the keys of a Parquet object that is named %s', async (_, name) => {
    const rows = await read(`SELECT f.name, b.v FROM ${name} f JOIN kv.db.big b ON b.k = f.key`);
    expect(rows).toEqual(Array.from({ length: 40 }, (_unused, i) => `f${i} v${i * 3}`).toSorted());
    expect(reads()).toEqual(['lookup']);
  });

  it('asks for them where the object is filtered', async () => {
    expect(await read("SELECT f.name, b.v FROM 'mem://repo/main/few.parquet' f JOIN kv.db.big b ON b.k = f.key WHERE f.half = 1 AND b.g = 3")).toEqual(
      Array.from({ length: 40 }, (_, i) => i).filter((i) => i % 2 === 1 && (i * 3) % 7 === 3).map((i) => `f${i} v${i * 3}`).toSorted(),
    );
    expect(reads()).toEqual(['lookup']);
  });

  it('asks for the keys of a CSV object, whose numbers may be too large for the key', async () => {
    expect(await read("SELECT f.name, b.v FROM 'mem://repo/main/few.csv' f LEFT JOIN kv.db.big b ON b.k = f.key")).toEqual(['again v3', 'nobody NULL', 'none NULL', 'six v6', 'three v3']);
    expect(reads()).toEqual(['lookup']);
  });

  it('gives the right rows where parts of the object are not here, since the statement needs none of them', async () => {
    expect(await read("SELECT f.name, b.v FROM 'mem://repo/main/many.parquet' f JOIN kv.db.big b ON b.k = f.key WHERE f.key BETWEEN 5000 AND 5002")).toEqual(['m5000 v5000', 'm5001 v5001', 'm5002 v5002']);
  });

  it('reads the table whole where an outer join keeps its rows, and where the join is not by its key', async () => {
    expect(await read("SELECT count(*) FROM kv.db.big b LEFT JOIN 'mem://repo/main/few.parquet' f ON b.k = f.key")).toEqual(['50000']);
    expect(await read('SELECT count(*) FROM lake.repo."main/few.parquet" f JOIN kv.db.big b ON b.g = f.key')).toEqual(['21428']);
    expect(reads()).toEqual(['scan', 'scan']);
  });
});
