import { ensureBrowser } from '../lib/browser.mjs';
import { runVitest } from '../lib/vitest.mjs';
import { whereAvailable } from '../lib/whereAvailable.mjs';
import { ensureWorkbench } from '../lib/workbench.mjs';

export const unit = { name: 'unit', budgetSeconds: 300, run: (context) => runVitest('unit', 'test/unit', context) };
export const contract = { name: 'contract', budgetSeconds: 240, run: (context) => runVitest('contract', 'test/contract', context) };
export const ui = {
  name: 'ui',
  budgetSeconds: 900,
  needsBuild: true,
  run: (context) => whereAvailable('ui', [ensureWorkbench, ensureBrowser], () => runVitest('ui', 'test/ui', context, ['--config', 'vitest.ui.config.mts'], { twice: true })),
};
