import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest';
import type { WorkbenchOptions } from './workbench';
import { Workbench } from './workbench';

/** One workbench for all tests of a file. Where a test fails, its window is kept in artifacts/ui. */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    workbench = await Workbench.start(options);
  });
  beforeEach(({ task }) => {
    onTestFailed(async () => {
      await workbench?.screenshot(`failed - ${task.name.replaceAll(/[^\w ]/gu, '')}`);
    });
  });
  afterAll(async () => {
    await workbench?.stop();
  });
  return () => {
    if (workbench === undefined) throw new Error('The workbench has not started.');
    return workbench;
  };
}
