import type { PageRequest, ProposalInfo, Proposals, VersionContainer } from '../../core/contract/versions';
import type { Pull, PullsApi } from './api/pullsApi';
import { repositoryOf } from './place';

/** Pull requests of a repository. */
export class PullRequests implements Proposals {
  constructor(private readonly pulls: PullsApi) {}

  async list(container: VersionContainer, { cursor, limit, status }: PageRequest & { readonly status: 'open' | 'all' }, signal: AbortSignal) {
    const { results, next } = await this.pulls.list(repositoryOf(container), { after: cursor, amount: limit, status }, signal);
    return { proposals: results.map(proposalOf), ...(next === undefined ? {} : { next }) };
  }

  create(container: VersionContainer, proposal: Pick<ProposalInfo, 'title' | 'description' | 'source' | 'destination'>, signal: AbortSignal): Promise<string> {
    return this.pulls.create(repositoryOf(container), proposal, signal);
  }

  merge(container: VersionContainer, id: string, signal: AbortSignal): Promise<string> {
    return this.pulls.merge(repositoryOf(container), id, signal);
  }

  close(container: VersionContainer, id: string, signal: AbortSignal): Promise<void> {
    return this.pulls.update(repositoryOf(container), id, { status: 'closed' }, signal);
  }
}

function proposalOf({ id, title, description, author, source_branch: source, destination_branch: destination, status }: Pull): ProposalInfo {
  return { id, title, description, author, source, destination, status: status === 'merged' || status === 'closed' ? status : 'open' };
}
