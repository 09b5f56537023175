import { beforeEach, describe, expect, it } from 'vitest';
import { dialogButton, openView, quickPick, runCommand } from './harness/window';
import { useLake } from './lakefs/lakeWindow';

describe('Branches of a lakeFS repository in Source Control', () => {
  const lakeWindow = useLake('lakefs-branches');

  beforeEach(async () => {
    if ((await lakeWindow().folders()).length === 0) await lakeWindow().addFolder();
    await openView(lakeWindow().page, 'Source Control');
  });

  it('discard a change', async () => {
    const window = lakeWindow();
    await window.edit('data/prices.csv', '3,30\n');
    await window.scmRow('prices.csv').waitFor();
    await window.scmAction('prices.csv', 'Discard Changes');
    await dialogButton(window.page, 'Discard Changes').click();
    await window.scmRow('prices.csv').waitFor({ state: 'detached' });
    expect(await window.lake.uncommitted('main')).toEqual([]);
  });

  it('warn once that a commit takes the changes of everybody', async () => {
    const window = lakeWindow();
    for (const [number, asks] of [[1, true], [2, false]] as const) {
      await window.edit('README.md', `Line ${number}.\n`);
      await window.scmRow('README.md').waitFor();
      await window.writeMessage(`Change ${number}`);
      await runCommand(window.page, 'Headwater: Commit Branch Changes');
      if (asks) {
        const forGood = dialogButton(window.page, 'Commit and Don’t Ask Again');
        const done = (): Promise<boolean> => window.lake.head('main').then(({ message }) => message === 'Change 1');
        // A further try of this test may find that it was told already.
        await expect.poll(async () => (await forGood.isVisible()) || (await done())).toBe(true);
        if (await forGood.isVisible()) {
          await window.shot('shared-warning');
          await forGood.click();
        }
      }
      await expect.poll(() => window.lake.head('main').then(({ message }) => message)).toBe(`Change ${number}`);
    }
  });

  it('are created', async () => {
    const window = lakeWindow();
    await window.begin('headwater.versions.createBranch');
    await window.answer('New Branch from', 'plan');
    await expect.poll(() => window.lake.head('plan').then(({ message }) => message, () => '')).toBe('First files');
  });

  it('take a commit of what is uncommitted on another one, and leave that as it was', async () => {
    const window = lakeWindow();
    const { lake } = window;
    await lake.put('main', 'photos/one.txt', 'one');
    await lake.put('main', 'photos/two.txt', 'two');
    await window.begin('headwater.versions.commitOnNewBranch');
    await window.answer('Message', 'Photos');
    await window.answer('New Branch from', 'photos');
    await expect.poll(() => lake.head('photos').then(({ message }) => message, () => '')).toBe('Photos');
    expect(await lake.get('photos', 'photos/one.txt')).toBe('one');
    expect(await lake.uncommitted('main')).toEqual(['photos/one.txt', 'photos/two.txt']);
    expect(await lake.uncommitted('photos')).toEqual([]);
    await window.shot('new-branch');
  });

  it('are proposed for a merge, and merged from the list of proposals', async () => {
    const window = lakeWindow();
    const { lake, page } = window;
    await lake.branch('plan', 'main');
    await lake.put('plan', 'data/prices.csv', 'id,price\n1,12\n');
    await lake.commit('plan', 'Cheaper');
    await window.workbench.bridge.inHost((vscode) => {
      const folder = vscode.workspace.workspaceFolders!.find(({ uri }) => uri.scheme === 'headwater')!;
      void vscode.commands.executeCommand('headwater.versions.createProposal', folder.uri.with({ path: '/books/plan/data/prices.csv' }));
    });
    await window.pick('main');
    await window.answer('Title', 'Lower prices');
    await window.answer('Description', 'Please look');
    await expect.poll(() => lake.pulls()).toContainEqual({ title: 'Lower prices', status: 'open' });
    await window.begin('headwater.versions.showProposals');
    await quickPick(page, 'Lower prices').waitFor();
    await window.shot('proposals');
    await window.pick('Lower prices');
    await window.pick('Merge into “main”');
    await expect.poll(() => lake.get('main', 'data/prices.csv')).toBe('id,price\n1,12\n');
    await expect.poll(() => lake.pulls()).toContainEqual({ title: 'Lower prices', status: 'merged' });
  });

  it('undo a commit by a new one, take one of another branch, and are moved back', async () => {
    const window = lakeWindow();
    const { lake, page } = window;
    const first = await lake.head('main');
    await lake.branch('plan', 'main');
    await lake.put('main', 'data/orders.csv', 'id,name\n');
    await lake.commit('main', 'No orders');
    await window.tidy();
    await window.openHistory();
    await window.historyMenu('No orders', 'Cherry-Pick');
    await window.pick('plan');
    await expect.poll(() => lake.get('plan', 'data/orders.csv')).toBe('id,name\n');

    await window.historyMenu('No orders', 'Revert');
    await dialogButton(page, /^Revert$/u).click();
    await expect.poll(() => lake.get('main', 'data/orders.csv')).toBe('id,name\n1,ada\n2,grace\n');
    await window.historyRow(/^Revert/u).waitFor();
    await window.shot('reverted');

    await window.historyMenu('First files', 'Reset Branch');
    await dialogButton(page, 'Reset Branch').click();
    await expect.poll(() => lake.head('main').then(({ id }) => id)).toBe(first.id);
  });

  it('show all that a commit changed in one editor', async () => {
    const window = lakeWindow();
    const { lake, page } = window;
    await lake.put('main', 'data/orders.csv', 'id,name\n9,all\n');
    await lake.put('main', 'README.md', '# Two files\n');
    await lake.commit('main', 'Two at once');
    await window.tidy();
    await window.openHistory();
    // A tree that is read anew just then takes the menu away with the click on it.
    const editor = page.locator('.multiDiffEditor, .monaco-component.multiDiffEditor').first();
    for (let tries = 0; tries < 3 && !(await editor.isVisible()); tries++) {
      await window.historyMenu('Two at once', 'Open Commit');
      await editor.waitFor({ timeout: 20_000 }).catch(() => undefined);
    }
    await editor.waitFor();
    await page.locator('.multiDiffEntry', { hasText: 'orders.csv' }).first().waitFor();
    await page.locator('.multiDiffEntry', { hasText: 'README.md' }).first().waitFor();
    await window.shot('commit');
  });

  it('keep their history beside Source Control', async () => {
    const window = lakeWindow();
    const { lake } = window;
    await lake.put('main', 'data/orders.csv', 'id,name\n');
    await lake.commit('main', 'No orders');
    await window.tidy();
    await window.openHistory();
    await window.historyRow('No orders').waitFor();
    await window.historyRow('First files').waitFor();
    await window.shot('history');
  });
});
