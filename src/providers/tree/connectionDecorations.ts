import { EventEmitter, FileDecoration, l10n, ThemeColor, Uri, window } from 'vscode';
import type { Disposable, FileDecorationProvider } from 'vscode';
import type { Connections } from '../../extension/services';

const SCHEME = 'headwater-connection';

/** Marks open connections with a dot, and failed ones with an exclamation mark, at the right of their row. */
export class ConnectionDecorations implements FileDecorationProvider, Disposable {
  readonly #changed = new EventEmitter<Uri>();
  readonly #owned: readonly { dispose(): unknown }[];
  readonly onDidChangeFileDecorations = this.#changed.event;

  constructor(private readonly connections: Pick<Connections, 'state' | 'onDidChangeState'>) {
    this.#owned = [
      this.#changed,
      connections.onDidChangeState((id) => {
        this.#changed.fire(Uri.from({ scheme: SCHEME, path: `/${id}` }));
      }),
      window.registerFileDecorationProvider(this),
    ];
  }

  provideFileDecoration(uri: Uri): FileDecoration | undefined {
    if (uri.scheme !== SCHEME) return undefined;
    const state = this.connections.state(uri.path.slice(1));
    if (state === 'open') return new FileDecoration('●', l10n.t('Connected'));
    return state === 'failed' ? new FileDecoration('!', l10n.t('Failed'), new ThemeColor('list.errorForeground')) : undefined;
  }

  dispose(): void {
    for (const owned of this.#owned) owned.dispose();
  }
}
