import type { NodeDetail } from '../../../core/contract/catalog';
import { formatBytes, formatCount } from '../../../core/format/numbers';
import type { LakeFs } from '../api/lakeFs';
import type { KnownRepositories } from '../repositoryFacts';
import { keyPath, type NodePlace } from './nodePath';
import { objectNode, prefixNode } from './objectNodes';
import { branchNode, commitNode, tagNode } from './refNodes';
import { groupNode, repositoryNode } from './repositoryNodes';

type Facts = readonly (readonly [label: string, value: string])[];

/** What is known about one node. @throws HeadwaterError where it is not there */
export async function describeNode(lakeFs: LakeFs, known: KnownRepositories, path: readonly string[], place: NodePlace, signal: AbortSignal): Promise<NodeDetail> {
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
    case 'pull':
    case 'import':
    case 'run':
    case 'hook':
      return { node: { path, kind: place.kind, label: path.at(-1) ?? '', icon: 'info', children: place.kind === 'changes' }, facts: [] };
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
