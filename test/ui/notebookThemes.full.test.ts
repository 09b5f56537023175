import { describe, expect, it } from 'vitest';
import { violationsIn } from './harness/accessibility';
import { runSampleNotebook, useSamples } from './harness/sampleNotebook';
import { THEMES } from './harness/themes';

describe('The sample notebook in every theme', () => {
  const workbench = useSamples();

  it('is shown in its colours, without fault to axe', async () => {
    const { bridge } = workbench();
    const below = await runSampleNotebook(workbench());
    await below.frame.locator('.result-below[data-pane=grid]').first().waitFor();
    for (const [theme, kind] of THEMES) {
      await bridge.inHost(async (vscode, name) => {
        await vscode.workspace.getConfiguration().update('workbench.colorTheme', name, vscode.ConfigurationTarget.Global);
      }, theme);
      await expect.poll(() => below.frame.locator('body').getAttribute('data-vscode-theme-kind')).toBe(kind);
      expect(await violationsIn(below.frame, '.output')).toEqual([]);
      await workbench().screenshot(`notebook-sample ${theme}`);
    }
  });
});
