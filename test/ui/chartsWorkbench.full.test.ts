import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { violationsIn } from './harness/accessibility';
import { openFile, openSql, runDocument, runStatement } from './harness/editor';
import { giveFile } from './harness/fileDialog';
import { nextResult, ResultsView, untilText } from './harness/resultsView';
import { shopSettings } from './harness/shop';
import { THEMES } from './harness/themes';
import { useWorkbench } from './harness/useWorkbench';
import { dialogButton, toast } from './harness/window';

const READINGS = `SELECT TIMESTAMP '2024-01-01' + INTERVAL (i) MINUTE AS time, ['north', 'south', 'west'][1 + i % 3] AS sensor, round(20 + 5 * (i % 3) + 4 * sin(i / 900), 2) AS celsius FROM range(20_000) t(i);`;
/** A click a second, by a clock that runs as fast as they come. */
const CLICKS = '-- headwater: connection=Local\nSELECT make_timestamp(clicks * 1_000_000) AS time, user FROM Shop.shop.events EMIT CHANGES;\n';

/** What the browser's own reader finds in a picture: its size and how many colours it has. */
interface Seen {
  readonly width: number;
  readonly height: number;
  readonly colours: number;
}

describe('The views of a result in the workbench', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings(), size: { width: 1400, height: 1000 } });

  const figure = (view: ResultsView, summary: RegExp): Locator => view.frame.locator('.chart-figure[aria-busy=false]').and(view.frame.getByLabel(summary));
  const show = async (view: ResultsView, id: string): Promise<void> => {
    await view.frame.locator(`[data-view=${id}]`).click();
    await view.frame.locator(`[data-view=${id}][aria-checked=true]`).waitFor();
  };
  /** In light, dark and both high contrasts, with a picture of each to be looked at. */
  const inAllThemes = async (view: ResultsView, name: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for (const [theme, kind] of THEMES) {
      await workbench().bridge.inHost((api, wanted) => api.workspace.getConfiguration('workbench').update('colorTheme', wanted, api.ConfigurationTarget.Global), theme);
      await view.frame.locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor({ state: 'attached' });
      found.push(...(await violationsIn(view.frame)).map((line) => `${kind}: ${line}`));
      await workbench().screenshot(`views-${name}-${kind}`);
    }
    return found;
  };

  it('draw lines by time that types suggest, and filter the grid to the range that is brushed', async () => {
    const { page } = workbench();
    await openSql(workbench(), READINGS);
    const view = await nextResult(page, () => runStatement(page), /^20,000 rows · /u);
    await show(view, 'chart');
    await figure(view, /^Line chart of celsius by time, 20,000 rows; 3 lines: north, south, west\./u).waitFor();
    const plot = await view.frame.locator('.chart-place .u-over').boundingBox();
    if (!plot) throw new Error('There is no plot.');
    await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    await view.frame.locator('.chart-readout', { hasText: 'time: 2024-01-' }).waitFor();
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.75, plot.y + plot.height / 2, { steps: 5 });
    await page.mouse.up();
    await untilText(view.frame.locator('.arrange-bar'), /time from 2024-01-.* to 2024-01-/u);
    await figure(view, /^Line chart of celsius by time, (?:4|5),\d{3} rows; 3 lines/u).waitFor();
    await show(view, 'grid');
    await untilText(view.frame.locator('.arrange-bar'), /(?:4|5),\d{3} of 20,000 rows/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, time, 2024-01-0[78] /u);
    await view.frame.getByRole('button', { name: 'Clear All' }).click();
    await view.frame.locator('.arrange-bar').waitFor({ state: 'detached' });
  });

  it('write the chart as a picture of points, one of shapes, and a table', async () => {
    const { page, folder } = workbench();
    const view = await ResultsView.of(page);
    await show(view, 'chart');
    await figure(view, /^Line chart of celsius by time, 20,000 rows/u).waitFor();
    const save = async (entry: string, name: string): Promise<Buffer> => {
      await view.frame.getByRole('button', { name: 'Export Chart…' }).click();
      await view.frame.getByRole('menuitem', { name: entry }).click();
      await giveFile(page, path.join(folder, name));
      await toast(page, new RegExp(`Wrote ${name}`, 'u'));
      return readFile(path.join(folder, name));
    };
    const png = await save('PNG Picture…', 'readings.png');
    const seen = await page.evaluate(async (base64): Promise<Seen> => {
      const image = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/png' }));
      const context = new OffscreenCanvas(image.width, image.height).getContext('2d')!;
      context.drawImage(image, 0, 0);
      const { data } = context.getImageData(0, 0, image.width, image.height);
      const colours = new Set(Array.from({ length: data.length / 4 }, (_, at) => `${data[at * 4]},${data[at * 4 + 1]},${data[at * 4 + 2]}`));
      return { width: image.width, height: image.height, colours: colours.size };
    }, png.toString('base64'));
    expect(seen.width).toBeGreaterThan(600);
    expect(seen.height).toBeGreaterThan(100);
    // Three lines, the axes, the ground, and what lies between at their edges.
    expect(seen.colours).toBeGreaterThan(10);
    expect((await save('SVG Picture…', 'readings.svg')).toString('utf8')).toMatch(/^<svg [^]*<(?:path|polyline)[^]*<\/svg>\n$/u);
    const lines = (await save('CSV of What Is Drawn…', 'readings.csv')).toString('utf8').trimEnd().split(/\r?\n/u);
    expect(lines[0]).toMatch(/time/u);
    expect(lines.length).toBeGreaterThan(1_000);
  });

  it.each([['record', '.record'], ['json', '.text-view pre'], ['chart', '.chart-figure[aria-busy=false]'], ['profile', '.profile-card']])('are without fault to axe in every theme: %s', async (id, content) => {
    const view = await ResultsView.of(workbench().page);
    await show(view, id);
    await view.frame.locator(content).first().waitFor();
    expect(await inAllThemes(view, id)).toEqual([]);
  });

  it('are without fault to axe in every theme: the plan of a statement', async () => {
    const { page } = workbench();
    await openSql(workbench(), 'EXPLAIN SELECT count(*) FROM range(1000) t(i) WHERE i % 7 = 3;');
    const view = await nextResult(page, () => runStatement(page), /^\d rows? · /u);
    await show(view, 'plan');
    await view.frame.locator('.plan-view pre').first().waitFor();
    expect(await inAllThemes(view, 'plan')).toEqual([]);
  });

  it('follow rows that keep coming within a window of time', async () => {
    const { page } = workbench();
    await openFile(workbench(), 'clicks.sql', CLICKS);
    const consent = dialogButton(page, 'Connect');
    const view = await nextResult(page, async () => {
      await runDocument(page);
      await consent.click();
    }, /rows\/s now/u);
    await show(view, 'chart');
    await figure(view, /^Line chart of user by time/u).waitFor();
    await view.frame.getByRole('combobox', { name: 'Window', exact: true }).selectOption({ label: 'Last 10 s' });
    const drawn = async (): Promise<number> => Number(/, ([\d,]+) rows/u.exec((await figure(view, /^Line chart/u).getAttribute('aria-label')) ?? '')?.[1]?.replaceAll(',', '') ?? 0);
    const all = async (): Promise<number> => Number(/^([\d,]+) rows?/u.exec((await view.facts.textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);
    const first = await all();
    await expect.poll(all).toBeGreaterThan(first);
    await expect.poll(drawn).toBeGreaterThan(0);
    // Once more has come than the window holds.
    await expect.poll(async () => (await drawn()) < (await all())).toBe(true);
    expect(await inAllThemes(view, 'live')).toEqual([]);
    await view.button('Stop');
    await untilText(view.frame.locator('footer'), /Stopped; the rows received stay/u);
  });
});
