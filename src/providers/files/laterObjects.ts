import { Disposable, workspace } from 'vscode';
import { LaterCommands } from '../../extension/commands/laterCommands';
import { SCHEME } from '../../extension/objects/objectUri';
import { LaterFileSystem } from './laterFileSystem';
import type { ObjectFeatures, RegisteredObjects } from './registerObjects';

/** The prefixes of the commands in what is loaded later. */
const COMMANDS = ['headwater.objects.', 'headwater.versions.', 'headwater.commits.'];

/** Files, Source Control and their commands, which most windows never need: their code is loaded with the first session that has objects or versions, file, drop or command. */
export class LaterObjects implements Disposable {
  readonly #commands: LaterCommands;
  readonly #files: LaterFileSystem;
  readonly #listening: Disposable;
  #loading: Promise<RegisteredObjects> | undefined;
  #registered: RegisteredObjects | undefined;
  #disposed = false;

  constructor(private readonly features: ObjectFeatures) {
    const { context, connections, failures, tree } = features;
    const load = (): Promise<RegisteredObjects> => (this.#loading ??= this.#load());
    this.#commands = new LaterCommands(context, COMMANDS, load);
    this.#files = new LaterFileSystem(async () => (await load()).fileSystem);
    this.#listening = Disposable.from(
      workspace.registerFileSystemProvider(SCHEME, this.#files, { isCaseSensitive: true }),
      connections.onDidChangeState((id) => {
        if (connections.state(id) === 'open') this.#loadFor(id, load);
      }),
    );
    tree.dragAndDrop.files = {
      failures,
      drop: {
        uris: async (node, uris) => (await load()).drop.uris(node, uris),
        bytes: async (node, name, content) => (await load()).drop.bytes(node, name, content),
      },
    };
  }

  dispose(): void {
    this.#disposed = true;
    this.#listening.dispose();
    this.#commands.dispose();
    this.#files.dispose();
    this.#registered?.dispose();
  }

  #loadFor(id: string, load: () => Promise<unknown>): void {
    const { connections, failures } = this.features;
    const needed = async (): Promise<void> => {
      const { capabilities } = await connections.open(id);
      if (capabilities.includes('objects') || capabilities.includes('versions')) await load();
    };
    needed().catch((error: unknown) => {
      failures.report(error, 'Could not show the files of the connection');
    });
  }

  async #load(): Promise<RegisteredObjects> {
    const { registerObjects } = await import('./registerObjects');
    this.#commands.dispose();
    const registered = registerObjects(this.features);
    if (this.#disposed) registered.dispose();
    this.#registered = registered;
    this.#files.follow(registered.fileSystem);
    return registered;
  }
}
