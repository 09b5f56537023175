import { Disposable, l10n } from 'vscode';
import type { DataObject } from '../../../protocol/data';
import type { DataComparer } from '../../data/comparer';
import type { ObjectDataViewer } from '../../data/objectData';
import type { FailureReporter } from '../../failures';
import { type Command, registerCommand } from '../command';
import { otherObject, type OtherObjectDeps } from './otherObject';
import { dataTarget } from './target';

export interface DataCommandDeps extends OtherObjectDeps {
  readonly viewer: ObjectDataViewer;
  readonly comparer: DataComparer;
}

/** Commands over the rows inside objects. Each takes a node of the tree, or `{ connectionId, object }`. */
export function registerDataCommands(deps: DataCommandDeps, reporter: FailureReporter): Disposable {
  const { viewer, comparer } = deps;
  const on = (work: (target: DataObject) => Promise<unknown>) => async (argument: unknown): Promise<void> => {
    const target = dataTarget(argument);
    if (target) await work(target);
  };
  const compare = async (target: DataObject, other: DataObject | undefined): Promise<void> => {
    const left = other ?? (await otherObject(deps, target));
    if (left) await comparer.compare(left, target);
  };
  const commands: readonly Command[] = [
    { id: 'headwater.object.openData', failing: l10n.t('Could not show the rows'), run: on((target) => viewer.open(target)) },
    { id: 'headwater.object.readAll', failing: l10n.t('Could not read all rows'), run: on((target) => viewer.readAll(target)) },
    { id: 'headwater.object.statistics', failing: l10n.t('Could not show the statistics'), run: on((target) => viewer.statistics(target)) },
    // The second argument, where there is one, is how it was.
    { id: 'headwater.data.compare', failing: l10n.t('Could not compare the data'), run: (argument, more) => on((target) => compare(target, dataTarget(more)))(argument) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
