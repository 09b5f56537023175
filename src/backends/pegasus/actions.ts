import type { Action, ActionOutcome } from '../../core/contract/action';
import type { FieldValue } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { ENVS, KEYS, tablePath } from './catalog/nodes';
import { type Place, placeOf } from './catalog/place';
import type { Expiry } from './client/expiry';
import type { PegasusClient } from './client/pegasusClient';
import { telling } from './failures';
import { countRows, deleteHashKey } from './tables/bulk';
import { type CopyCounts, copyRows } from './tables/overRows';
import { writeRow } from './tables/writeRow';
import { ALL_CODECS, isCodecId } from './values/codecs';
import type { CodecChoice } from './values/encodings';
import type { TableFormats } from './values/tableFormats';

type Values = Readonly<Record<string, FieldValue>>;
type Progress = (text: string) => void;
type Run = (path: readonly string[], values: Values, signal: AbortSignal, progress: Progress) => Promise<ActionOutcome>;

const NAME = { source: '[A-Za-z0-9_.:]{1,128}', message: 'Letters, digits, _ . and : only.' };
const TTL = { key: 'ttl', label: 'Time to live (s)', kind: 'number', min: 1, description: 'Empty for a value that stays.' } as const;
const READY_MS = 30_000;

/** What the tree's nodes offer. What destroys asks first. */
export function pegasusActions(client: PegasusClient, formats: TableFormats): readonly Action[] {
  return [...tableActions(client, formats), ...keyActions(client, formats)];
}

