import { commands, Disposable, l10n, window, workspace } from 'vscode';
import type { CancellationToken, ExtensionContext, NotebookData, NotebookSerializer } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { again } from '../again';
import { LaterCommands } from '../commands/laterCommands';
import { NOTEBOOK_TYPES } from './cellConnections';
import type { NotebookDeps, RegisteredNotebooks } from './registerNotebooks';

const KEEP_OUTPUTS = 'headwater.notebook.keepOutputs';

const keepsOutputs = (): boolean => workspace.getConfiguration().get(KEEP_OUTPUTS, false);

async function offerReload(): Promise<void> {
  const reload = l10n.t('Reload Window');
  const chosen = await window.showInformationMessage(l10n.t('Whether notebooks keep their outputs changes when the window is loaded again.'), reload);
  if (chosen === reload) await commands.executeCommand('workbench.action.reloadWindow');
}

/** Notebooks, whose code is loaded with the first one that is opened. */
export class LaterNotebooks implements Disposable {
  readonly #commands: LaterCommands;
  readonly #registration: Disposable;
  /** As it was when the window opened: only then the editor can be told whether outputs belong to notebooks. */
  readonly #keepsOutputs: boolean;
  #registered: RegisteredNotebooks | undefined;

  constructor(
    context: ExtensionContext,
    private readonly deps: NotebookDeps,
  ) {
    const load = again(() => this.#load());
    this.#commands = new LaterCommands(context, ['headwater.notebook.'], load);
    this.#keepsOutputs = keepsOutputs();
    this.#registration = Disposable.from(
      ...NOTEBOOK_TYPES.map((type) =>
        workspace.registerNotebookSerializer(type, this.#serializer(async () => serializerOf(await load(), type)), { transientOutputs: !(this.#keepsOutputs && type === 'headwater-notebook') }),
      ),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration(KEEP_OUTPUTS) && keepsOutputs() !== this.#keepsOutputs) void offerReload();
      }),
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#commands.dispose();
    this.#registered?.dispose();
  }

  /** The editor itself says only that something was unexpected. */
  #serializer(load: () => Promise<NotebookSerializer>): NotebookSerializer {
    const told = async <T>(what: string, work: () => Promise<T>): Promise<T> => {
      try {
        return await work();
      } catch (error) {
        this.deps.failures.report(error, what);
        throw error;
      }
    };
    return {
      deserializeNotebook: (content: Uint8Array, token: CancellationToken): Promise<NotebookData> => told(l10n.t('Could not open the notebook'), async () => (await load()).deserializeNotebook(content, token)),
      serializeNotebook: (data: NotebookData, token: CancellationToken): Promise<Uint8Array> => told(l10n.t('Could not save the notebook'), async () => (await load()).serializeNotebook(data, token)),
    };
  }

  async #load(): Promise<RegisteredNotebooks> {
    const { registerNotebooks } = await import('./registerNotebooks');
    this.#commands.dispose();
    this.#registered = registerNotebooks(this.deps, () => this.#keepsOutputs);
    return this.#registered;
  }
}

function serializerOf({ serializers }: RegisteredNotebooks, type: string): NotebookSerializer {
  const found = serializers[type];
  if (!found) throw new HeadwaterError({ what: 'Could not open the notebook', why: `Nothing reads notebooks of the type ${type}.` });
  return found;
}
