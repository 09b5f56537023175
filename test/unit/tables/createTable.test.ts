import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LocalBackend } from '../../../src/backends/local/backend';
import type { ConnectContext } from '../../../src/core/contract/backend';
import { NEW_TYPES } from '../../../src/protocol/imports';
import type { LiveSession } from '../../../src/server/sessions/liveSession';
import { Settings } from '../../../src/server/settings';
import { createTable } from '../../../src/server/tables/imports/createTable';
import { Imports } from '../../../src/server/tables/imports/imports';
import { SampleServer } from '../../sample/sampleServer';
import { SampleSession } from '../../sample/session';
import { collect } from '../../contract/gather';
import { bundleWorker } from '../support/bundleWorker';

const signal = new AbortController().signal;

describe('A table made for a file', () => {
  let folder = '';
  let worker = '';
  let live: LiveSession;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'headwater-create-'));
    worker = await bundleWorker('src/duckdb/worker.ts');
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined, wire: () => undefined };
    const context: ConnectContext = { log, signal, storageFolder: folder, workspaceFolders: [folder], trusted: true, timeZone: 'UTC' };
    const profile = { id: 'local', name: 'Local', backend: 'local', values: {} };
    const session = await new LocalBackend(worker).connect(profile, {}, context);
    live = { session, profile, info: { connectionId: 'local', server: session.server, capabilities: ['tables'], actions: [], connectMs: 1 }, redact: (text) => text };
    await collect(live.session.statements!.run('CREATE TABLE beside (x INTEGER)', { signal }));
  });
  afterAll(async () => {
    await live.session[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  it('has the columns, the types and the key that were chosen, and takes the rows of the file', async () => {
    const wanted = { name: 'made here', columns: NEW_TYPES.map((type) => ({ name: `a ${type}`, type })), key: ['a integer'] };
    const made = await createTable(live, ['memory', 'main', 'beside'], wanted, signal);
    expect(made.table).toEqual(['memory', 'main', 'made here']);
    expect(made.columns.map(({ type }) => type)).toEqual(['VARCHAR', 'BIGINT', 'DOUBLE', 'BOOLEAN', 'DATE', 'TIMESTAMP', 'TIMESTAMP WITH TIME ZONE', 'BLOB']);
    expect(made.keys.map(({ columns }) => columns)).toEqual([[1]]);
    const file = path.join(folder, 'rows.csv');
    await writeFile(file, 't;i;d;b;day;at;moment;bytes\nx;7;1.5;true;2024-02-29;2024-02-29 12:00:00;2024-02-29 12:00:00+02;00ff\ny;seven;;;;;;\n');
    const settings = new Settings({ storageFolder: folder, workspaceFolders: [folder], trusted: true, timeZone: 'UTC', limits: { memoryPerResult: 1, spillQuota: 1, firstRows: 1, pausedMs: 1 }, wireLog: false });
    const mapping = NEW_TYPES.map((_, index) => ({ from: index, to: index }));
    const report = await new Imports(settings, worker).run(live, { connectionId: 'local', table: made.table, file: { path: file, header: true, delimiter: ';' }, kind: 'insert', mapping, token: 't' }, signal);
    expect(report).toMatchObject({ read: 2, written: 1, rejected: 1 });
    const { texts } = await collect(live.session.statements!.run('FROM "made here"', { signal }));
    expect(texts.map(({ values }) => values[0])).toEqual(['x', '7', '1.5', 'true', '2024-02-29', '2024-02-29 12:00:00', '2024-02-29 10:00:00+00:00', expect.stringMatching(/00\s?ff/u)]);
  });

  it('is refused where there is one of its name, and where none can be made', async () => {
    const wanted = { name: 'beside', columns: [{ name: 'a', type: 'text' as const }], key: [] };
    await expect(createTable(live, ['memory', 'main', 'beside'], wanted, signal)).rejects.toThrow(/already exists/u);
    const other = new SampleSession(new SampleServer(), 0, { atomic: false, everyMs: 1 });
    const shop = { ...live, session: other, profile: { ...live.profile, name: 'Shop' } };
    await expect(createTable(shop, ['shop', 'people'], wanted, signal)).rejects.toThrow(/\*Shop\* makes no tables this way/u);
  });
});