function tableActions(client: PegasusClient, formats: TableFormats): readonly Action[] {
  const { admin } = client;
  const change = (id: string, title: string, icon: string, fields: Action['fields'], run: Run): Action => ({ id, title, icon, group: 'change', writes: true, fields, run: guarded(title, run) });
  return [
    change(
      'table.create',
      'Create Table',
      'add',
      [
        { key: 'name', label: 'Name', kind: 'text', required: true, pattern: NAME },
        { key: 'partitions', label: 'Partitions', kind: 'number', initial: 4, min: 1, max: 65_536, description: 'Best a power of two: a split doubles them.' },
        { key: 'replicas', label: 'Replicas', kind: 'number', initial: 3, min: 1, max: 15 },
        { key: 'envs', label: 'Environment', kind: 'pairs' },
      ],
      async (_, values, signal) => {
        const name = text(values, 'name');
        await admin.createTable({ name, partitionCount: number(values, 'partitions', 4), replicaCount: number(values, 'replicas', 3), envs: new Map(pairs(values, 'envs')) }, { signal });
        client.forget(name);
        const ready = await admin.waitUntilReady(name, READY_MS, signal);
        return { message: ready ? `Created the table ${name}` : `The table ${name} is being created; not all of its partitions are ready yet`, changed: [[]] };
      },
    ),
    change('table.rename', 'Rename Table', 'edit', [{ key: 'name', label: 'New name', kind: 'text', required: true, pattern: NAME }], async (path, values, signal) => {
      const { table } = at(path, 'table');
      const name = text(values, 'name');
      await admin.renameTable(table, name, { signal });
      client.forget(table);
      client.forget(name);
      formats.forget(table);
      return { message: `Renamed ${table} to ${name}`, changed: [[]] };
    }),
    {
      id: 'table.drop',
      title: 'Drop Table',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [{ key: 'reserve', label: 'Keep for (s)', kind: 'number', min: 0, description: 'How long it can be recalled; as the cluster has it where empty.' }],
      confirm: { message: 'Drop this table?', detail: 'Nobody can read or write it any more. It can be recalled as long as the cluster keeps it.', button: 'Drop Table' },
      run: guarded('Drop Table', async (path, values, signal) => {
        const { table } = at(path, 'table');
        await admin.dropTable(table, { signal, ...(typeof values['reserve'] === 'number' ? { reserveSeconds: BigInt(Math.floor(values['reserve'])) } : {}) });
        client.forget(table);
        formats.forget(table);
        return { message: `Dropped the table ${table}`, changed: [[]] };
      }),
    },
    change('table.recall', 'Recall Table', 'discard', [{ key: 'name', label: 'Name', kind: 'text', description: 'The one it had where empty.' }], async (path, values, signal) => {
      const { appId } = at(path, 'dropped table');
      const name = await admin.recallTable(appId, text(values, 'name'), { signal });
      client.forget(name);
      return { message: `Recalled the table ${name}`, changed: [[]] };
    }),
    change(
      'table.setEnv',
      'Set Environment Variable',
      'settings',
      [
        { key: 'key', label: 'Name', kind: 'text', required: true, placeholder: 'default_ttl' },
        { key: 'value', label: 'Value', kind: 'text', required: true },
      ],
      async (path, values, signal) => {
        const { table } = at(path, 'table');
        await admin.setEnvs(table, new Map([[text(values, 'key'), text(values, 'value')]]), { signal });
        return { message: `Set ${text(values, 'key')} of ${table}`, changed: [[...tablePath(table), ENVS], tablePath(table)] };
      },
    ),
    change('env.delete', 'Delete Environment Variable', 'trash', [], async (path, _, signal) => {
      const { table, name } = at(path, 'env');
      await admin.deleteEnvs(table, [name], { signal });
      return { message: `Deleted ${name} of ${table}`, changed: [[...tablePath(table), ENVS], tablePath(table)] };
    }),
    {
      id: 'table.count',
      title: 'Count Rows',
      icon: 'symbol-number',
      group: 'query',
      writes: false,
      fields: [],
      run: guarded('Count Rows', async (path, _, signal, progress) => {
        const { table } = at(path, 'table');
        const rows = await countRows(client.table(table), { signal }, (done, of) => progress(`${done} of ${of} partitions`));
        return { message: `${table} has ${rows.toLocaleString('en')} rows` };
      }),
    },
    {
      id: 'table.copy',
      title: 'Copy to Table',
      icon: 'copy',
      group: 'change',
      writes: true,
      fields: [
        { key: 'target', label: 'To the table', kind: 'text', required: true, pattern: NAME },
        { key: 'create', label: 'Create it', kind: 'boolean', initial: false, description: 'With as many partitions and replicas and the same environment, where there is none of that name.' },
        { key: 'keepExisting', label: 'Keep rows that are there', kind: 'boolean', initial: true, description: 'Else rows with the same keys are replaced.' },
      ],
      run: guarded('Copy to Table', async (path, values, signal, progress) => {
        const { table } = at(path, 'table');
        const target = text(values, 'target');
        if (target === table) throw new HeadwaterError({ what: 'Could not copy the rows', why: 'The target is the table itself.', todo: 'Name another table.', kind: 'invalid' });
        const created = values['create'] === true && (await createLike(client, table, target, signal));
        const [from, to] = [client.table(table), client.table(target)];
        await to.calls.routes.current({ signal });
        const counts: CopyCounts = { copied: 0, skipped: 0 };
        const scanners = await from.unorderedScanners(Infinity, { returnExpireTs: true, batchSize: 500, signal });
        for await (const { rows } of copyRows({ from, to, keepExisting: values['keepExisting'] === true, signal }, scanners, counts)) progress(`${rows.toLocaleString('en')} rows`);
        const left = counts.skipped > 0 ? `; ${counts.skipped.toLocaleString('en')} were there already` : '';
        return { message: `Copied ${counts.copied.toLocaleString('en')} rows of ${table} to ${target}${left}`, changed: created ? [[], tablePath(target)] : [tablePath(target)] };
      }),
    },
    {
      id: 'table.encodings',
      title: 'Choose Encodings',
      icon: 'symbol-string',
      group: 'query',
      writes: false,
      fields: (['hashKey', 'sortKey', 'value'] as const).map((key) => ({
        key,
        label: key === 'hashKey' ? 'Hash keys' : key === 'sortKey' ? 'Sort keys' : 'Values',
        kind: 'choice' as const,
        initial: 'auto',
        choices: [{ value: 'auto', label: 'Automatic' }, ...ALL_CODECS.map(({ id, label, description }) => ({ value: id, label, description }))],
      })),
      run: guarded('Choose Encodings', async (path, values) => {
        const { table } = at(path, 'table');
        formats.choose(table, { hashKey: choice(values, 'hashKey'), sortKey: choice(values, 'sortKey'), value: choice(values, 'value') });
        const { hashKey, sortKey, value } = await formats.of(table);
        return { message: `${table} is shown as ${hashKey.label}, ${sortKey.label}, ${value.label} until the connection is closed`, changed: [tablePath(table)] };
      }),
    },
  ];
}

/** @returns whether it was made; it may have been there. */
async function createLike(client: PegasusClient, like: string, name: string, signal: AbortSignal): Promise<boolean> {
  const { admin } = client;
  const tables = (await admin.listTables({ signal })).filter(({ status }) => status === 'available');
  const model = tables.find((one) => one.name === like);
  if (!model || tables.some((one) => one.name === name)) return false;
  await admin.createTable({ name, partitionCount: model.partitionCount, replicaCount: model.maxReplicas, envs: model.envs }, { signal });
  client.forget(name);
  await admin.waitUntilReady(name, READY_MS, signal);
  return true;
}

