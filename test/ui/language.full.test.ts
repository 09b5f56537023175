import { describe, expect, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { webviewFrame } from './harness/window';

/** In the made-up language every text that goes through t stands in these brackets. */
const TRANSLATED = /⟦.+⟧/u;

describe('In another language', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings(), language: 'qps-ploc' });

  it('a webview shows its texts, with names and values in their places', async () => {
    await tableMenu(workbench().page, 'Shop', 'cities', 'Look Up by Key');
    const frame = await webviewFrame(workbench().page, 'form.panel h1');
    await untilText(frame.locator('h1'), /^⟦L.+shop\.cities⟧$/u);
    await untilText(frame.locator('footer .button').first(), TRANSLATED);
    await untilText(frame.locator('.field').last(), TRANSLATED);
    expect(await frame.locator('html').getAttribute('lang')).toBe('qps-ploc');
  });

  it('the host shows its texts', async () => {
    await untilText(workbench().page.locator('.tab.active .label-name').first(), TRANSLATED);
    await workbench().screenshot('language');
  });

  it('the outputs of a notebook show their texts', async () => {
    const notebook = new NotebookWindow(workbench());
    await notebook.open('language.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells: [{ kind: 'code', language: 'sql', text: ['SELECT 42 AS answer'] }] }));
    await notebook.run(0);
    const below = await CellOutputs.of(workbench().page);
    await untilText(below.facts(), TRANSLATED);
    expect(await below.result().getByRole('button').first().getAttribute('aria-label')).toMatch(TRANSLATED);
    await workbench().screenshot('language-notebook');
  });
});
