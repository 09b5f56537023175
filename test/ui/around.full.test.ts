import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at } from '../../scripts/lib/paths.mjs';
import { openSql, runStatement } from './harness/editor';
import { useWorkbench } from './harness/useWorkbench';
import { contextMenu, dialogButton, openView, quickPick, runCommand, statusItem } from './harness/window';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: readonly { readonly title: string; readonly properties: Readonly<Record<string, { readonly markdownDescription?: string; readonly description?: string }>> }[];
    readonly walkthroughs: readonly { readonly steps: readonly { readonly description: string; readonly media: { readonly svg: string }; readonly title: string }[] }[];
  };
}

describe('Around the results', () => {
  const workbench = useWorkbench({ sample: true, settings: { 'headwater.connections': [{ name: 'Red', backend: 'sample', values: { host: 'here' }, colour: 'red', protected: true }] } });
  /** As the editor has it, with its texts. */
  const manifest = (): Promise<Manifest> => workbench().bridge.inHost((api) => api.extensions.getExtension('headwater.headwater')?.packageJSON as Manifest);

  it('the walkthrough leads through steps whose buttons are commands that exist', async () => {
    const { page, bridge } = workbench();
    const { contributes } = await manifest();
    const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
    // Headwater's own are there once it is active, which its view makes it.
    await openView(page, 'Headwater');
    await expect.poll(() => bridge.inHost((api) => api.extensions.getExtension('headwater.headwater')?.isActive), { timeout: 60_000 }).toBe(true);
    const known = new Set(await bridge.inHost((api) => api.commands.getCommands(true)));
    expect(steps.length).toBeGreaterThanOrEqual(5);
    for (const { description, media } of steps) {
      const [, command = ''] = /\(command:([\w.]+)/u.exec(description) ?? [];
      expect(known, description).toContain(command);
      expect(existsSync(at(media.svg)), media.svg).toBe(true);
    }
    await bridge.inHost((api) => api.commands.executeCommand('workbench.action.openWalkthrough', 'headwater.headwater#start', false));
    for (const { title } of steps) await page.locator('.getting-started-step', { hasText: title }).waitFor();
    await workbench().screenshot('walkthrough');
    await runCommand(page, 'View: Close All Editors');
  });

  it('the keyboard shortcuts page shows Headwater’s keys only', async () => {
    const { page } = workbench();
    await runCommand(page, 'Headwater: Keyboard Shortcuts');
    const rows = page.locator('.keybindings-editor .monaco-list-row');
    await rows.filter({ hasText: 'Headwater: Run Statement' }).first().waitFor();
    expect((await rows.allTextContents()).filter((text) => !text.includes('headwater.') && !text.includes('Headwater'))).toEqual([]);
    await workbench().screenshot('keyboard-shortcuts');
    await runCommand(page, 'View: Close All Editors');
  });

  it('the settings stand in groups, each with a description', async () => {
    const { page, bridge } = workbench();
    const { configuration } = (await manifest()).contributes;
    for (const [name, { markdownDescription = '', description = '' }] of configuration.flatMap(({ properties }) => Object.entries(properties))) expect(`${markdownDescription}${description}`.length, name).toBeGreaterThan(20);
    await bridge.inHost((api) => api.commands.executeCommand('workbench.action.openSettings', '@ext:headwater.headwater'));
    // Those of the last group belong to the machine: the page of the user leaves them out.
    for (const { title } of configuration.slice(0, -1)) await page.locator('.settings-toc-container .monaco-list-row', { hasText: title }).first().waitFor();
    await workbench().screenshot('settings');
    await runCommand(page, 'View: Close All Editors');
  });

  it('the connection of a document is chosen in the status bar, which has its colour and a lock', async () => {
    const { page } = workbench();
    await openSql(workbench(), 'rows 3;');
    await statusItem(page, 'Local').click();
    await quickPick(page, 'Red').click();
    const item = statusItem(page, 'Red');
    await item.locator('.codicon-lock').waitFor();
    const [own, others] = await Promise.all([item.locator('a').first(), statusItem(page, 'Ln 1').locator('a').first()].map((element) => element.evaluate((link) => getComputedStyle(link).color)));
    expect(own).not.toBe(others);
    await workbench().screenshot('status-colour');
  });

  it('what runs is listed with its connection and time, and stopped there', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await openSql(workbench(), '-- headwater: connection=Red\nsleep 600s;');
    await page.keyboard.press('Control+End');
    await runStatement(page);
    await dialogButton(page, 'Connect').click();
    // Not the row of the history, which it becomes.
    const row = page.locator('.sidebar .monaco-list-row[aria-label^="SLEEP, running, Red · "]');
    await row.waitFor();
    await workbench().screenshot('running-view');
    await contextMenu(page, row, 'Stop');
    await row.waitFor({ state: 'detached' });
  });
});
