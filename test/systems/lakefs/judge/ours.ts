import type { LakeFs } from '../../../../src/backends/lakefs/api/lakeFs';
import { everyResult } from '../../../../src/backends/lakefs/api/pages';
import type { Pull } from '../../../../src/backends/lakefs/api/pullsApi';
import type { S3Gateway } from '../../../../src/backends/lakefs/gateway/s3Gateway';
import { Imports } from '../../../../src/backends/lakefs/imports';
import type { LakeFsSession } from '../../../../src/backends/lakefs/session';
import { transact } from '../../../../src/backends/lakefs/transaction';
import { HeadwaterError } from '../../../../src/core/errors';
import type { CommitInfo } from '../../../../src/core/contract/versions';
import type { ObjectStat } from '../../../../src/core/contract/objects';
import { setTimeout as delay } from 'node:timers/promises';
import { bytesOf, gather, never } from '../support/session';
import type { Step } from './scenario';

export type Outcome = { readonly ok: unknown } | { readonly error: number | null; readonly text?: string };

/** Milliseconds in which the server's caches must have aged; some seconds are usual. */
const CACHE_MS = 30_000;

type Operation = (...args: never[]) => Promise<unknown>;

/** Runs steps through Headwater's own session, the calls below it where the contract has no such thing. */
export class Ours {
  #pull = '';

  constructor(
    private readonly session: LakeFsSession,
    private readonly calls: LakeFs,
    private readonly gateway: S3Gateway,
    private readonly repository: string,
    private readonly namespace: string,
  ) {}

  async run([operation, ...args]: Step): Promise<Outcome> {
    const operations: Readonly<Record<string, Operation>> = { ...this.#refs(), ...this.#objects(), ...this.#versions(), ...this.#work(), ...this.#s3() };
    const run = operations[operation];
    if (!run) throw new Error(`Our side has no ${operation}.`);
    try {
      return { ok: (await run(...(args as never[]))) ?? null };
    } catch (error) {
      if (!(error instanceof HeadwaterError)) throw error;
      const code = Number(error.failure.code ?? NaN);
      return { error: Number.isNaN(code) ? codeOf(error) : code, text: error.message };
    }
  }

  #refs(): Readonly<Record<string, Operation>> {
    const { calls, repository, session } = this;
    const names = async (kind: 'branch' | 'tag', prefix: string) => (await session.versions.refs([repository], kind, { limit: 1000, prefix }, never)).refs.map(({ name }) => name);
    return {
      config: async () => session.server.version,
      user: async () => session.server.facts.find(([label]) => label === 'User')?.[1],
      repository: async () => [(await calls.repositories.get(repository, never)).default_branch],
      'repositories.has': async () => (await session.catalog.search(repository, 1000, never)).some(({ label }) => label === repository),
      'repository.missing': async (name: string) => (await calls.repositories.get(name, never)).id,
      'repository.create': async (name: string, storageNamespace: string) => (await calls.repositories.create({ name, storageNamespace }, never)).id,
      'repository.create.again': () => calls.repositories.create({ name: repository, storageNamespace: this.namespace }, never),
      'repository.metadata': () => calls.repositories.metadata(repository, never),
      'repository.delete': () => calls.repositories.delete(repository, false, never),
      branches: (prefix: string) => names('branch', prefix),
      'branch.create': async (name: string, source: string) => (await session.versions.createRef([repository], 'branch', name, source, never)).name,
      'branch.create.hidden': async (name: string, source: string) => (await calls.refs.createBranch(repository, name, source, { hidden: true }, never)) && name,
      'branch.delete': (name: string) => session.versions.deleteRef([repository], 'branch', name, never),
      tags: (prefix: string) => names('tag', prefix),
      'tag.create': async (name: string, ref: string) => (await session.versions.createRef([repository], 'tag', name, ref, never)).name,
      'tag.delete': (name: string) => session.versions.deleteRef([repository], 'tag', name, never),
      wait: (seconds: number) => delay(seconds * 1000).then(() => null),
      // Rules and deletions take effect when caches of the server have aged.
      'until.refused': (branch: string) => untilRefused(() => session.objects.delete([[repository, branch, 'never-was-there']], never)),
      'until.gone': () => untilRefused(() => calls.repositories.get(repository, never)),
    };
  }

