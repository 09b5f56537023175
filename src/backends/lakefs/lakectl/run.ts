import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat as statFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ExecutionEvent } from '../../../core/contract/execution';
import type { Objects } from '../../../core/contract/objects';
import type { Versions } from '../../../core/contract/versions';
import type { RepositoriesApi } from '../api/repositoriesApi';
import type { Imports } from '../imports';
import { folderStatus } from '../local/status';
import { commit as commitFolder, pull } from '../local/synchronise';
import { readLinkedFolder } from '../local/refFile';
import { type Command, wrong } from './command';
import { cat, changes, facts, list, type Listing, log, oneCommit, oneRef, refs, repositories, stat } from './reads';
import { rowEvents } from './rows';
import { uriOf } from './uri';

export interface LakectlDeps {
  readonly repositories: RepositoriesApi;
  readonly objects: Objects & Required<Pick<Objects, 'write' | 'delete'>>;
  readonly versions: Required<Versions>;
  readonly imports: Imports;
}

/** The events of one command. */
export function runCommand(deps: LakectlDeps, command: Command, signal: AbortSignal): AsyncGenerator<ExecutionEvent> {
  const { columns, pages } = listingOf(deps, command, signal);
  return rowEvents(columns, pages);
}

function listingOf(deps: LakectlDeps, command: Command, signal: AbortSignal): Listing {
  const { repositories: repos, objects, versions } = deps;
  const { operands, flags, usage } = command;
  const [first, second] = operands;
  const flag = (name: string): string | undefined => flags.get(name)?.at(-1);
  const most = amountOf(command);
  switch (usage.path.join(' ')) {
    case 'repo list':
      return repositories(repos, most, signal);
    case 'repo create': {
      const { repository } = uriOf(first, 'repository');
      return facts(async () => {
        const made = await repos.create({ name: repository, storageNamespace: second?.text ?? '', defaultBranch: flag('default-branch') ?? 'main' }, signal);
        return [['Repository', made.id], ['Default branch', made.default_branch], ['Storage namespace', made.storage_namespace]];
      });
    }
    case 'branch list':
      return refs(versions, uriOf(first, 'repository'), 'branch', flag('prefix'), most, signal);
    case 'tag list':
      return refs(versions, uriOf(first, 'repository'), 'tag', flag('prefix'), most, signal);
    case 'branch show':
    case 'tag show':
      return oneRef(versions, uriOf(first, 'ref'), signal);
    case 'log':
      return log(versions, uriOf(first, 'ref'), most, signal);
    case 'diff':
      return diff(deps, command, signal);
    case 'local status':
      return folderStatus(deps, path.resolve(first?.text ?? '.'), signal);
    case 'fs ls':
      return list(objects, uriOf(first, 'ref'), flags.has('recursive'), signal);
    case 'fs cat':
      return cat(objects, uriOf(first, 'path'), signal);
    case 'fs stat':
      return stat(objects, uriOf(first, 'path'), signal);
    default:
      return changing(deps, command, signal);
  }
}

