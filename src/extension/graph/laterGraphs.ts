import { Disposable } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { registerCommand } from '../commands/command';
import type { ShowGraphDeps } from '../commands/graph/show';
import { LaterCommands } from '../commands/laterCommands';
import type { FailureReporter } from '../failures';
import type { GraphDeps } from './graphPanels';

/** Drawings of what flows where, whose code is loaded with the first one. */
export class LaterGraphs implements Disposable {
  readonly #commands: LaterCommands;
  #loading: Promise<void> | undefined;
  #loaded: Disposable | undefined;

  constructor(
    context: ExtensionContext,
    private readonly deps: GraphDeps & Omit<ShowGraphDeps, 'graphs'>,
    private readonly failures: FailureReporter,
  ) {
    this.#commands = new LaterCommands(context, ['headwater.graph.'], () => (this.#loading ??= this.#load()));
  }

  dispose(): void {
    this.#commands.dispose();
    this.#loaded?.dispose();
  }

  async #load(): Promise<void> {
    const [{ GraphPanels }, { showGraph }] = await Promise.all([import('./graphPanels'), import('../commands/graph/show')]);
    this.#commands.dispose();
    const graphs = new GraphPanels(this.deps);
    this.#loaded = Disposable.from(graphs, registerCommand(showGraph({ ...this.deps, graphs }), this.failures));
  }
}
