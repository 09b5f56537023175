import { Field, Float64, Int64, makeData, RecordBatch, Schema, Struct, TimestampNanosecond, Utf8, vectorFromArray, type Data } from 'apache-arrow';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import type { RealHost } from './grid/realHost';
import { useGridPages } from './harness/gridPages';

const ROWS = 60_000;
const START = 1_704_067_200_000_000_000n; // 2024-01-01
/** Beyond what a double tells apart. */
const BIG = 9_007_199_254_740_993n;
const SENSORS = ['north', 'south', 'west'];

/** One row a second of three sensors in turns: a wave each, and a single spike that no sampling may lose. */
function readings(): RecordBatch {
  const rows = Array.from({ length: ROWS }, (_, row) => row);
  const columns: Data[] = [
    makeData({ type: new TimestampNanosecond(), length: ROWS, data: BigInt64Array.from(rows, (row) => START + BigInt(row) * 1_000_000_000n + 1n) }),
    vectorFromArray(rows.map((row) => SENSORS[row % 3]!), new Utf8()).data[0]!,
    makeData({ type: new Float64(), length: ROWS, data: Float64Array.from(rows, (row) => (row === 31_415 ? 99 : 20 + 5 * (row % 3) + 4 * Math.sin(row / 3_000))) }),
    makeData({ type: new Int64(), length: ROWS, data: BigInt64Array.from(rows, (row) => BIG + BigInt(row)) }),
    vectorFromArray(rows.map((row) => `reading number ${row}`), new Utf8()).data[0]!,
  ];
  const schema = new Schema(['time', 'sensor', 'temperature', 'serial', 'label'].map((name, index) => new Field(name, columns[index]!.type, true)));
  return new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, nullCount: 0, children: columns }));
}

