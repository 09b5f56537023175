import { describe, expect, it } from 'vitest';
import { nextResult, untilText } from './harness/resultsView';
import { shopSettings, tableMenu } from './harness/shop';
import { useWorkbench } from './harness/useWorkbench';
import { webviewFrame } from './harness/window';

describe('Looking up by key', () => {
  const workbench = useWorkbench({ sample: true, settings: shopSettings() });
  const panel = (): ReturnType<typeof webviewFrame> => webviewFrame(workbench().page, 'form.panel h1');

  it('opens from the table, with a field for each column of the key', async () => {
    await tableMenu(workbench().page, 'Shop', 'cities', 'Look Up by Key');
    const frame = await panel();
    await untilText(frame.locator('h1'), /Look Up in shop\.cities/u);
    expect(await frame.locator('.field').count()).toBe(2);
    await untilText(frame.locator('.field').last(), /may be left empty/u);
  });

  it('shows the statement and the rows of a leading part of the key', async () => {
    const frame = await panel();
    await frame.locator('.field input').first().fill('FR');
    await untilText(frame.locator('.statement pre'), /SELECT \*\s+FROM shop\.cities\s+WHERE country = 'FR'/u);
    await nextResult(workbench().page, () => frame.locator('button', { hasText: 'Look Up' }).last().click(), /^2 rows/u);
    await untilText(frame.locator('.outcome'), /2 rows found/u);
    await workbench().screenshot('lookup-one');
  });

  it('tells where a key is', async () => {
    const frame = await panel();
    await frame.locator('.field input').last().fill('Sète');
    await frame.locator('button', { hasText: 'Where Is This Key?' }).click();
    await untilText(frame.locator('.places'), /FR, Sète.*node-2/u);
  });

  it('finds many pasted keys at once, and names the line of one that is no value', async () => {
    const { page } = workbench();
    await tableMenu(page, 'Shop', 'people', 'Look Up by Key');
    const frame = await webviewFrame(page, 'h1:text("Look Up in shop.people")');
    await frame.locator('[role=radio]', { hasText: 'Many Keys' }).click();
    await frame.locator('textarea').fill('3\n5\nseven\n');
    await untilText(frame.locator('.issue'), /Line 3, .*not a whole number/u);
    expect(await frame.locator('footer .button').first().isDisabled()).toBe(true);
    await frame.locator('textarea').fill('3\n5\n7\n999\n');
    await untilText(frame.locator('.statement pre'), /WHERE id IN \(3, 5, 7, 999\)/u);
    await workbench().screenshot('lookup-many');
    await frame.locator('button', { hasText: 'Look Up' }).last().click();
    await untilText(frame.locator('.outcome'), /3 rows found/u);
  });
});
