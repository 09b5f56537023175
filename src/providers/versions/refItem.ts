import { l10n, StatusBarAlignment, window } from 'vscode';
import type { Disposable } from 'vscode';
import { locate, SCHEME } from '../../extension/objects/objectUri';
import type { SessionRequests } from '../../extension/objects/sessionRequests';
import type { OpenBranches } from '../../extension/versions/openBranches';

/** The ref of the active file, in the status bar, where Source Control does not show it: tags, commits, branches that are not open. */
export class RefItem implements Disposable {
  readonly #item = window.createStatusBarItem('headwater.ref', StatusBarAlignment.Left, 39);
  readonly #listening: readonly { dispose(): unknown }[];
  #round = 0;

  constructor(
    private readonly requests: SessionRequests,
    private readonly branches: OpenBranches,
  ) {
    this.#item.name = l10n.t('Headwater Ref');
    this.#item.command = 'headwater.versions.switchBranch';
    const update = (): void => void this.#update();
    this.#listening = [window.onDidChangeActiveTextEditor(update), branches.onDidOpen(update), branches.onDidClose(update)];
    update();
  }

  dispose(): void {
    this.#item.dispose();
    for (const listening of this.#listening) listening.dispose();
  }

  async #update(): Promise<void> {
    const round = ++this.#round;
    const uri = window.activeTextEditor?.document.uri;
    const name = uri?.scheme === SCHEME ? await this.#refOf(uri.authority, uri.path) : undefined;
    if (round !== this.#round) return;
    if (name === undefined) {
      this.#item.hide();
      return;
    }
    this.#item.text = `$(git-commit) ${name.length > 20 ? name.slice(0, 10) : name}`;
    this.#item.tooltip = l10n.t('This file stands at “{0}”. Click to switch to a branch or tag.', name);
    this.#item.accessibilityInformation = { label: l10n.t('Ref {0}', name) };
    this.#item.show();
  }

  /** `undefined` where there is nothing to show, also where the connection cannot say. */
  async #refOf(connectionId: string, path: string): Promise<string | undefined> {
    try {
      if (!(await this.requests.versions(connectionId))) return undefined;
      const { container: whole } = locate({ scheme: SCHEME, authority: connectionId, path }, (await this.requests.objects(connectionId)).containerParts);
      const [container, branch] = [whole.slice(0, -1), whole.at(-1)];
      return branch === undefined || this.branches.find({ connectionId, container, branch }) ? undefined : branch;
    } catch {
      return undefined;
    }
  }
}