describe('Charts in a browser, over the real rows', () => {
  const pages = useGridPages();

  const open = async (theme = 'dark'): Promise<{ page: Page; host: RealHost }> => {
    const { page, host } = await pages.over(readings(), { theme, size: { width: 1100, height: 560 } });
    await page.locator('.facts-line', { hasText: '60,000 rows' }).waitFor();
    await page.getByRole('radio', { name: 'Chart' }).click();
    await drawn(page, /Line chart/u);
    return { page, host };
  };
  const drawn = (page: Page, summary: RegExp): Promise<void> => page.locator('.chart-figure[aria-busy=false]').and(page.getByLabel(summary)).waitFor({ timeout: 30_000 });
  const choose = (page: Page, control: string, option: string): Promise<unknown> => page.getByRole('combobox', { name: control, exact: true }).selectOption({ label: option });
  const shot = (page: Page, name: string): Promise<unknown> => pages.shot(page, `chart-${name}`);
  const readout = (page: Page, text: RegExp): Promise<void> => page.locator('.chart-readout', { hasText: text }).waitFor({ timeout: 20_000 });

  it('suggest a line for each tag over time, show exact values, and filter the rows to what is brushed', async () => {
    const { page } = await open();
    await drawn(page, /^Line chart of temperature by time, 60,000 rows; 3 lines: north, south, west\./u);
    await page.locator('.chart-notes', { hasText: 'least and greatest of every pixel' }).waitFor();
    const plot = await page.locator('.chart-place .u-over').boundingBox();
    if (!plot) throw new Error('There is no plot.');
    await page.mouse.move(plot.x + plot.width / 2, plot.y + plot.height / 2);
    // To the nanosecond, as the row has it.
    await readout(page, /time: 2024-01-01 08:\d\d:\d\d\.000000001/u);
    await shot(page, 'line');
    await page.mouse.down();
    await page.mouse.move(plot.x + plot.width * 0.75, plot.y + plot.height / 2, { steps: 5 });
    await page.mouse.up();
    await page.locator('.arrange-bar', { hasText: /time from 2024-01-01 08:.* to 2024-01-01 12:/u }).waitFor();
    await page.locator('.arrange-count', { hasText: /^15,\d{3} of 60,000 rows|^14,\d{3} of 60,000 rows/u }).waitFor();
    await drawn(page, /1[45],\d{3} rows; 3 lines/u);
    await shot(page, 'brushed');
    await page.getByRole('radio', { name: 'Grid' }).click();
    await page.locator('#grid [role=gridcell]').first().waitFor({ state: 'attached' });
    await page.close();
  });

  it('are worked by keys and read out, as picture, table and files', async () => {
    const { page, host } = await open('light');
    await choose(page, 'Kind', 'Histogram');
    await choose(page, 'X', 'serial');
    await drawn(page, /^Histogram of serial, 60,000 rows/u);
    await page.locator('.chart-figure').focus();
    await page.keyboard.press('ArrowRight');
    await readout(page, /serial: 900719925474099[23] – /u);
    await expect.poll(() => page.locator('.chart-view .announcer').textContent()).toMatch(/1,(?:49|50)\d rows$/u);
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowRight');
    await shot(page, 'histogram');
    await page.keyboard.press('Enter');
    await page.locator('.arrange-bar', { hasText: /serial from 9007199254741\d{3} to/u }).waitFor();
    await page.getByRole('button', { name: 'Clear All' }).click();
    await drawn(page, /^Histogram of serial, 60,000 rows/u);
    await page.getByRole('button', { name: 'Show as Table' }).click();
    await expect.poll(() => page.locator('.chart-table tbody tr').count()).toBe(40);
    for (const item of ['CSV of What Is Drawn…', 'SVG Picture…']) {
      if (item.startsWith('SVG')) await page.getByRole('button', { name: 'Show as Table' }).click();
      await page.getByRole('button', { name: 'Export Chart…' }).click();
      await page.getByRole('menuitem', { name: item }).click();
    }
    await expect.poll(() => host.saved.length).toBe(2);
    const [csv, svg] = host.saved.map(({ bytes }) => new TextDecoder().decode(bytes));
    expect(csv!.split('\r\n').slice(1, -1).reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0)).toBe(ROWS);
    expect(svg).toMatch(/^<svg [^]*<rect[^]*<\/svg>\n$/u);
    await page.close();
  });

  it('tell what cannot be drawn and what to do, and keep what was chosen', async () => {
    const { page } = await open('hc-dark');
    await choose(page, 'Kind', 'Bar');
    await drawn(page, /^Bar chart/u);
    await choose(page, 'X', 'sensor');
    await choose(page, 'Value', 'Average');
    await drawn(page, /^Bar chart of Average of temperature by sensor/u);
    await shot(page, 'bars');
    await page.waitForFunction(() => (sessionStorage.getItem('state') ?? '').includes('"average"'));
    await page.reload();
    await drawn(page, /^Bar chart of Average of temperature by sensor/u);
    await choose(page, 'Kind', 'Line');
    await drawn(page, /^Line chart/u);
    await page.close();
  });

  it('have a page of figures beside them, whose values filter the rows', async () => {
    const { page } = await open('hc-light');
    await page.getByRole('radio', { name: 'Profile' }).click();
    const card = (name: string): ReturnType<Page['locator']> => page.locator('.profile-card').and(page.getByLabel(name, { exact: true }));
    await card('serial').locator('dd', { hasText: '9007199254800992' }).first().waitFor({ timeout: 30_000 });
    await card('sensor').getByRole('button', { name: /^north/u }).waitFor({ timeout: 30_000 });
    await card('label').locator('dd', { hasText: '60,000 (exact), all different' }).waitFor({ timeout: 30_000 });
    await shot(page, 'profile');
    await card('sensor').getByRole('button', { name: /^north/u }).click();
    await page.locator('.arrange-bar', { hasText: /sensor is north/u }).waitFor();
    await page.locator('.profile-title', { hasText: '20,000 rows' }).waitFor();
    await card('temperature').locator('dd', { hasText: '24' }).first().waitFor({ timeout: 30_000 });
    await page.close();
  });
});
