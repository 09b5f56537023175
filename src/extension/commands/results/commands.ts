import { l10n } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import { EXPORT_ACTIONS, type ExportPlace, type GridAction } from '../../../protocol/resultsView';
import type { ResultVerbs } from '../../results/resultVerbs';
import type { ResultService } from '../../results/resultService';
import type { ResultsView } from '../../results/resultsView';
import type { Tab, TabList } from '../../results/tabList';
import type { Command } from '../command';

export interface ResultCommandDeps {
  readonly tabs: TabList;
  readonly results: ResultService;
  readonly view: Pick<ResultsView, 'reveal' | 'act'>;
  /** Loaded with the first call. */
  readonly verbs: () => Promise<ResultVerbs>;
}

/** Verbs on the selected result tab. */
export function resultCommands({ tabs, results, view, verbs }: ResultCommandDeps): readonly Command[] {
  const act = (verb: string, action: GridAction, failing: string): Command => ({
    id: `headwater.results.${verb}`,
    failing,
    run: async () => {
      view.act(action);
    },
  });
  const onTab = (verb: string, failing: string, run: (tab: Tab) => Promise<unknown>): Command => ({
    id: `headwater.results.${verb}`,
    failing,
    run: async () => run(selectedTab(tabs, failing)),
  });
  // The view knows how the rows are arranged and which are selected.
  const to = (verb: string, place: ExportPlace): Command =>
    onTab(verb, l10n.t('Could not export the result'), async (tab) => {
      if (!view.act(EXPORT_ACTIONS[place])) await (await verbs()).export(tab, { to: place });
    });
  return [
    {
      id: 'headwater.results.show',
      failing: l10n.t('Could not show the results'),
      run: async () => {
        await view.reveal();
        view.act('focus');
      },
    },
    act('copy', 'copy', l10n.t('Could not copy the cells')),
    act('copyWithHeaders', 'copyWithHeaders', l10n.t('Could not copy the cells')),
    act('openCell', 'openCell', l10n.t('Could not open the cell')),
    act('nextTab', 'nextTab', l10n.t('Could not go to the next result')),
    act('previousTab', 'previousTab', l10n.t('Could not go to the previous result')),
    ...(['nextView', 'previousView', 'showChart', 'showProfile'] as const).map((verb) => act(verb, verb, l10n.t('Could not change the view'))),
    onTab('closeTab', l10n.t('Could not close the result'), async (tab) => {
      results.close([tab.id]);
    }),
    onTab('runAgain', l10n.t('Could not run the statement again'), (tab) => results.runAgain(tab.id)),
    onTab('stop', l10n.t('Could not stop the statement'), async (tab) => {
      if (tab.resultId !== undefined) await results.cancel(tab.resultId);
    }),
    to('export', 'file'),
    to('copyAs', 'clipboard'),
    to('openAsText', 'editor'),
    to('writeToConnection', 'connection'),
    onTab('compare', l10n.t('Could not compare the results'), async (tab) => (await verbs()).compare(tab)),
    onTab('keepSnapshot', l10n.t('Could not keep the rows'), async (tab) => (await verbs()).snapshot(tab)),
  ];
}

function selectedTab(tabs: TabList, what: string): Tab {
  const tab = tabs.find(tabs.selected ?? '');
  if (!tab) throw new HeadwaterError({ what, why: l10n.t('There is no result.'), todo: l10n.t('Run a statement first.') });
  return tab;
}
