import type { Frame, Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useWorkbench } from './harness/useWorkbench';
import { expand, openView, quickPick, runCommand, treeRow, webviewFrame } from './harness/window';

describe('Connections', () => {
  const workbench = useWorkbench({ sample: true });

  const openForm = async (): Promise<Frame> => {
    await runCommand(workbench().page, 'Headwater: Add Connection');
    const form = await webviewFrame(workbench().page, 'form footer');
    await form.locator('.card', { hasText: 'Sample' }).click();
    return form;
  };
  const field = (form: Frame, name: string): Locator => form.locator(`#${name} input`).first();
  const button = (form: Frame, label: string): Locator => form.locator('footer vscode-button', { hasText: label }).first();

  it('say in the form what is missing, and go there', async () => {
    await openView(workbench().page, 'Headwater');
    const form = await openForm();
    await button(form, 'Test').click();
    await form.locator('#common-name .issue').waitFor();
    expect(await form.locator('#common-name .issue').textContent()).toContain('Name is needed.');
    expect(await form.evaluate(() => document.activeElement?.closest('.field')?.id)).toBe('common-name');
    await workbench().screenshot('form-missing');
  });

  it('tell why a test failed and what to do', async () => {
    const form = await webviewFrame(workbench().page, 'form footer');
    await field(form, 'common-name').fill('Orders EU');
    await field(form, 'values-host').fill('nowhere');
    await button(form, 'Test').click();
    await form.locator('.failed').waitFor();
    expect(await form.locator('.failed').textContent()).toContain('cannot be reached');
    expect(await form.locator('.failed').textContent()).toContain('Use the host “here”.');
    await workbench().screenshot('form-failed');
  });

  it('can be given up while a test is under way', async () => {
    const form = await webviewFrame(workbench().page, 'form footer');
    await field(form, 'values-host').fill('silent');
    await button(form, 'Test').click();
    await form.locator('.testing vscode-button').click();
    await form.locator('.testing').waitFor({ state: 'detached' });
    expect(await form.locator('.failed').count()).toBe(0);
  });

  it('are tested, saved and opened by the form', async () => {
    const { page } = workbench();
    const form = await webviewFrame(page, 'form footer');
    await field(form, 'values-host').fill('here');
    await button(form, 'Test').click();
    await form.locator('.tested').waitFor();
    expect(await form.locator('.tested').textContent()).toMatch(/answers\. Connected in [\d.]+ ms, round trip (under )?[\d.]+ ms/u);
    await workbench().screenshot('form-tested');
    await button(form, 'Save & Connect').click();
    await treeRow(page, 'main').waitFor();
    await workbench().screenshot('tree-open');
  });

  it('show their catalog down to a column, page by page', async () => {
    const { page } = workbench();
    await expand(page, 'main');
    await expand(page, 'table_0');
    await treeRow(page, 'name').waitFor();
    await workbench().screenshot('tree-column');
  });

  it('tell why a part of the tree could not be read', async () => {
    const { page } = workbench();
    await treeRow(page, /^main$/u).locator('.monaco-tl-twistie').click();
    await expand(page, 'broken');
    await treeRow(page, 'It does not exist in the sample.').waitFor();
    await workbench().screenshot('tree-failure');
  });

  it('find by the filter what is not loaded, and mark it', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Filter Connections');
    await page.locator('.quick-input-widget input').first().fill('table_249');
    await treeRow(page, 'table_249').waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.sidebar', { hasText: 'Filter “table_249”: 1 match' }).waitFor();
    expect(await treeRow(page, 'table_249').locator('.highlight').textContent()).toBe('table_249');
    expect(await page.locator('.sidebar .monaco-list-row', { hasText: 'Local' }).count()).toBe(0);
    await workbench().screenshot('tree-filter');
    await runCommand(page, 'Headwater: Clear Connections Filter');
    await treeRow(page, 'Local').waitFor();
  });

  it('that are not open are connected from the search for objects, which goes on there', async () => {
    const { page } = workbench();
    const input = page.locator('.quick-input-widget input').first();
    await runCommand(page, 'Headwater: Go to Object');
    await input.fill('no such name');
    await quickPick(page, 'Nothing of that name').waitFor();
    await quickPick(page, 'Connect to Local and search there').click();
    await quickPick(page, 'Connect to Local and search there').waitFor({ state: 'detached' });
    await quickPick(page, 'Nothing of that name').waitFor();
    await page.keyboard.press('Escape');
  });

  it('include Local, which needs no set-up, with the data files of the workspace', async () => {
    const { page } = workbench();
    await expand(page, 'Local');
    await expand(page, /Workspace files/iu);
    await expand(page, 'data');
    await expand(page, 'orders.csv');
    await treeRow(page, 'customer').or(treeRow(page, 'id')).first().waitFor();
    await workbench().screenshot('tree-local');
  });

  it('find an object or a column by its name, and go there', async () => {
    const { page } = workbench();
    const input = page.locator('.quick-input-widget input').first();
    await runCommand(page, 'Headwater: Go to Object');
    await input.fill('name');
    await quickPick(page, /nameUTF8 · main\.table_0 · Orders EU/u).waitFor();
    await workbench().screenshot('go-to-column');
    await input.fill('table_203');
    await quickPick(page, /table_203main\.table_203 · Orders EU/u).click();
    await page.locator('.sidebar .monaco-list-row.selected', { hasText: 'table_203' }).waitFor();
    await workbench().screenshot('go-to-object');
  });

  it.each(['Default Dark Modern', 'Default High Contrast', 'Default High Contrast Light'])('are readable in %s', async (theme) => {
    const { page, bridge } = workbench();
    await bridge.inHost((api, name) => api.workspace.getConfiguration('workbench').update('colorTheme', name, api.ConfigurationTarget.Global), theme);
    await runCommand(page, 'View: Close All Editors');
    const form = await openForm();
    await field(form, 'values-host').fill('nowhere');
    await field(form, 'common-name').fill('Warehouse');
    await button(form, 'Test').click();
    await form.locator('.failed').waitFor();
    await workbench().screenshot(`form - ${theme}`);
  });
});