  #objects(): Readonly<Record<string, Operation>> {
    const { calls, repository, session } = this;
    const { objects } = session;
    const at = (ref: string, key: string) => [repository, ref, key];
    return {
      upload: async (branch: string, key: string, text: string, about: { type?: string; metadata?: Record<string, string>; absent?: boolean }) => {
        const options = { size: Buffer.byteLength(text), ...(about.type === undefined ? {} : { contentType: about.type }), ...(about.metadata === undefined ? {} : { metadata: about.metadata }), ...(about.absent === true ? { ifAbsent: true } : {}) };
        await objects.write(at(branch, key), bytesOf(text), options, never);
        return stats(await objects.stat(at(branch, key), never));
      },
      stat: async (ref: string, key: string) => stats(await objects.stat(at(ref, key), never)),
      read: async (ref: string, key: string) => (await gather(objects.read(at(ref, key), {}, never))).toString('utf8'),
      'read.range': async (ref: string, key: string, start: number, end: number) => (await gather(objects.read(at(ref, key), { range: { start, end } }, never))).toString('utf8'),
      exists: (ref: string, key: string) => calls.objects.exists({ repository, ref, key }, never),
      copy: async (ref: string, key: string, branch: string, to: string) => stats(await objects.copy(at(ref, key), at(branch, to), never)),
      'set.metadata': (branch: string, key: string, metadata: Record<string, string>) => calls.objects.setMetadata({ repository, ref: branch, key }, metadata, never),
      delete: (branch: string, key: string) => objects.delete([at(branch, key)], never),
      'delete.many': (branch: string, keys: string[]) => objects.delete(keys.map((key) => at(branch, key)), never),
      list: async (ref: string, prefix: string, delimiter: string) => {
        const found: unknown[] = [];
        const ask = (page: { after?: string | undefined; amount: number }) => calls.objects.list(repository, ref, { ...page, prefix, delimiter: delimiter === '' ? undefined : delimiter }, never);
        for await (const entry of everyResult(ask, 3)) found.push(entry.path_type === 'object' ? ['object', entry.path, entry.size_bytes, entry.checksum] : ['prefix', entry.path]);
        return found;
      },
    };
  }

  #versions(): Readonly<Record<string, Operation>> {
    const { calls, repository, session } = this;
    const { versions } = session;
    const changes = async (ask: (after: string | undefined) => ReturnType<LakeFs['diffs']['uncommitted']>) => {
      const found: unknown[] = [];
      for await (const { type, path, path_type } of everyResult(({ after }) => ask(after))) found.push([type, path, path_type]);
      return found;
    };
    const log = async (ref: string, limit: number, paths: readonly string[] = []) => (await versions.log([repository], ref, { limit, paths }, never)).commits.map(({ message }) => message);
    return {
      uncommitted: (branch: string, prefix: string, delimiter: string) => changes((after) => calls.diffs.uncommitted(repository, branch, { after, amount: 4, prefix, delimiter: delimiter === '' ? undefined : delimiter }, never)),
      commit: async (branch: string, message: string, metadata: Record<string, string>) => info(await versions.save([repository], branch, { message, metadata }, never)),
      'commit.empty': async (branch: string, message: string, metadata: Record<string, string>) => info(await versions.save([repository], branch, { message, metadata, allowEmpty: true }, never)),
      'commit.get': async (ref: string) => info(await versions.commit([repository], ref, never)),
      log,
      'log.objects': (ref: string, keys: string[]) => log(ref, 10, keys),
      'log.prefixes': (ref: string, keys: string[]) => log(ref, 10, keys),
      discard: (branch: string, kind: 'object' | 'common_prefix' | 'reset', path: string) =>
        versions.discard([repository], branch, kind === 'reset' ? { kind: 'all' } : { kind: kind === 'object' ? 'object' : 'prefix', path }, never),
      diff: (left: string, right: string, type: 'two_dot' | 'three_dot') => changes((after) => calls.diffs.between(repository, left, right, { after, amount: 3, type }, never)),
      'diff.prefix': (left: string, right: string, prefix: string) => changes((after) => calls.diffs.between(repository, left, right, { after, amount: 3, type: 'three_dot', prefix }, never)),
      merge: async (source: string, destination: string, how: { message?: string; metadata?: Record<string, string>; strategy?: 'source-wins' | 'dest-wins'; squash?: boolean; allow_empty?: boolean }) => {
        await calls.merges.merge(repository, source, destination, { ...how, allowEmpty: how.allow_empty }, never);
        return info(await versions.commit([repository], destination, never));
      },
      revert: async (branch: string, ref: string, parent: number) => {
        const { id } = await versions.commit([repository], ref, never);
        await versions.revert([repository], branch, id, parent === 0 ? {} : { parent }, never);
        return info(await versions.commit([repository], branch, never));
      },
      'cherry.pick': async (branch: string, ref: string) => info(await versions.cherryPick([repository], branch, ref, {}, never)),
      'hard.reset': (branch: string, ref: string) => versions.reset([repository], branch, ref, never),
    };
  }

  #work(): Readonly<Record<string, Operation>> {
    const { calls, repository, session } = this;
    const imports = new Imports(calls, '');
    const write = async (branch: string, writes: readonly (readonly [string, string])[]) => {
      for (const [key, text] of writes) await session.objects.write([repository, branch, key], bytesOf(text), { size: Buffer.byteLength(text) }, never);
    };
    const firstRun = async (branch: string) => (await calls.runs.list(repository, { amount: 100, branch }, never)).results[0]!.run_id;
    const hooks = async (branch: string) => (await calls.runs.hooks(repository, await firstRun(branch), { amount: 100 }, never)).results;
    return {
      transact: async (branch: string, message: string, metadata: Record<string, string>, writes: readonly (readonly [string, string])[], tag: string) => {
        await transact(calls, repository, branch, { message, metadata, ...(tag === '' ? {} : { tag }) }, (own) => write(own, writes), never);
      },
      'transact.failing': async (branch: string, writes: readonly (readonly [string, string])[]) => {
        const wanted = new Error('wanted');
        try {
          await transact(calls, repository, branch, { message: 'never' }, async (own) => {
            await write(own, writes);
            throw wanted;
          }, never);
        } catch (error) {
          if (error === wanted) return 'the error of the work';
          throw error;
        }
        return 'no error';
      },
      import: async (branch: string, sources: readonly (readonly ['common_prefix' | 'object', string, string])[], message: string, metadata: Record<string, string>) => {
        const started = await imports.start(repository, branch, sources.map(([type, path, destination]) => ({ type, path, destination })), { message, metadata }, never);
        try {
          return { objects: (await imports.wait(started, never)).ingested_objects };
        } catch (error) {
          if (error instanceof HeadwaterError) return 'failed';
          throw error;
        }
      },
      'pull.create': async (title: string, description: string, source: string, destination: string) => {
        this.#pull = await calls.pulls.create(repository, { title, description, source, destination }, never);
        return 'created';
      },
      pulls: async (status: 'open' | 'all') => (await calls.pulls.list(repository, { amount: 100, status }, never)).results.map(pull),
      'pull.update': async (changed: { title?: string; status?: 'open' | 'closed' }) => calls.pulls.update(repository, this.#pull, changed, never).then(() => 'updated'),
      'pull.get': async () => pull(await calls.pulls.get(repository, this.#pull, never)),
      'pull.merge': () => calls.pulls.merge(repository, this.#pull, never).then(() => null),
      'protection.get': async () => (await calls.settings.protection(repository, never)).patterns,
      'protection.set': async (patterns: string[]) => {
        const { tag } = await calls.settings.protection(repository, never);
        await calls.settings.setProtection(repository, { patterns, ...(tag === undefined ? {} : { tag }) }, never);
      },
      'collection.get': async () => {
        const rules = await calls.settings.collection(repository, never);
        if (!rules) throw new HeadwaterError({ what: 'rules', why: 'There are none.', code: '404' });
        return [rules.defaultDays, rules.branches.map(({ branch, days }) => [branch, days])];
      },
      'collection.set': (days: number, branches: Record<string, number>) => calls.settings.setCollection(repository, { defaultDays: days, branches: Object.entries(branches).map(([branch, kept]) => ({ branch, days: kept })) }, never),
      runs: async (branch: string) => (await calls.runs.list(repository, { amount: 100, branch }, never)).results.map((run) => [run.event_type, run.branch, run.status]),
      'run.hooks': async (branch: string) => (await hooks(branch)).map((hook) => [hook.action, hook.hook_id, hook.status]),
      'run.output': async (branch: string) => (await calls.runs.output(repository, await firstRun(branch), (await hooks(branch))[0]!.hook_run_id, never)).includes('not today'),
    };
  }

  #s3(): Readonly<Record<string, Operation>> {
    const { gateway, repository } = this;
    const place = (path: string) => ({ repository, ref: path.slice(0, path.indexOf('/')), key: path.slice(path.indexOf('/') + 1) });
    return {
      's3.put': (path: string, text: string) => gateway.put(place(path), bytesOf(text), Buffer.byteLength(text), {}, never),
      's3.get': async (path: string) => (await gather((await gateway.get(place(path), undefined, never)).body)).toString('utf8'),
      's3.head': async (path: string) => Number((await gateway.head(place(path), never))['content-length']),
      's3.list': async (path: string, delimiter: string) => {
        const { ref, key } = place(path);
        const { objects, prefixes } = await gateway.list(repository, ref, key, { limit: 1000, delimiter: delimiter === '' ? undefined : delimiter }, never);
        return [...objects.map((object) => [object.key, object.size, object.tag]), ...prefixes.map((prefix) => [prefix])];
      },
      's3.delete': (path: string) => gateway.delete(place(path), never),
    };
  }
}

async function untilRefused(ask: () => Promise<unknown>): Promise<string> {
  const limit = Date.now() + CACHE_MS;
  while (Date.now() < limit) {
    try {
      await ask();
    } catch {
      return 'refused';
    }
    await delay(200);
  }
  return 'not refused';
}

/** Refusals that never reached the server, and codes of the gateway, as the status that the server gives. */
function codeOf({ failure }: HeadwaterError): number | null {
  switch (failure.kind) {
    case 'invalid':
      return 400;
    case 'notFound':
      return 404;
    case 'conflict':
      return 409;
    case 'exists':
      return 412;
    default:
      return null;
  }
}

function stats({ path, size, contentId, contentType, metadata }: ObjectStat) {
  return { path: path[2], size, checksum: contentId, type: contentType, metadata: metadata ?? {} };
}

function info(commit: CommitInfo) {
  return { message: commit.message, metadata: commit.metadata, committer: commit.author, parents: commit.parents.length };
}

function pull({ status, title, description, source_branch, destination_branch }: Pull) {
  return [status, title, description, source_branch, destination_branch];
}

