import type { CatalogNode, CatalogPage } from '../../../core/contract/catalog';
import { formatBytes } from '../../../core/format/numbers';
import type { Diff } from '../api/diffsApi';
import type { LakeFs } from '../api/lakeFs';
import type { ObjectStats } from '../api/objectShape';
import { type Page } from '../api/pages';
import { ACTIONS } from '../actions/ids';
import { isData, keyLabel, keyReference } from './keyLabel';
import { changeNodePath, changesPath, type NodeRef, objectNodePath, prefixNodePath } from './nodePath';

export interface PageWish {
  readonly cursor?: string;
  readonly limit: number;
}

const CHANGE_MARKS: Readonly<Record<Diff['type'], string>> = { added: 'added', changed: 'modified', removed: 'deleted', conflict: 'conflict', prefix_changed: 'has changes' };

/** Objects below a ref, prefix by prefix, and the uncommitted changes of a branch. */
export class ObjectNodes {
  constructor(private readonly lakeFs: LakeFs) {}

  /** Children of a ref or of a prefix; on a branch, what is not committed is marked. */
  async list(parent: readonly string[], repository: string, ref: NodeRef, prefix: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const ask = { prefix, delimiter: '/', after: page.cursor, amount: page.limit };
    const [{ results, next }, changes] = await Promise.all([
      this.lakeFs.objects.list(repository, ref.name, ask, signal),
      ref.kind === 'branch' ? this.#changes(repository, ref.name, prefix, page, signal) : undefined,
    ]);
    const marks = new Map(changes?.results.map((diff) => [diff.path, CHANGE_MARKS[diff.type]]));
    const nodes = results.map((entry) => (entry.path_type === 'object' ? objectNode(parent, repository, ref, prefix, entry, marks.get(entry.path)) : prefixNode(parent, repository, ref, prefix, entry.path, marks.get(entry.path))));
    return { nodes, ...(next === undefined ? {} : { next }) };
  }

  /** The node above a branch's uncommitted changes; absent where there are none. */
  async changesNode(repository: string, ref: NodeRef, signal: AbortSignal): Promise<CatalogNode | undefined> {
    const { results, next } = await this.lakeFs.diffs.uncommitted(repository, ref.name, { amount: 100 }, signal);
    if (results.length === 0) return undefined;
    const count = next === undefined ? String(results.length) : `${results.length}+`;
    return {
      path: changesPath(repository, ref),
      kind: 'changes',
      label: 'Uncommitted changes',
      description: count,
      tooltip: 'Everybody on this branch sees them, and a commit takes them all.',
      icon: 'diff',
      children: true,
      version: { container: [repository], ref },
      actions: [ACTIONS.commit, ACTIONS.discardAll],
    };
  }

  async changes(parent: readonly string[], repository: string, ref: NodeRef, prefix: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.diffs.uncommitted(repository, ref.name, { prefix, delimiter: '/', after: page.cursor, amount: page.limit }, signal);
    return { nodes: results.map((diff) => changeNode(parent, repository, ref, prefix, diff)), ...(next === undefined ? {} : { next }) };
  }

  /** As many changes as nodes: they stand in the same order, so that a page of nodes is marked by about its page of changes. */
  async #changes(repository: string, branch: string, prefix: string, page: PageWish, signal: AbortSignal): Promise<Page<Diff>> {
    return this.lakeFs.diffs.uncommitted(repository, branch, { prefix, delimiter: '/', after: page.cursor, amount: Math.max(page.limit, 1000) }, signal);
  }
}

export function prefixNode(parent: readonly string[], repository: string, ref: NodeRef, above: string, prefix: string, mark?: string): CatalogNode {
  return {
    path: prefixNodePath(parent, prefix),
    kind: 'prefix',
    label: keyLabel(prefix, above),
    ...(mark === undefined ? {} : { description: mark }),
    icon: 'folder',
    children: true,
    object: [repository, ref.name, prefix],
    version: { container: [repository], ref },
    actions: ref.kind === 'branch' ? [ACTIONS.discardPrefix, ACTIONS.importData, ACTIONS.prefixSize, ACTIONS.history] : [ACTIONS.prefixSize, ACTIONS.history],
  };
}

export function objectNode(parent: readonly string[], repository: string, ref: NodeRef, above: string, stats: ObjectStats, mark?: string): CatalogNode {
  const { path: key } = stats;
  return {
    path: objectNodePath(parent, key),
    kind: 'object',
    label: keyLabel(key, above),
    description: [formatBytes(stats.size_bytes), mark].filter((part) => part !== undefined).join(' · '),
    icon: isData(key) ? 'table' : 'file',
    children: false,
    reference: keyReference(repository, ref.name, key),
    selectable: isData(key),
    object: [repository, ref.name, key],
    version: { container: [repository], ref },
    actions: [
      ...(ref.kind === 'branch' ? [ACTIONS.setMetadata, ...(mark === undefined ? [] : [ACTIONS.discardObject])] : []),
      ACTIONS.history,
      ACTIONS.presignedUrl,
      ACTIONS.snippet,
    ],
  };
}

function changeNode(parent: readonly string[], repository: string, ref: NodeRef, above: string, diff: Diff): CatalogNode {
  const { path: key, type } = diff;
  const version = { container: [repository], ref };
  if (diff.path_type === 'common_prefix') {
    return { path: prefixNodePath(parent, key), kind: 'changes', label: keyLabel(key, above), icon: 'folder', children: true, version, object: [repository, ref.name, key], actions: [ACTIONS.discardPrefix] };
  }
  return {
    path: changeNodePath(parent, key),
    kind: 'change',
    label: keyLabel(key, above),
    description: CHANGE_MARKS[type],
    icon: type === 'added' ? 'diff-added' : type === 'removed' ? 'diff-removed' : 'diff-modified',
    children: false,
    object: [repository, ref.name, key],
    version,
    actions: [ACTIONS.discardObject],
  };
}
