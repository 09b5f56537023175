import { describe, expect, it } from 'vitest';
import { nextResult, ResultsView, untilStill, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { shopSettings, tableMenu } from './harness/shop';
import { quickPick } from './harness/window';

describe('Live results', () => {
  const workbench = useWorkbench({ sample: true, settings: { ...shopSettings(), 'headwater.live.rows': 500 } });
  const view = (): Promise<ResultsView> => ResultsView.of(workbench().page);
  const rows = async (): Promise<number> => Number(/^([\d,]+) rows?/u.exec((await (await view()).facts.textContent()) ?? '')?.[1]?.replaceAll(',', '') ?? 0);

  it('follow a table from its menu, and say their rate', async () => {
    const { page } = workbench();
    await nextResult(page, async () => {
      await tableMenu(page, 'Shop', 'events', 'Follow Table');
      await quickPick(page, 'From Now On').click();
    }, /rows\/s now/u);
    await expect.poll(rows).toBeGreaterThan(100);
    await workbench().screenshot('live-following');
  });

  it('keep the newest rows, and say how many made room for them', async () => {
    const results = await view();
    await untilText(results.facts, /500 kept, [\d,]+ dropped/u);
    // The grid draws after the line of facts.
    await expect.poll(() => results.frame.locator('.grid').getAttribute('data-rows')).toBe('500');
  });

  it('pause and go on without losing the statement', async () => {
    const results = await view();
    await results.button('Pause Reading');
    await untilText(results.facts, /paused/u);
    // What was under way when it paused may still come.
    const before = await untilStill(rows);
    await workbench().screenshot('live-paused');
    await results.button('Resume Reading');
    await expect.poll(rows).toBeGreaterThan(before);
  });

  it('stop following where the person scrolls away, and offer the new rows', async () => {
    const results = await view();
    await results.frame.locator('.grid canvas').first().hover();
    await workbench().page.mouse.wheel(0, -2000);
    const offer = results.frame.locator('.unseen');
    await untilText(offer, /new rows/u);
    await workbench().screenshot('live-scrolled');
    await offer.click();
    await offer.waitFor({ state: 'detached' });
  });

  it('show the newest row of each key', async () => {
    const results = await view();
    await results.button('Newest Row of Each Key');
    await expect.poll(() => results.frame.locator('.grid').getAttribute('data-rows')).toBe('10');
    await results.button('Newest First');
    await results.button('Pause Reading');
    await workbench().screenshot('live-by-key');
    await results.focusGrid();
    await results.press('Control+Home', 'ArrowRight');
    await results.cellLabel(/^Row 1, user, 9$/u);
  });

  it('end with Stop, and keep their rows', async () => {
    const results = await view();
    await results.button('Stop');
    await untilText(results.frame.locator('footer'), /Stopped; the rows received stay/u);
  });
});