function keyActions(client: PegasusClient, formats: TableFormats): readonly Action[] {
  const keysOf = (table: string): readonly string[] => [...tablePath(table), KEYS];
  return [
    {
      id: 'table.set',
      title: 'Set Value',
      icon: 'add',
      group: 'change',
      writes: true,
      fields: [
        { key: 'hashKey', label: 'Hash key', kind: 'text' },
        { key: 'sortKey', label: 'Sort key', kind: 'text' },
        { key: 'value', label: 'Value', kind: 'text' },
        TTL,
      ],
      run: guarded('Set Value', async (path, values, signal) => {
        const { table } = at(path, 'table');
        const encodings = await formats.of(table);
        const [hashKey, sortKey, value] = [encodings.hashKey.fromText(raw(values, 'hashKey')), encodings.sortKey.fromText(raw(values, 'sortKey')), encodings.value.fromText(raw(values, 'value'))];
        await client.table(table).set(hashKey, sortKey, value, ttlOf(values), { signal });
        return { message: 'Set the value', changed: [keysOf(table)] };
      }),
    },
    {
      id: 'key.delete',
      title: 'Delete Hash Key',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [],
      confirm: { message: 'Delete all rows of this hash key?', detail: 'All of its sort keys and values are removed. It cannot be undone.', button: 'Delete Hash Key' },
      run: guarded('Delete Hash Key', async (path, _, signal) => {
        const { table, hashKey } = at(path, 'hash key');
        const rows = await deleteHashKey(client.table(table), hashKey, signal);
        return { message: `Deleted ${rows.toLocaleString('en')} rows`, changed: [keysOf(table)] };
      }),
    },
    {
      id: 'value.set',
      title: 'Change Value',
      icon: 'edit',
      group: 'change',
      writes: true,
      fields: [{ key: 'value', label: 'Value', kind: 'text', description: 'The time to live stays as it is.' }],
      run: guarded('Change Value', async (path, values, signal) => {
        const { table, hashKey, sortKey } = at(path, 'sort key');
        const { value } = await formats.of(table);
        return done(await writeRow(client.table(table), hashKey, sortKey, { kind: 'update', value: value.fromText(raw(values, 'value')) }, signal), 'Changed the value');
      }),
    },
    {
      id: 'value.ttl',
      title: 'Change Time to Live',
      icon: 'watch',
      group: 'change',
      writes: true,
      fields: [TTL],
      run: guarded('Change Time to Live', async (path, values, signal) => {
        const { table, hashKey, sortKey } = at(path, 'sort key');
        return done(await writeRow(client.table(table), hashKey, sortKey, { kind: 'update', expiry: { to: ttlOf(values) } }, signal), 'Changed the time to live');
      }),
    },
    {
      id: 'value.delete',
      title: 'Delete Row',
      icon: 'trash',
      group: 'danger',
      writes: true,
      fields: [],
      confirm: { message: 'Delete this row?', detail: 'Its value is lost. It cannot be undone.', button: 'Delete Row' },
      run: guarded('Delete Row', async (path, _, signal) => {
        const { table, hashKey, sortKey } = at(path, 'sort key');
        await client.table(table).remove(hashKey, sortKey, { signal });
        return { message: 'Deleted the row', changed: [path.slice(0, -1)] };
      }),
    },
  ];
}

const guarded =
  (title: string, run: Run): Action['run'] =>
  (path, values, signal, progress = () => undefined) =>
    telling(`“${title}” was not done`, () => run(path, values, signal, progress));

function done(refused: string | undefined, message: string): ActionOutcome {
  if (refused === undefined) return { message };
  throw new HeadwaterError({ what: 'Could not change the row', why: refused, todo: 'Refresh the tree.', kind: 'notFound' });
}

function at<K extends Place['kind']>(path: readonly string[], kind: K): Extract<Place, { readonly kind: K }> {
  const place = placeOf(path);
  if (isOf(place, kind)) return place;
  throw new HeadwaterError({ what: 'This cannot be done here', why: 'The node is not of the kind that this is for.', todo: 'Refresh the tree.', kind: 'invalid' });
}

const isOf = <K extends Place['kind']>(place: Place, kind: K): place is Extract<Place, { readonly kind: K }> => place.kind === kind;

function raw(values: Values, key: string): string {
  const value = values[key];
  return typeof value === 'string' ? value : '';
}

const text = (values: Values, key: string): string => raw(values, key).trim();

function number(values: Values, key: string, otherwise: number): number {
  const value = values[key];
  return typeof value === 'number' ? value : otherwise;
}

function pairs(values: Values, key: string): readonly (readonly [string, string])[] {
  const value = values[key];
  return typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
}

function choice(values: Values, key: string): CodecChoice {
  const value = text(values, key);
  return isCodecId(value) ? value : 'auto';
}

function ttlOf(values: Values): Expiry {
  const ttlSeconds = values['ttl'];
  return typeof ttlSeconds === 'number' ? { ttlSeconds } : undefined;
}
