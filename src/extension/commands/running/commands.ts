import { l10n } from 'vscode';
import type { Stoppable, Stopper } from '../../running/stopper';
import type { Results } from '../../services';
import type { Command } from '../command';

/** Commands of the rows in the view of running statements. */
export function runningCommands(stopper: Stopper, results: Pick<Results, 'reveal'>): readonly Command[] {
  const failing = l10n.t('Could not stop the statement');
  return [
    { id: 'headwater.running.stop', failing, run: async (node) => stopper.stop(...stoppableOf(node)) },
    { id: 'headwater.running.stopAll', failing, run: async () => stopper.stop(...stopper.all) },
    {
      id: 'headwater.running.show',
      failing: l10n.t('Could not show the result'),
      run: async (node) => {
        const [what] = stoppableOf(node);
        if (what?.watched) await results.reveal(what.watched.state.resultId);
      },
    },
  ];
}

function stoppableOf(node: unknown): readonly Stoppable[] {
  return isRunningNode(node) ? [node.what] : [];
}

function isRunningNode(node: unknown): node is { readonly what: Stoppable } {
  return typeof node === 'object' && node !== null && 'what' in node && typeof node.what === 'object' && node.what !== null && 'kind' in node.what;
}
