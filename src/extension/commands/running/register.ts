import { Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import type { Stoppable, Stopper } from '../../running/stopper';
import type { Results } from '../../services';
import { registerCommand } from '../command';
import type { Command } from '../command';

/** All commands `headwater.running.*`: of the rows in the view of running statements. */
export function registerRunningCommands(stopper: Stopper, results: Pick<Results, 'reveal'>, reporter: FailureReporter): Disposable {
  const failing = l10n.t('Could not stop the statement');
  const commands: readonly Command[] = [
    { id: 'headwater.running.stop', failing, run: (node) => stopper.stop(...stoppableOf(node)) },
    { id: 'headwater.running.stopAll', failing, run: () => stopper.stop(...stopper.all) },
    {
      id: 'headwater.running.show',
      failing: l10n.t('Could not show the result'),
      run: async (node) => {
        const [what] = stoppableOf(node);
        if (what?.watched) await results.reveal(what.watched.state.resultId);
      },
    },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}

function stoppableOf(node: unknown): readonly Stoppable[] {
  return isRunningNode(node) ? [node.what] : [];
}

function isRunningNode(node: unknown): node is { readonly what: Stoppable } {
  return typeof node === 'object' && node !== null && 'what' in node && typeof node.what === 'object' && node.what !== null && 'kind' in node.what;
}
