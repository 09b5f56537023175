import { describe, expect, it } from 'vitest';
import { runSampleNotebook, useSamples } from './harness/sampleNotebook';

describe('The sample notebook', () => {
  const workbench = useSamples();

  it('runs from top to bottom over Local, a Parquet file and results of its own cells', async () => {
    const { bridge } = workbench();
    const below = await runSampleNotebook(workbench());
    const last = (): Promise<string> =>
      bridge.inHost((vscode) => {
        const outputs = vscode.window.activeNotebookEditor?.notebook.getCells().at(-1)?.outputs ?? [];
        const plain = outputs.flatMap(({ items }) => items).find(({ mime }) => mime === 'text/plain');
        return plain ? new TextDecoder().decode(plain.data) : '';
      });
    expect(await last()).toMatch(/destination[^]*(?:Lyon|Grenoble|Marseille|Toulon)[^]*4 rows/u);
    await below.frame.locator('.result-below[data-pane=grid]').first().waitFor();
    await workbench().screenshot('notebook-sample');
  });
});
