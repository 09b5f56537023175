import type { CatalogNode, CatalogPage } from '../../../core/contract/catalog';
import { ACTIONS } from '../actions/ids';
import type { Commit } from '../api/commitShape';
import type { LakeFs } from '../api/lakeFs';
import type { Ref } from '../api/refsApi';
import type { RepositoryFacts } from '../repositoryFacts';
import { baseOfTransaction } from '../transaction';
import { type NodeRef, refPath } from './nodePath';
import type { PageWish } from './objectNodes';

/** Branches, tags and commits of a repository. */
export class RefNodes {
  constructor(private readonly lakeFs: LakeFs) {}

  async branches(facts: RepositoryFacts, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.refs.branches(facts.repository.id, { after: page.cursor, amount: page.limit }, signal);
    return { nodes: results.map((ref) => branchNode(facts, ref)), ...(next === undefined ? {} : { next }) };
  }

  async tags(repository: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.refs.tags(repository, { after: page.cursor, amount: page.limit }, signal);
    return { nodes: results.map((ref) => tagNode(repository, ref)), ...(next === undefined ? {} : { next }) };
  }

  /** The commits of the default branch, newest first. */
  async commits({ repository }: RepositoryFacts, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.commits.log(repository.id, repository.default_branch, { after: page.cursor, amount: page.limit, firstParent: true }, signal);
    return { nodes: results.map((commit) => commitNode(repository.id, commit)), ...(next === undefined ? {} : { next }) };
  }
}

export function branchNode(facts: RepositoryFacts, { id, commit_id }: Ref): CatalogNode {
  const ref: NodeRef = { kind: 'branch', name: id };
  const repository = facts.repository.id;
  const isDefault = id === facts.repository.default_branch;
  const isProtected = facts.isProtected(id);
  const base = baseOfTransaction(id);
  const badges = [isDefault ? 'default' : '', isProtected ? 'protected' : '', base === undefined ? '' : `transaction on ${base}`].filter((badge) => badge !== '');
  return {
    path: refPath(repository, ref),
    kind: 'branch',
    label: id,
    ...(badges.length === 0 ? {} : { description: badges.join(' · ') }),
    tooltip: `Branch \`${id}\`\n\nHead: \`${commit_id}\``,
    icon: isProtected ? 'lock' : 'git-branch',
    children: true,
    object: [repository, id, ''],
    version: { container: [repository], ref },
    actions: [...(base === undefined ? [ACTIONS.beginTransaction] : [ACTIONS.finishTransaction, ACTIONS.abandonTransaction]), ACTIONS.commit, ACTIONS.createBranch, ACTIONS.createTag, ACTIONS.merge, ACTIONS.createPull, ACTIONS.importData, ACTIONS.discardAll, ACTIONS.hardReset, ...(isDefault ? [] : [ACTIONS.deleteBranch]), ACTIONS.snippet],
  };
}

export function tagNode(repository: string, { id, commit_id }: Ref): CatalogNode {
  const ref: NodeRef = { kind: 'tag', name: id };
  return {
    path: refPath(repository, ref),
    kind: 'tag',
    label: id,
    description: commit_id.slice(0, 12),
    icon: 'tag',
    children: true,
    object: [repository, id, ''],
    version: { container: [repository], ref },
    actions: [ACTIONS.createBranch, ACTIONS.merge, ACTIONS.deleteTag, ACTIONS.snippet],
  };
}

export function commitNode(repository: string, commit: Commit): CatalogNode {
  const ref: NodeRef = { kind: 'commit', name: commit.id };
  const when = new Date(commit.creation_date * 1000).toISOString().replace(/\.\d+Z$/u, 'Z');
  return {
    path: refPath(repository, ref),
    kind: 'commit',
    label: commit.message.split('\n')[0] === '' ? '(no message)' : (commit.message.split('\n')[0] ?? ''),
    description: `${commit.id.slice(0, 12)} · ${commit.committer} · ${when}`,
    icon: commit.parents.length > 1 ? 'git-merge' : 'git-commit',
    children: true,
    object: [repository, commit.id, ''],
    version: { container: [repository], ref },
    actions: [ACTIONS.createBranch, ACTIONS.createTag, ACTIONS.revert, ACTIONS.cherryPick, ACTIONS.snippet],
  };
}
