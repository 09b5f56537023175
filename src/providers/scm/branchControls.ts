import { commands, window, workspace } from 'vscode';
import type { Disposable, SourceControl, Uri } from 'vscode';
import type { ListenTo } from './listen';
import { locate, SCHEME } from '../../extension/objects/objectUri';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import type { BranchId } from '../../extension/versions/branchId';
import { keyOf } from '../../extension/versions/branchId';
import type { BranchState } from '../../extension/versions/branchState';
import type { OpenBranches } from '../../extension/versions/openBranches';
import { ResolveRef } from '../../protocol/versions';
import { BranchControl } from './branchControl';

/** Milliseconds between a write and reading the branch anew, so that many writes are one. */
const SETTLE_MS = 300;

export interface BranchControlsDeps {
  readonly branches: OpenBranches;
  readonly requests: SessionRequests;
  /** Fired after a file of ours was written. */
  readonly onDidWrite: ListenTo<Uri>;
}

/** One source control for each opened branch, and what opens branches: workspace folders, and files that were saved. */
export class BranchControls implements Disposable {
  readonly #controls = new Map<BranchState, BranchControl>();
  readonly #owned: readonly { dispose(): unknown }[];
  readonly #waiting = new Map<BranchState, NodeJS.Timeout>();

  constructor(private readonly deps: BranchControlsDeps) {
    const { branches } = deps;
    this.#owned = [
      branches.onDidOpen((state) => {
        this.#controls.set(state, new BranchControl(state));
        this.#setContext();
      }),
      branches.onDidClose((state) => {
        this.#controls.get(state)?.dispose();
        this.#controls.delete(state);
        this.#setContext();
      }),
      deps.onDidWrite((uri) => void this.#written(uri)),
      workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of added) void this.#openAt(uri);
        for (const { uri } of removed) void this.#branchAt(uri).then((id) => id && branches.close(id));
      }),
      window.onDidChangeWindowState(({ focused, active }) => {
        if (focused && active) this.refreshAll();
      }),
    ];
    for (const { uri } of workspace.workspaceFolders ?? []) void this.#openAt(uri);
  }

  /** The state behind a source control of ours, or one of its groups. */
  stateOf(argument: unknown): BranchState | undefined {
    return [...this.#controls.values()].find((one) => one.control === argument || one.has(argument))?.state;
  }

  controlOf(state: BranchState): SourceControl | undefined {
    return this.#controls.get(state)?.control;
  }

  refreshAll(): void {
    for (const state of this.#controls.keys()) this.refreshSoon(state);
  }

  refreshSoon(state: BranchState): void {
    clearTimeout(this.#waiting.get(state));
    this.#waiting.set(
      state,
      setTimeout(() => {
        this.#waiting.delete(state);
        void state.refresh();
      }, SETTLE_MS),
    );
  }

  /** What was opened before, as soon as something of the same connection is shown. */
  restore(connectionId: string): void {
    for (const id of this.deps.branches.takeRemembered(connectionId)) this.deps.branches.open(id);
  }

  dispose(): void {
    for (const waiting of this.#waiting.values()) clearTimeout(waiting);
    for (const owned of this.#owned) owned.dispose();
    for (const control of this.#controls.values()) control.dispose();
  }

  async #written(uri: Uri): Promise<void> {
    const id = await this.#branchAt(uri);
    if (!id) return;
    const known = this.deps.branches.find(id);
    if (known) this.refreshSoon(known);
    else this.deps.branches.open(id);
  }

  async #openAt(uri: Uri): Promise<void> {
    const id = await this.#branchAt(uri);
    if (id) this.deps.branches.open(id);
  }

  /** `undefined` also where the connection cannot be reached: the file system has told why. */
  async #branchAt(uri: Uri): Promise<BranchId | undefined> {
    if (uri.scheme !== SCHEME) return undefined;
    try {
      return await branchOf(this.deps.requests, uri, [...this.#controls.keys()]);
    } catch {
      return undefined;
    }
  }

  #setContext(): void {
    void commands.executeCommand('setContext', 'headwater.versions.open', this.#controls.size > 0);
  }
}

/** The branch that a file stands on; `undefined` for tags, commits and systems without versions. */
export async function branchOf(requests: SessionRequests, uri: Uri, known: readonly BranchState[] = []): Promise<BranchId | undefined> {
  if (!(await requests.versions(uri.authority))) return undefined;
  const { connectionId, container: whole } = locate(uri, (await requests.objects(uri.authority)).containerParts);
  const [container, ref] = [whole.slice(0, -1), whole.at(-1)];
  if (ref === undefined) return undefined;
  const id: BranchId = { connectionId, container, branch: ref };
  if (known.some((state) => keyOf(state.id) === keyOf(id))) return id;
  const { kind } = await requests.request(ResolveRef, { connectionId, container, ref });
  return kind === 'branch' ? id : undefined;
}
