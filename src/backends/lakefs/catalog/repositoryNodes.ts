import type { CatalogNode } from '../../../core/contract/catalog';
import { ACTIONS, type ActionId } from '../actions/ids';
import type { Repository } from '../api/repositoriesApi';
import { type Group, groupPath, GROUPS, repositoryPath } from './nodePath';

const GROUP_NODES: Readonly<Record<Group, { readonly label: string; readonly icon: string; readonly actions: readonly ActionId[] }>> = {
  branches: { label: 'Branches', icon: 'git-branch', actions: [ACTIONS.createBranch, ACTIONS.setProtection] },
  tags: { label: 'Tags', icon: 'tag', actions: [ACTIONS.createTag] },
  commits: { label: 'Commits', icon: 'git-commit', actions: [] },
  pulls: { label: 'Pull requests', icon: 'git-pull-request', actions: [ACTIONS.createPull] },
  imports: { label: 'Imports', icon: 'cloud-download', actions: [ACTIONS.importData] },
  runs: { label: 'Actions', icon: 'zap', actions: [] },
};

export function repositoryNode(repository: Repository): CatalogNode {
  return {
    path: repositoryPath(repository.id),
    kind: 'repository',
    label: repository.id,
    description: repository.read_only ? `${repository.default_branch} · read-only` : repository.default_branch,
    icon: 'repo',
    children: true,
    version: { container: [repository.id] },
    actions: [ACTIONS.createBranch, ACTIONS.createTag, ACTIONS.importData, ACTIONS.setProtection, ACTIONS.collectionRules, ACTIONS.setCollection, ACTIONS.createRepository, ACTIONS.deleteRepository],
  };
}

/** What a server without repositories shows: the way to the first one. */
export const NO_REPOSITORIES: CatalogNode = { path: repositoryPath(''), kind: 'none', label: 'No repositories yet', icon: 'info', children: false, actions: [ACTIONS.createRepository] };

export function groupNodes(repository: string): readonly CatalogNode[] {
  return GROUPS.map((group) => groupNode(repository, group));
}

export function groupNode(repository: string, group: Group): CatalogNode {
  const { label, icon, actions } = GROUP_NODES[group];
  return { path: groupPath(repository, group), kind: group, label, icon, children: true, version: { container: [repository] }, actions };
}
