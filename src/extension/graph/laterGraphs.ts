import { commands, Disposable } from 'vscode';
import type { ExtensionContext } from 'vscode';
import { again } from '../again';
import { registerCommand } from '../commands/command';
import type { ShowGraphDeps } from '../commands/graph/show';
import { LaterCommands } from '../commands/laterCommands';
import type { ConnectionService } from '../connections/connectionService';
import type { Disposal } from '../emitter';
import type { FailureReporter } from '../failures';
import type { GraphDeps } from './graphPanels';

/** Drawings of what flows where, whose code is loaded with the first one. */
export class LaterGraphs implements Disposable {
  readonly #commands: LaterCommands;
  readonly #listening: Disposal;
  #told = false;
  #loaded: Disposable | undefined;

  constructor(
    context: ExtensionContext,
    private readonly deps: GraphDeps & Omit<ShowGraphDeps, 'graphs'> & { readonly connections: Pick<ConnectionService, 'onDidChangeState'> },
    private readonly failures: FailureReporter,
  ) {
    this.#listening = deps.connections.onDidChangeState(() => this.#tell());
    this.#commands = new LaterCommands(context, ['headwater.graph.'], again(() => this.#load()));
  }

  dispose(): void {
    this.#listening.dispose();
    this.#commands.dispose();
    this.#loaded?.dispose();
  }

  /** The command is in the palette only while an open connection has something to draw. */
  #tell(): void {
    const { connections } = this.deps;
    const can = connections.profiles.some(({ id }) => connections.info(id)?.capabilities.includes('graphs'));
    if (can === this.#told) return;
    this.#told = can;
    void commands.executeCommand('setContext', 'headwater.graphs', can);
  }

  async #load(): Promise<void> {
    const [{ GraphPanels }, { showGraph }] = await Promise.all([import('./graphPanels'), import('../commands/graph/show')]);
    this.#commands.dispose();
    const graphs = new GraphPanels(this.deps);
    this.#loaded = Disposable.from(graphs, registerCommand(showGraph({ ...this.deps, graphs }), this.failures));
  }
}