/** Commands that change something, and those that touch local files. */
function changing(deps: LakectlDeps, command: Command, signal: AbortSignal): Listing {
  const { objects, versions } = deps;
  const { operands, flags, usage } = command;
  const [first, second] = operands;
  const flag = (name: string): string | undefined => flags.get(name)?.at(-1);
  const done = (label: string, work: () => Promise<string>): Listing => facts(async () => [[label, await work()]]);
  switch (usage.path.join(' ')) {
    case 'branch create': {
      const { repository, ref } = uriOf(first, 'ref');
      const source = flag('source');
      if (source === undefined) throw wrong('The source is missing.', operands.at(-1), 'Write --source lakefs://repository/ref.');
      const from = uriOf({ text: source, start: 0, end: 0 }, 'ref');
      return done('Created branch', async () => (await versions.createRef([repository], 'branch', ref, from.ref, signal)).commit);
    }
    case 'tag create': {
      const { repository, ref } = uriOf(first, 'ref');
      const from = uriOf(second, 'ref');
      return done('Created tag', async () => (await versions.createRef([repository], 'tag', ref, from.ref, signal)).commit);
    }
    case 'branch delete':
    case 'tag delete': {
      const { repository, ref } = confirmed(command, uriOf(first, 'ref'));
      const kind = usage.path[0] === 'branch' ? 'branch' : 'tag';
      return done(`Deleted ${kind}`, async () => {
        await versions.deleteRef([repository], kind, ref, signal);
        return ref;
      });
    }
    case 'branch reset': {
      const { repository, ref } = confirmed(command, uriOf(first, 'ref'));
      const [prefix, object] = [flag('prefix'), flag('object')];
      const what = object !== undefined ? ({ kind: 'object', path: object } as const) : prefix !== undefined ? ({ kind: 'prefix', path: prefix } as const) : ({ kind: 'all' } as const);
      return done('Discarded changes of', async () => {
        await versions.discard([repository], ref, what, signal);
        return what.kind === 'all' ? ref : what.path;
      });
    }
    case 'branch revert': {
      const { repository, ref } = confirmed(command, uriOf(first, 'ref'));
      return done('Reverted', async () => {
        await versions.revert([repository], ref, second?.text ?? '', parentOf(command), signal);
        return second?.text ?? '';
      });
    }
    case 'cherry-pick': {
      const { repository, ref } = uriOf(second, 'ref');
      const from = uriOf(first, 'ref');
      return oneCommit(() => versions.cherryPick([repository], ref, from.ref, parentOf(command), signal));
    }
    case 'commit': {
      const { repository, ref } = uriOf(first, 'ref');
      const message = flag('message');
      if (message === undefined) throw wrong('The message is missing.', first, 'Write -m "message".');
      return oneCommit(() => versions.save([repository], ref, { message, metadata: metadataOf(command), ...(flags.has('allow-empty-commit') ? { allowEmpty: true } : {}) }, signal));
    }
    case 'merge': {
      const [source, destination] = [uriOf(first, 'ref'), uriOf(second, 'ref')];
      const message = flag('message');
      const request = { metadata: metadataOf(command), ...(message === undefined ? {} : { message }), ...strategyOf(command), ...(flags.has('squash') ? { squash: true } : {}) };
      return done('Merged', () => versions.merge([destination.repository], source.ref, destination.ref, request, signal));
    }
    case 'import': {
      const [from, to] = [flag('from'), flag('to')];
      if (from === undefined || to === undefined) throw wrong('--from and --to are needed.', first);
      const { repository, ref, path: destination } = uriOf({ text: to, start: 0, end: 0 }, 'ref');
      return facts(async () => {
        const sources = [{ type: from.endsWith('/') ? ('common_prefix' as const) : ('object' as const), path: from, destination }];
        const started = await deps.imports.start(repository, ref, sources, { message: flag('message') ?? `Import from ${from}`, metadata: metadataOf(command) }, signal);
        const ended = await deps.imports.wait(started, signal);
        return [['Imported objects', String(ended.ingested_objects)], ['Commit', ended.commit?.id ?? null]];
      });
    }
    case 'local pull':
      return done('Pulled changes', async () => String((await pull(deps, await readLinkedFolder(path.resolve(first?.text ?? '.')), signal)).length));
    case 'local commit': {
      const message = flag('message');
      if (message === undefined) throw wrong('The message is missing.', first, 'Write -m "message".');
      return done('Committed', async () => commitFolder(deps, await readLinkedFolder(path.resolve(first?.text ?? '.')), { message, metadata: metadataOf(command) }, signal));
    }
    case 'fs upload': {
      const { repository, ref, path: key } = uriOf(first, 'path');
      const source = flag('source');
      if (source === undefined) throw wrong('The local file is missing.', first, 'Write --source FILE.');
      return done('Uploaded bytes', async () => {
        const { size } = await statFile(source);
        const type = flag('content-type');
        return String((await objects.write([repository, ref, key], createReadStream(source, { signal }), { size, ...(type === undefined ? {} : { contentType: type }) }, signal)).size);
      });
    }
    case 'fs download': {
      const { repository, ref, path: key } = uriOf(first, 'path');
      const target = path.resolve(second?.text ?? path.posix.basename(key));
      return done('Downloaded to', async () => {
        const beside = `${target}.headwater`;
        try {
          await pipeline(objects.read([repository, ref, key], {}, signal), createWriteStream(beside, { flags: 'wx' }), { signal });
          await rename(beside, target);
        } catch (error) {
          await rm(beside, { force: true });
          throw error;
        }
        return target;
      });
    }
    case 'fs rm': {
      const { repository, ref, path: key } = uriOf(first, flags.has('recursive') ? 'ref' : 'path');
      return done('Deleted objects', async () => {
        if (!flags.has('recursive')) {
          await objects.delete([[repository, ref, key]], signal);
          return '1';
        }
        let count = 0;
        for (;;) {
          const { objects: found } = await objects.list([repository, ref, key], { limit: 1_000, recursive: true }, signal);
          if (found.length === 0) return String(count);
          await objects.delete(found.map((one) => one.path), signal);
          count += found.length;
        }
      });
    }
    default:
      throw wrong(`\`${usage.path.join(' ')}\` cannot be run here.`, first);
  }
}

