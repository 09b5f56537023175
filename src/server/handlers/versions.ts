import type { Proposals, Versions } from '../../core/contract/versions';
import { HeadwaterError } from '../../core/errors';
import type { RequestDefinition } from '../../protocol/define';
import {
  CherryPick, CloseProposal, CompareBranches, CountUncommitted, CreateProposal, CreateRef, DeleteRef, DescribeVersions, DiffRefs, DiscardChanges, GetCommit, GetLog, ListProposals, ListRefs, ListUncommitted, MergeProposal, MergeRefs, ResetBranch, ResolveRef, RevertCommit, SaveBranch,
  SaveOnNewBranch, VERSION_VERBS,
} from '../../protocol/versions';
import { objectsOf, verbOf } from '../objects/capable';
import type { Router } from '../router';
import type { SessionRegistry } from '../sessions/sessionRegistry';
import { versionsOf } from '../versions/capable';
import { compare } from '../versions/compare';
import { countChanges } from '../versions/countChanges';
import { saveOnNewBranch } from '../versions/saveOnNewBranch';

export function handleVersions(router: Router, sessions: SessionRegistry): void {
  const on = <P extends { readonly connectionId: string }, R>(definition: RequestDefinition<P, R>, what: string, work: (versions: Versions, params: P, signal: AbortSignal) => Promise<R>): void => {
    router.handle(definition, what, (params, signal) => sessions.use(params.connectionId, what, (live) => work(versionsOf(live, what), params, signal)));
  };
  on(DescribeVersions, 'Could not ask for versions', async (versions) => ({
    containerName: versions.containerName,
    sharedUncommitted: versions.sharedUncommitted,
    ...(versions.headSuffix === undefined ? {} : { headSuffix: versions.headSuffix }),
    verbs: VERSION_VERBS.filter((verb) => versions[verb] !== undefined),
    proposals: versions.proposals !== undefined,
  }));
  on(ListRefs, 'Could not list the refs', async (versions, { container, kind, ...page }, signal) => {
    const { refs, next } = await versions.refs(container, kind, page, signal);
    return { refs, ...(next === undefined ? {} : { next }) };
  });
  on(ResolveRef, 'Could not find the ref', (versions, { container, ref }, signal) => versions.resolve(container, ref, signal));
  on(GetCommit, 'Could not read the commit', (versions, { container, ref }, signal) => versions.commit(container, ref, signal));
  on(GetLog, 'Could not read the history', async (versions, { container, ref, ...page }, signal) => {
    const { commits, next } = await versions.log(container, ref, page, signal);
    return { commits, ...(next === undefined ? {} : { next }) };
  });
  on(DiffRefs, 'Could not compare', (versions, { container, left, right, ...page }, signal) => versions.diff(container, left, right, page, signal));
  on(CompareBranches, 'Could not compare the branches', (versions, { container, branch, base }, signal) => compare(versions, container, branch, base, signal));
  handleChanges(on, router, sessions);
  handleProposals(on);
}

type On = <P extends { readonly connectionId: string }, R>(definition: RequestDefinition<P, R>, what: string, work: (versions: Versions, params: P, signal: AbortSignal) => Promise<R>) => void;

function handleProposals(on: On): void {
  on(ListProposals, 'Could not list the pull requests', async (versions, { container, ...page }, signal) => {
    const { proposals, next } = await proposalsOf(versions).list(container, page, signal);
    return { proposals, ...(next === undefined ? {} : { next }) };
  });
  on(CreateProposal, 'Could not create the pull request', (versions, { container, proposal }, signal) => proposalsOf(versions).create(container, proposal, signal));
  on(MergeProposal, 'Could not merge the pull request', (versions, { container, id }, signal) => proposalsOf(versions).merge(container, id, signal));
  on(CloseProposal, 'Could not close the pull request', async (versions, { container, id }, signal) => {
    await proposalsOf(versions).close(container, id, signal);
    return null;
  });
}

function proposalsOf({ proposals }: Versions): Proposals {
  if (proposals) return proposals;
  throw new HeadwaterError({ what: 'Could not reach the pull requests', why: 'This connection keeps none.', kind: 'unsupported', code: 'no-proposals' });
}

/** The verbs that change something; not every system has all of them. */
function handleChanges(on: On, router: Router, sessions: SessionRegistry): void {
  const listing = 'Could not list the uncommitted changes';
  on(ListUncommitted, listing, (versions, { container, branch, ...page }, signal) => verbOf(versions, 'uncommitted', listing).call(versions, container, branch, page, signal));
  on(CountUncommitted, 'Could not count the uncommitted changes', (versions, { container, branch, cursor }, signal) => countChanges(versions, container, branch, cursor, signal));
  const saving = 'Could not commit';
  on(SaveBranch, saving, (versions, { container, branch, request }, signal) => verbOf(versions, 'save', saving).call(versions, container, branch, request, signal));
  const elsewhere = 'Could not commit on a new branch';
  router.handle(SaveOnNewBranch, elsewhere, (params, signal) =>
    sessions.use(params.connectionId, elsewhere, (live) => saveOnNewBranch(versionsOf(live, elsewhere), objectsOf(live, elsewhere), params, signal)),
  );
  const discarding = 'Could not discard the changes';
  on(DiscardChanges, discarding, async (versions, { container, branch, what }, signal) => {
    for (const one of what) await verbOf(versions, 'discard', discarding).call(versions, container, branch, one, signal);
    return null;
  });
  const creating = 'Could not create the ref';
  on(CreateRef, creating, (versions, { container, kind, name, from }, signal) => verbOf(versions, 'createRef', creating).call(versions, container, kind, name, from, signal));
  const deleting = 'Could not delete the ref';
  on(DeleteRef, deleting, async (versions, { container, kind, name }, signal) => {
    await verbOf(versions, 'deleteRef', deleting).call(versions, container, kind, name, signal);
    return null;
  });
  const resetting = 'Could not reset the branch';
  on(ResetBranch, resetting, async (versions, { container, branch, to }, signal) => {
    await verbOf(versions, 'reset', resetting).call(versions, container, branch, to, signal);
    return null;
  });
  const merging = 'Could not merge';
  on(MergeRefs, merging, (versions, { container, source, destination, request }, signal) => verbOf(versions, 'merge', merging).call(versions, container, source, destination, request, signal));
  const reverting = 'Could not revert the commit';
  on(RevertCommit, reverting, async (versions, { container, branch, commit, parent }, signal) => {
    await verbOf(versions, 'revert', reverting).call(versions, container, branch, commit, parent === undefined ? {} : { parent }, signal);
    return null;
  });
  const picking = 'Could not cherry-pick the commit';
  on(CherryPick, picking, (versions, { container, branch, commit, parent }, signal) => verbOf(versions, 'cherryPick', picking).call(versions, container, branch, commit, parent === undefined ? {} : { parent }, signal));
}
