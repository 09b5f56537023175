import { GetWindow, ResultColumns } from '../../protocol/results';
import type { ResultsClient } from '../results/client';
import type { Router } from '../router';
import type { Runs } from '../runs/runs';

/** Reading what is kept. Every request first asks whether this process knows the result, so that a lost one is told as such. */
export function handleResults(router: Router, runs: Runs, results: ResultsClient): void {
  router.handle(ResultColumns, 'Could not read the columns', (params, signal) => {
    runs.get(params.resultId);
    return results.columns(params, signal);
  });
  router.handle(GetWindow, 'Could not read the rows', (params, signal) => {
    runs.get(params.resultId);
    return results.window(params, signal);
  });
}
