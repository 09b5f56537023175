import { describe, expect, it } from 'vitest';
import { useWorkbench } from './harness/useWorkbench';
import { openView, treeRow } from './harness/window';

describe('The workbench', () => {
  const workbench = useWorkbench();

  it('shows Headwater in the activity bar, with the Local connection', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await treeRow(page, 'Local').waitFor({ timeout: 20_000 });
    await workbench().screenshot('connections');
  });

  it('has activated the extension without an error', async () => {
    const active = await workbench().bridge.inHost((api) => api.extensions.getExtension('headwater.headwater')?.isActive);
    expect(active).toBe(true);
  });
});
