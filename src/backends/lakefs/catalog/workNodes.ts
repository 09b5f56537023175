import type { CatalogNode, CatalogPage } from '../../../core/contract/catalog';
import { formatCount } from '../../../core/format/numbers';
import { ACTIONS } from '../actions/ids';
import type { LakeFs } from '../api/lakeFs';
import type { ImportStatus } from '../api/importsApi';
import type { Pull } from '../api/pullsApi';
import type { ActionRun, HookRun } from '../api/runsApi';
import { type ImportRecord, type Imports, isStalled } from '../imports';
import { groupPath } from './nodePath';
import type { PageWish } from './objectNodes';

/** Pull requests, imports, and runs of actions. */
export class WorkNodes {
  constructor(
    private readonly lakeFs: LakeFs,
    private readonly imports: Imports,
  ) {}

  async pulls(repository: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.pulls.list(repository, { after: page.cursor, amount: page.limit, status: 'all' }, signal);
    return { nodes: results.map((pull) => pullNode(repository, pull)), ...(next === undefined ? {} : { next }) };
  }

  async started(repository: string, signal: AbortSignal): Promise<CatalogPage> {
    const records = await this.imports.of(repository);
    return { nodes: await Promise.all(records.map((one) => this.#importNode(one, signal))) };
  }

  async runs(repository: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.runs.list(repository, { after: page.cursor, amount: page.limit }, signal);
    return { nodes: results.map((run) => runNode(repository, run)), ...(next === undefined ? {} : { next }) };
  }

  async hooks(repository: string, run: string, page: PageWish, signal: AbortSignal): Promise<CatalogPage> {
    const { results, next } = await this.lakeFs.runs.hooks(repository, run, { after: page.cursor, amount: page.limit }, signal);
    return { nodes: results.map((hook) => hookNode(repository, run, hook)), ...(next === undefined ? {} : { next }) };
  }

  async #importNode(one: ImportRecord, signal: AbortSignal): Promise<CatalogNode> {
    const status = await this.imports.status(one, signal).catch(() => undefined);
    const state = status === undefined ? 'unknown' : stateOf(status);
    const objects = status === undefined ? '' : ` · ${formatCount(BigInt(status.ingested_objects))} objects`;
    return {
      path: [...groupPath(one.repository, 'imports'), `i:${one.id}`],
      kind: 'import',
      label: one.label === '' ? one.branch : `${one.branch}: ${one.label}`,
      description: `${state}${objects}`,
      ...(status?.error ? { tooltip: status.error.message } : {}),
      icon: state === 'failed' || state === 'stopped' ? 'error' : state === 'running' ? 'sync' : state === 'cancelled' ? 'circle-slash' : 'cloud-download',
      children: false,
      actions: state === 'running' ? [ACTIONS.cancelImport] : [],
    };
  }
}

function stateOf(status: ImportStatus): 'failed' | 'cancelled' | 'completed' | 'stopped' | 'running' {
  // The server tells a cancelled import as one that failed by it.
  if (status.error) return /cancell?ed/iu.test(status.error.message) ? 'cancelled' : 'failed';
  if (status.completed) return 'completed';
  return isStalled(status, Date.now()) ? 'stopped' : 'running';
}

export function pullNode(repository: string, { id, title, status, source_branch, destination_branch, author }: Pull): CatalogNode {
  const open = status === 'open';
  return {
    path: [...groupPath(repository, 'pulls'), `pr:${id}`],
    kind: 'pull',
    label: title,
    description: `${status} · ${source_branch} → ${destination_branch}`,
    tooltip: `Pull request ${id} by ${author}`,
    icon: open ? 'git-pull-request' : status === 'merged' ? 'git-merge' : 'git-pull-request-closed',
    children: false,
    actions: open ? [ACTIONS.mergePull, ACTIONS.editPull, ACTIONS.closePull] : status === 'closed' ? [ACTIONS.reopenPull] : [],
  };
}

export function runNode(repository: string, { run_id, event_type, branch, status, start_time }: ActionRun): CatalogNode {
  return { path: [...groupPath(repository, 'runs'), `run:${run_id}`], kind: 'run', label: `${event_type} on ${branch}`, description: `${status} · ${start_time}`, icon: status === 'completed' ? 'pass' : 'error', children: true };
}

export function hookNode(repository: string, run: string, { hook_run_id, hook_id, action, status }: HookRun): CatalogNode {
  return {
    path: [...groupPath(repository, 'runs'), `run:${run}`, `hook:${hook_run_id}`],
    kind: 'hook',
    label: `${action}: ${hook_id}`,
    description: status,
    icon: status === 'completed' ? 'pass' : status === 'skipped' ? 'debug-step-over' : 'error',
    children: false,
    actions: [ACTIONS.hookOutput],
  };
}
