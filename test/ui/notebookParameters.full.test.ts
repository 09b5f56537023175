import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { useWorkbench } from './harness/useWorkbench';

const PARAMETERS = [
  'word: text = tea',
  'least: number = 1',
  'day: date = 2024-01-01',
  'at: timestamp = 2024-01-01 10:00:00',
  'sure: boolean = false',
  'period: dates = 2024-01-01 to 2024-01-31',
  'city: choice = Lyon in [Lyon, "Aix, Provence", Arles]',
  "zone: choice = A from SELECT DISTINCT zone FROM (VALUES ('A'), ('B'), ('C and D')) t(zone) ORDER BY zone",
];
const USE = 'SELECT $word AS word, $least AS least, typeof($least) AS exactly, $day AS day, $at AS at, $sure AS sure, $period_to - $period_from AS days, $city AS city, $zone AS zone';

describe('The parameters of a notebook', () => {
  const workbench = useWorkbench({ size: { width: 1280, height: 1000 } });
  const notebook = (): NotebookWindow => new NotebookWindow(workbench());
  const lines = (): Promise<readonly string[]> => workbench().bridge.inHost((vscode) => vscode.window.activeNotebookEditor?.notebook.cellAt(0).document.getText().split('\n') ?? []);
  const field = (below: CellOutputs, name: string): Locator => below.frame.getByLabel(name, { exact: true });

  it('have a field for each type; what is chosen is written into their cell, and bound', async () => {
    await notebook().open('parameters.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells: [{ kind: 'code', language: 'headwater-parameters', text: PARAMETERS }, { kind: 'code', language: 'sql', text: [USE] }] }));
    const below = await CellOutputs.of(workbench().page);
    await expect.poll(() => field(below, 'word').inputValue()).toBe('tea');
    await workbench().screenshot('notebook-parameters');
    // A value is no part of the statement, whatever it holds.
    await field(below, 'word').fill("'; DROP TABLE trips; --");
    await field(below, 'least').fill('12345678901234567890.10');
    await field(below, 'day').fill('2024-02-29');
    await field(below, 'at').fill('2024-02-29 23:59:59.5');
    await field(below, 'sure').check();
    await field(below, 'period from').fill('2024-01-11');
    await field(below, 'period to').fill('2024-03-01');
    await field(below, 'city').selectOption('Aix, Provence');
    // Its choices are read when somebody is about to choose.
    await field(below, 'zone').focus();
    await expect.poll(() => field(below, 'zone').locator('option').allTextContents()).toEqual(['A', 'B', 'C and D']);
    await field(below, 'zone').selectOption('C and D');
    await expect.poll(lines).toEqual([
      "word: text = '; DROP TABLE trips; --",
      'least: number = 12345678901234567890.10',
      'day: date = 2024-02-29',
      'at: timestamp = 2024-02-29 23:59:59.5',
      'sure: boolean = true',
      'period: dates = 2024-01-11 to 2024-03-01',
      'city: choice = Aix, Provence in [Lyon, "Aix, Provence", Arles]',
      "zone: choice = C and D from SELECT DISTINCT zone FROM (VALUES ('A'), ('B'), ('C and D')) t(zone) ORDER BY zone",
    ]);
    await notebook().run(1);
    await expect.poll(() => notebook().outcomes()).toEqual([null, true]);
    await expect.poll(() => notebook().plain(1)).toMatch(/'; DROP TABLE trips; -- +\| 12345678901234567890\.10? +\| DECIMAL\(22,\s?[12]\) +\| 2024-02-29 +\| 2024-02-29 23:59:59\.500 +\| true +\| 50 +\| Aix, Provence +\| C and D/u);
    await workbench().screenshot('notebook-parameters-bound');
  });

  it('say what is wrong with a value, and no cell runs with it', async () => {
    const below = await CellOutputs.of(workbench().page);
    await field(below, 'period to').fill('2024-01-01');
    await below.frame.locator('.parameters .problem', { hasText: 'It ends before it begins' }).waitFor();
    await notebook().run(1);
    await expect.poll(() => notebook().failure(1)).toMatch(/2024-01-11 to 2024-01-01.*does not fit its type dates.*It ends before it begins/u);
    await workbench().screenshot('notebook-parameters-wrong');
  });
});
