import { Disposable, workspace } from 'vscode';
import type { CancellationToken, ExtensionContext, NotebookData, NotebookSerializer } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { LaterCommands } from '../commands/laterCommands';
import { NOTEBOOK_TYPES } from './cellConnections';
import type { NotebookDeps, RegisteredNotebooks } from './registerNotebooks';

/** Notebooks, whose code is loaded with the first one that is opened. */
export class LaterNotebooks implements Disposable {
  readonly #commands: LaterCommands;
  readonly #registration: Disposable;
  #loading: Promise<RegisteredNotebooks> | undefined;
  #registered: RegisteredNotebooks | undefined;

  constructor(
    context: ExtensionContext,
    private readonly deps: NotebookDeps,
  ) {
    const load = (): Promise<RegisteredNotebooks> => (this.#loading ??= this.#load());
    this.#commands = new LaterCommands(context, ['headwater.notebook.'], load);
    this.#registration = Disposable.from(
      ...NOTEBOOK_TYPES.map((type) =>
        workspace.registerNotebookSerializer(type, laterSerializer(async () => serializerOf(await load(), type)), {
          transientOutputs: true,
        }),
      ),
    );
  }

  dispose(): void {
    this.#registration.dispose();
    this.#commands.dispose();
    this.#registered?.dispose();
  }

  async #load(): Promise<RegisteredNotebooks> {
    const { registerNotebooks } = await import('./registerNotebooks');
    this.#commands.dispose();
    this.#registered = registerNotebooks(this.deps);
    return this.#registered;
  }
}

function laterSerializer(load: () => Promise<NotebookSerializer>): NotebookSerializer {
  return {
    deserializeNotebook: async (content: Uint8Array, token: CancellationToken): Promise<NotebookData> => (await load()).deserializeNotebook(content, token),
    serializeNotebook: async (data: NotebookData, token: CancellationToken): Promise<Uint8Array> => (await load()).serializeNotebook(data, token),
  };
}

function serializerOf({ serializers }: RegisteredNotebooks, type: string): NotebookSerializer {
  const found = serializers[type];
  if (!found) throw new HeadwaterError({ what: 'Could not open the notebook', why: `Nothing reads notebooks of the type ${type}.` });
  return found;
}
