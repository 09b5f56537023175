import type { NodeDetail } from '../../../core/contract/catalog';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import type { LakeFs } from '../api/lakeFs';
import type { KnownRepositories } from '../repositoryFacts';
import { HeadwaterError } from '../../../core/errors';
import type { Imports } from '../imports';
import { hookNode, pullNode, runNode } from './workNodes';
import { keyPath, type NodePlace } from './nodePath';
import { objectNode, prefixNode } from './objectNodes';
import { branchNode, commitNode, tagNode } from './refNodes';
import { groupNode, repositoryNode } from './repositoryNodes';

interface Sources {
  readonly lakeFs: LakeFs;
  readonly known: KnownRepositories;
  readonly imports: Imports;
}

type Facts = readonly (readonly [label: string, value: string])[];

/** What is known about one node. @throws HeadwaterError where it is not there */
export async function describeNode({ lakeFs, known, imports }: Sources, path: readonly string[], place: NodePlace, signal: AbortSignal): Promise<NodeDetail> {
  switch (place.kind) {
    case 'root':
      return { node: { path: [], kind: 'connection', label: 'lakeFS', icon: 'repo', children: true }, facts: [] };
    case 'repository': {
      const { repository } = await known.of(place.repository, signal);
      const facts: Facts = [['Default branch', repository.default_branch], ['Storage namespace', repository.storage_namespace], ['Created', timeText(repository.creation_date)], ['Read-only', repository.read_only ? 'yes' : 'no']];
      return { node: repositoryNode(repository), facts };
    }
    case 'group':
      await known.of(place.repository, signal);
      return { node: groupNode(place.repository, place.group), facts: [] };
    case 'ref':
      return describeRef(lakeFs, known, place, signal);
    case 'prefix':
      return { node: prefixNode(path.slice(0, -1), place.repository, place.ref, '', place.key), facts: [['Prefix', place.key]] };
    case 'object':
    case 'change':
      return describeObject(lakeFs, path, place, signal);
    case 'changes':
      return { node: { path, kind: 'changes', label: place.prefix === '' ? 'Uncommitted changes' : place.prefix, icon: 'diff', children: true }, facts: [['Branch', place.ref.name]] };
    case 'pull': {
      const pull = await lakeFs.pulls.get(place.repository, place.id, signal);
      const facts: Facts = [['Status', pull.status], ['From', pull.source_branch], ['Into', pull.destination_branch], ['Author', pull.author], ['Created', pull.creation_date], ['Description', pull.description], ['Merge commit', pull.merged_commit_id ?? '']];
      return { node: pullNode(place.repository, pull), facts: facts.filter(([, value]) => value !== '') };
    }
    case 'import': {
      const one = await imports.find(place.repository, place.id);
      const status = await imports.status(one, signal);
      const facts: Facts = [['Branch', one.branch], ['Destination', one.label], ['Objects', formatCount(BigInt(status.ingested_objects))], ['Completed', status.completed ? 'yes' : 'no'], ['Error', status.error?.message ?? ''], ['Commit', status.commit?.id ?? '']];
      return { node: { path, kind: 'import', label: one.label, icon: 'cloud-download', children: false }, facts: facts.filter(([, value]) => value !== '') };
    }
    case 'run': {
      const run = await lakeFs.runs.get(place.repository, place.id, signal);
      return { node: runNode(place.repository, run), facts: [['Event', run.event_type], ['Branch', run.branch], ['Status', run.status], ['Started', run.start_time], ['Ended', run.end_time ?? ''], ['Commit', run.commit_id]] };
    }
    case 'hook': {
      const { results } = await lakeFs.runs.hooks(place.repository, place.run, { amount: 1000 }, signal);
      const hook = results.find(({ hook_run_id }) => hook_run_id === place.id);
      if (!hook) throw new HeadwaterError({ what: `Could not find the hook ${place.id}`, why: `The run ${place.run} has no such hook.`, kind: 'notFound' });
      return { node: hookNode(place.repository, place.run, hook), facts: [['Action', hook.action], ['Hook', hook.hook_id], ['Status', hook.status], ['Started', hook.start_time]] };
    }
  }
}

async function describeRef(lakeFs: LakeFs, known: KnownRepositories, { repository, ref }: NodePlace & { readonly kind: 'ref' }, signal: AbortSignal): Promise<NodeDetail> {
  const commit = await lakeFs.commits.get(repository, ref.name, signal);
  const metadata = Object.entries(commit.metadata ?? {}).map(([key, value]) => [key, value] as const);
  const facts: Facts = [['Commit', commit.id], ['Message', commit.message], ['Committer', commit.committer], ['Time', timeText(commit.creation_date)], ['Parents', commit.parents.join(', ')], ...metadata];
  const named = { id: ref.name, commit_id: commit.id };
  switch (ref.kind) {
    case 'branch':
      return { node: branchNode(await known.of(repository, signal), named), facts };
    case 'tag':
      return { node: tagNode(repository, named), facts };
    case 'commit':
      return { node: commitNode(repository, commit), facts };
  }
}

async function describeObject(lakeFs: LakeFs, path: readonly string[], { repository, ref, key }: NodePlace & { readonly kind: 'object' | 'change' }, signal: AbortSignal): Promise<NodeDetail> {
  const stats = await lakeFs.objects.stat({ repository, ref: ref.name, key }, {}, signal);
  const metadata = Object.entries(stats.metadata ?? {}).map(([name, value]) => [`Metadata ${name}`, value] as const);
  const facts: Facts = [
    ['Key', key],
    ['Size', `${formatBytes(stats.size_bytes)} (${formatCount(BigInt(stats.size_bytes))} bytes)`],
    ['Changed', timeText(stats.mtime)],
    ['Content type', stats.content_type ?? ''],
    ['Checksum', stats.checksum],
    ['Physical address', stats.physical_address],
    ...metadata,
  ];
  const parent = path.length > 0 ? path.slice(0, -1) : keyPath(repository, ref, key).slice(0, -1);
  return { node: objectNode(parent, repository, ref, key.slice(0, key.lastIndexOf('/') + 1), stats), facts };
}

function timeText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/u, 'Z');
}