function diff({ versions }: LakectlDeps, { operands: [first, second], flags }: Command, signal: AbortSignal): Listing {
  const left = uriOf(first, 'ref');
  const prefix = flags.get('prefix')?.at(-1);
  const below = prefix === undefined ? {} : { prefix };
  if (!second) return changes((page) => versions.uncommitted([left.repository], left.ref, { ...page, ...below }, signal));
  const right = uriOf(second, 'ref');
  const kind = flags.has('two-way') ? 'two-dot' : 'three-dot';
  return changes((page) => versions.diff([left.repository], left.ref, right.ref, { ...page, ...below, kind }, signal));
}

/** lakectl asks before these; a document cannot be asked, so it has to say yes. */
function confirmed<T>({ flags, operands }: Command, value: T): T {
  if (flags.has('yes')) return value;
  throw wrong('This cannot be undone.', operands[0], 'Write --yes to do it.');
}

function amountOf({ flags, operands }: Command): number {
  const text = flags.get('amount')?.at(-1);
  if (text === undefined) return Infinity;
  const amount = Number(text);
  if (Number.isInteger(amount) && amount > 0) return amount;
  throw wrong(`“${text}” is no amount.`, operands.at(-1));
}

function parentOf({ flags, operands }: Command): { readonly parent?: number } {
  const text = flags.get('parent-number')?.at(-1);
  if (text === undefined) return {};
  const parent = Number(text);
  if (Number.isInteger(parent) && parent > 0) return { parent };
  throw wrong(`“${text}” is no number of a parent.`, operands.at(-1));
}

function metadataOf({ flags, operands }: Command): Readonly<Record<string, string>> {
  const pairs = (flags.get('meta') ?? []).flatMap((text) => text.split(','));
  return Object.fromEntries(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 1) throw wrong(`“${pair}” is no key=value.`, operands.at(-1));
      return [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

function strategyOf({ flags, operands }: Command): { readonly strategy?: 'source-wins' | 'destination-wins' } {
  switch (flags.get('strategy')?.at(-1)) {
    case undefined:
      return {};
    case 'source-wins':
      return { strategy: 'source-wins' };
    case 'dest-wins':
      return { strategy: 'destination-wins' };
    default:
      throw wrong('There is no such strategy.', operands.at(-1), 'Write source-wins or dest-wins.');
  }
}
