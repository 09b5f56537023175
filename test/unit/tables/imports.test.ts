import { Field, Int64, Schema, Utf8 } from 'apache-arrow';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeSchema } from '../../../src/core/arrow/messages';
import type { TableDescription, Tables, WriteReport } from '../../../src/core/contract/tables';
import { HeadwaterError } from '../../../src/core/errors';
import type { ImportReport } from '../../../src/protocol/imports';
import type { ServerSettings } from '../../../src/protocol/lifecycle';
import type { LiveSession } from '../../../src/server/sessions/liveSession';
import { Settings } from '../../../src/server/settings';
import { encodeRows } from '../../../src/server/tables/encodeRows';
import { Imports } from '../../../src/server/tables/imports/imports';
import { textsOf } from '../../sample/tables/texts';
import { SampleServer } from '../../sample/sampleServer';
import { SampleSession } from '../../sample/session';
import { bundleWorker } from '../support/bundleWorker';

const SCHEMA = new Schema([new Field('id', new Int64(), false), new Field('name', new Utf8(), true)]);
const signal = new AbortController().signal;

describe('Imports', () => {
  let folder = '';
  let worker = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'headwater-import-'));
    worker = await bundleWorker('src/duckdb/worker.ts');
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  const file = async (name: string, content: string | Uint8Array): Promise<string> => {
    const at = path.join(folder, name);
    await mkdir(folder, { recursive: true });
    await writeFile(at, content);
    return at;
  };
  const settings = (change: Partial<ServerSettings> = {}): Settings =>
    new Settings({ storageFolder: folder, workspaceFolders: [], trusted: true, timeZone: 'UTC', limits: { memoryPerResult: 1, spillQuota: 1, firstRows: 1, pausedMs: 1 }, wireLog: false, ...change });

  /** What a table received, and what it says of it. */
  const receive = (answer: (rows: readonly (readonly (string | null)[])[]) => Partial<WriteReport> = () => ({}), onWrite: () => void = () => undefined) => {
    const rows: (readonly (string | null)[])[] = [];
    const description: TableDescription = { schemaId: '1', schema: encodeSchema(SCHEMA).bytes, columns: [{ name: 'id', type: 'BIGINT', nullable: false }, { name: 'name', type: 'TEXT' }], keys: [], changes: ['insert'] };
    const report = (): WriteReport => ({ written: BigInt(rows.length), rejected: [], rejectedRows: 0n, unknown: 0n, ...answer(rows) });
    const tables: Tables = {
      describe: async () => description,
      plan: async () => ({ predicate: 'none', limit: false, access: 'none' }),
      scan: () => { throw new Error('Nothing is read.'); },
      writer: ({ columns }) => ({
        write: async (batch) => {
          onWrite();
          const schema = encodeSchema(new Schema(columns.flatMap((column) => SCHEMA.fields[column] ?? []))).bytes;
          rows.push(...textsOf(new Uint8Array(Buffer.concat([schema, batch]))));
        },
        finish: async () => report(),
        abort: async () => report(),
      }),
    };
    const other = new SampleSession(new SampleServer(), 0);
    const live: LiveSession = {
      session: { server: other.server, catalog: other.catalog, actions: [], tables, ping: () => other.ping(), [Symbol.asyncDispose]: async () => undefined },
      profile: { id: 'x', name: 'X', backend: 'sample', values: {} },
      info: { connectionId: 'x', server: other.server, capabilities: ['tables'], actions: [], connectMs: 1 },
      redact: (text) => text,
    };
    return { rows, live };
  };
  const run = (imports: Imports, live: LiveSession, at: string, token = 't'): Promise<ImportReport> =>
    imports.run(live, { connectionId: 'x', table: ['t'], file: { path: at, header: true }, kind: 'insert', mapping: [{ from: 1, to: 1 }, { from: 0, to: 0 }], token }, signal);

  it('show a CSV file as text, with NULL apart from nothing', async () => {
    const at = await file('preview.csv', 'id,name\n007,\n8,"a, b"\n"",""\n');
    expect(await new Imports(settings(), worker).preview({ path: at, header: true }, signal)).toMatchObject({ format: 'csv', columns: [{ name: 'id' }, { name: 'name' }], rows: [['007', null], ['8', 'a, b'], ['', '']], more: false });
  });

  it('write what fits, and give each rejected row with its number, its reason and its values', async () => {
    const at = await file('rows.csv', 'id,name\n1,one\nx,two\n3,three\n,four\n5,five\n');
    const { rows, live } = receive();
    const report = await run(new Imports(settings(), worker), live, at, 'values');
    expect(rows).toEqual([['one', '1'], ['three', '3'], ['five', '5']]);
    expect(report).toMatchObject({ read: 5, written: 3, rejected: 2, unknown: 0, cancelled: false, reasons: [{ row: 2, why: 'id: “x” is not a whole number.' }, { row: 4, why: 'id: NULL is not allowed.' }] });
    expect(await readFile(report.rejectedFile ?? '', 'utf8')).toBe('row,reason,id,name\r\n2,id: “x” is not a whole number.,x,two\r\n4,id: NULL is not allowed.,,four\r\n');
  });

  it('name the rows of the file that the system refused, not those of what it was given', async () => {
    const at = await file('refused.csv', 'id,name\nx,0\n1,1\ny,2\n2,3\n3,4\n');
    const { live } = receive(() => ({ written: 2n, rejected: [{ row: 1n, why: 'No.' }], rejectedRows: 1n }));
    const { reasons, rejected, rejectedFile } = await run(new Imports(settings(), worker), live, at, 'refused');
    expect(rejected).toBe(3);
    expect(reasons.at(-1)).toEqual({ row: 4, why: 'No.' });
    // With its values, so that it can be corrected and tried again.
    expect(await readFile(rejectedFile ?? '', 'utf8')).toMatch(/\r\n4,No\.,2,3\r\n$/u);
  });

  it('count lines that are no rows', async () => {
    const at = await file('ragged.csv', `id,name\n${Array.from({ length: 50 }, (_, row) => `${row},n${row}`).join('\n')}\n51,too,many\n52,n52\n`);
    const { rows, live } = receive();
    const report = await run(new Imports(settings(), worker), live, at, 'ragged');
    expect(rows).toHaveLength(51);
    expect(report.rejected).toBe(1);
    expect(report.reasons[0]).toMatchObject({ row: 52 });
  });

  it('take values of the same type as they are, from an Arrow file', async () => {
    const big = '9007199254740993';
    const at = await file('rows.arrows', encodeRows(SCHEMA.fields, [[big, 'ä'], ['-1', null]], 'UTC', 'x'));
    const { rows, live } = receive();
    expect(await run(new Imports(settings(), worker), live, at, 'arrow')).toMatchObject({ read: 2, written: 2, rejected: 0 });
    expect(rows).toEqual([['ä', big], [null, '-1']]);
  });

  it('read JSON lines', async () => {
    const at = await file('rows.jsonl', '{"id": 1, "name": "one"}\n{"id": 2, "name": null}\n');
    const { rows, live } = receive();
    expect(await run(new Imports(settings(), worker), live, at, 'json')).toMatchObject({ written: 2 });
    expect(rows).toEqual([['one', '1'], [null, '2']]);
  });

  it('stop on wish, and say what was written by then', async () => {
    const at = await file('many.csv', `id,name\n${Array.from({ length: 200_000 }, (_, row) => `${row},n`).join('\n')}\n`);
    const imports = new Imports(settings(), worker);
    const { rows, live } = receive(() => ({}), () => { imports.stop('many'); });
    const report = await run(imports, live, at, 'many');
    expect(report).toMatchObject({ cancelled: true, written: rows.length });
    expect(rows.length).toBeLessThan(200_000);
    expect(rows.length).toBeGreaterThan(0);
  });

  it('say how far they came when the system breaks off', async () => {
    const at = await file('breaks.csv', `id,name\n${Array.from({ length: 30_000 }, (_, row) => `${row},n`).join('\n')}\n`);
    let writes = 0;
    const { live } = receive(() => ({ unknown: 5n }), () => {
      writes += 1;
      if (writes === 2) throw new HeadwaterError({ what: 'Could not write', why: 'The server is gone.', outcomeUnknown: true });
    });
    const report = await run(new Imports(settings(), worker), live, at, 'breaks');
    expect(report).toMatchObject({ cancelled: false, unknown: 5, failure: { why: 'The server is gone.', outcomeUnknown: true } });
    expect(report.written).toBeLessThan(30_000);
  });

  it('read nothing outside a workspace that is not trusted', async () => {
    const at = await file('secret.csv', 'id\n1\n');
    await expect(new Imports(settings({ trusted: false, workspaceFolders: [path.join(folder, 'inside')] }), worker).preview({ path: at, header: true }, signal)).rejects.toThrow('The workspace is not trusted');
  });

  it('say why a file cannot be read', async () => {
    await expect(new Imports(settings(), worker).preview({ path: await file('x.bin', 'x'), header: true }, signal)).rejects.toThrow('does not say what kind of file');
    await expect(new Imports(settings(), worker).preview({ path: path.join(folder, 'missing.csv'), header: true }, signal)).rejects.toThrow('Could not read `missing.csv`');
    await expect(new Imports(settings(), worker).preview({ path: await file('broken.arrow', 'nonsense'), header: true }, signal)).rejects.toThrow('Could not read `broken.arrow`');
  });
});
