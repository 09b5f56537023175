import { EventEmitter, FileDecoration, ThemeColor, Uri, window } from 'vscode';
import type { Disposable, FileDecorationProvider } from 'vscode';
import { expressible, SCHEME } from '../../extension/objects/objectUri';
import { fileAddress } from '../../extension/versions/branchId';
import type { BranchState } from '../../extension/versions/branchState';
import type { OpenBranches } from '../../extension/versions/openBranches';
import { lookOf } from './changeLook';

/** Letters and colours on changed files of opened branches, in the Explorer, editors and Source Control. */
export class ChangeDecorations implements FileDecorationProvider, Disposable {
  readonly #changed = new EventEmitter<Uri[]>();
  readonly #marks = new Map<string, FileDecoration>();
  /** What is marked for each branch, so that marks go when the changes do. */
  readonly #marked = new Map<BranchState, readonly string[]>();
  readonly #owned: readonly { dispose(): unknown }[];
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(branches: OpenBranches) {
    this.#owned = [
      branches.onDidChange((state) => {
        this.#mark(state);
      }),
      branches.onDidClose((state) => {
        this.#unmark(state);
      }),
      window.registerFileDecorationProvider(this),
      this.#changed,
    ];
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    return uri.scheme === SCHEME ? this.#marks.get(uri.toString()) : undefined;
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }

  #mark(state: BranchState): void {
    const before = this.#marked.get(state) ?? [];
    for (const address of before) this.#marks.delete(address);
    const shown = [...(state.view?.changes ?? []), ...(state.merge?.conflicts ?? [])].filter(({ path }) => expressible(path));
    const now = shown.map(({ path, change }) => {
      const { letter, word, colour } = lookOf(change);
      const decoration = new FileDecoration(letter, word, new ThemeColor(colour));
      decoration.propagate = change !== 'removed';
      const address = Uri.from(fileAddress(state.id, state.id.branch, path)).toString();
      this.#marks.set(address, decoration);
      return address;
    });
    this.#marked.set(state, now);
    this.#changed.fire([...new Set([...before, ...now])].map((address) => Uri.parse(address, true)));
  }

  #unmark(state: BranchState): void {
    const before = this.#marked.get(state) ?? [];
    this.#marked.delete(state);
    for (const address of before) this.#marks.delete(address);
    this.#changed.fire(before.map((address) => Uri.parse(address, true)));
  }
}
