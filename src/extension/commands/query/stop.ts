import { l10n, window } from 'vscode';
import { wholeSeconds, wordsOf } from '../../running/runWords';
import type { Stoppable } from '../../running/stopper';
import type { QueryContext } from './context';

/** Stops what the active document runs, else the only thing that runs, else what the person picks. */
export async function stop({ stopper, connections }: QueryContext): Promise<void> {
  const uri = window.activeTextEditor?.document.uri.toString();
  const own = uri === undefined ? [] : stopper.of(uri);
  const all = stopper.atWork;
  if (own.length > 0) await stopper.stop(...own);
  else if (all.length < 2) await stopper.stop(...all);
  else await stopper.stop(...(await pick(all, connections)));
}

async function pick(all: readonly Stoppable[], connections: QueryContext['connections']): Promise<readonly Stoppable[]> {
  const items = all.map((what) => {
    const { title, connection, doing, elapsedMs } = wordsOf(what, connections, l10n, Date.now());
    return { label: title, description: [connection, wholeSeconds(elapsedMs), doing].filter((part) => part !== '').join(' · '), picked: true, what };
  });
  const chosen = await window.showQuickPick(items, { canPickMany: true, title: l10n.t('Stop'), placeHolder: l10n.t('Statements to stop') });
  return chosen?.map(({ what }) => what) ?? [];
}
