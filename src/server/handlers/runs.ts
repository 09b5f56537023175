import { CancelRun, CloseResult, ReadOn, ResultChanged, StartRunRequest } from '../../protocol/results';
import { HoldRun } from '../../protocol/resultsLive';
import type { Router } from '../router';
import type { Runs } from '../runs/runs';

export function handleRuns(router: Router, runs: Runs): void {
  runs.onReport((state) => void router.notify(ResultChanged, state));

  router.handle(StartRunRequest, 'Could not run the statement', (params) => runs.start(params));
  router.handle(CancelRun, 'Could not cancel the statement', async ({ resultId }) => {
    await runs.get(resultId).cancel();
    return null;
  });
  router.handle(HoldRun, 'Could not pause the statement', ({ resultId, held }) => {
    runs.get(resultId).hold(held);
    return null;
  });
  router.handle(ReadOn, 'Could not read more rows', ({ resultId, rows }, signal) => runs.get(resultId).readOn(rows ?? Infinity, signal));
  router.handle(CloseResult, 'Could not close the result', async ({ resultId }) => {
    await runs.close(resultId);
    return null;
  });
}
