import type { Disposable, ExtensionContext } from 'vscode';
import { again } from '../again';
import { LaterCommands } from '../commands/laterCommands';
import type { DataDeps } from './registerData';

/** The commands over rows inside objects, whose code is loaded with the first of them. */
export class LaterData implements Disposable {
  readonly #commands: LaterCommands;
  #loaded: Disposable | undefined;

  constructor(context: ExtensionContext, deps: DataDeps) {
    this.#commands = new LaterCommands(context, ['headwater.object.', 'headwater.data.'], again(() => this.#load(context, deps)));
  }

  dispose(): void {
    this.#commands.dispose();
    this.#loaded?.dispose();
  }

  async #load({ workspaceState }: ExtensionContext, deps: DataDeps): Promise<void> {
    const { registerData } = await import('./registerData');
    this.#commands.dispose();
    this.#loaded = registerData(deps, workspaceState);
  }
}
