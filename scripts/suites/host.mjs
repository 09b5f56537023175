import { ensureBrowser } from '../lib/browser.mjs';
import { runHostTests } from '../lib/host.mjs';
import { testId } from '../lib/testId.mjs';
import { whereAvailable } from '../lib/whereAvailable.mjs';
import { ensureWorkbench } from '../lib/workbench.mjs';

export const host = {
  name: 'host',
  budgetSeconds: 300,
  needsBuild: true,
  run: (context) => whereAvailable('host', process.env.HEADWATER_VSCODE ? [] : [ensureWorkbench, ensureBrowser], () => runHost(context)),
};

async function runHost(context) {
  const records = await runHostTests(context);
  return records.map(({ file, titles, outcome, ms, reason }) => ({ id: testId('host', file, titles), outcome, ms, reason }));
}
