import { CopyCells, GetCell, GetTotals, GetWindow, ResultColumns } from '../../protocol/results';
import { ArrangeRows, CountMatches, FindNext, GetDistinct, ProfileColumn } from '../../protocol/resultsArrange';
import { ChartColumns, ChartRange, DrawChart } from '../../protocol/resultsCharts';
import { OpenLiveView } from '../../protocol/resultsLive';
import type { ResultsClient } from '../results/client';
import type { Handler, Router } from '../router';
import type { Runs } from '../runs/runs';

/** Reading what is kept. Every request first asks whether this process knows the result, so that a lost one is told as such. */
export function handleResults(router: Router, runs: Runs, results: ResultsClient): void {
  const known =
    <P extends { readonly resultId: string }, R>(handler: Handler<P, R>): Handler<P, R> =>
    (params, signal) => {
      runs.get(params.resultId);
      return handler(params, signal);
    };
  router.handle(ResultColumns, 'Could not read the columns', known((params, signal) => results.columns(params, signal)));
  router.handle(GetWindow, 'Could not read the rows', known((params, signal) => results.window(params, signal)));
  router.handle(GetCell, 'Could not read the value', known((params, signal) => results.cell(params, signal)));
  router.handle(CopyCells, 'Could not copy the cells', known((params, signal) => results.copy(params, signal)));
  router.handle(GetTotals, 'Could not add up the selection', known((params, signal) => results.totals(params, signal)));
  router.handle(OpenLiveView, 'Could not read the rows', known((params, signal) => results.liveView(params, signal)));
  router.handle(ArrangeRows, 'Could not arrange the rows', known((params, signal) => results.arrange(params, signal)));
  router.handle(FindNext, 'Could not search the rows', known((params, signal) => results.find(params, signal)));
  router.handle(CountMatches, 'Could not search the rows', known((params, signal) => results.countMatches(params, signal)));
  router.handle(GetDistinct, 'Could not list the values', known((params, signal) => results.distinct(params, signal)));
  router.handle(ProfileColumn, 'Could not profile the column', known((params, signal) => results.profile(params, signal)));
  router.handle(ChartColumns, 'Could not look at the columns', known((params, signal) => results.chartColumns(params, signal)));
  router.handle(DrawChart, 'Could not draw the chart', known((params, signal) => results.chart(params, signal)));
  router.handle(ChartRange, 'Could not read the range', known((params, signal) => results.chartRange(params, signal)));
}
