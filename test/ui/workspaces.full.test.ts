import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSql, runStatement } from './harness/editor';
import { ResultsView, untilText } from './harness/resultsView';
import { useWorkbench } from './harness/useWorkbench';
import { expand, openView, toast, treeRow } from './harness/window';

/** A folder of files, made before the workbench and removed after it. */
function useFolder(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(os.tmpdir(), `headwater-${name}-${process.pid}`);
  beforeAll(async () => {
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text);
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

describe('A workspace that is not trusted', () => {
  const workspace = useFolder('untrusted', {
    'inside.csv': 'fruit,n\napple,1\npear,2\n',
    '.vscode/settings.json': JSON.stringify({ 'headwater.connections': [{ name: 'Theirs', backend: 'sample', values: { host: 'here' } }] }),
  });
  const workbench = useWorkbench({ workspace, trust: true, sample: true, settings: { 'security.workspace.trust.startupPrompt': 'never', 'security.workspace.trust.banner': 'never' } });

  it('has its connections left out, and the tree says so', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await treeRow(page, 'A workspace connection is ignored').waitFor();
    await treeRow(page, 'Local').waitFor();
    expect(await treeRow(page, 'Theirs').count()).toBe(0);
    await openSql(workbench(), '-- headwater: connection=Theirs\nrows 5;');
    await runStatement(page);
    await toast(page, /There is no connection “Theirs”/u);
    await workbench().screenshot('untrusted');
  });

  it('has its own files read by Local, and nothing outside it', async () => {
    const { page, folder } = workbench();
    const outside = await mkdtemp(path.join(os.tmpdir(), 'headwater-outside-'));
    try {
      await writeFile(path.join(outside, 'secret.csv'), 'word\nsecret\n');
      await openSql(workbench(), `FROM '${path.join(folder, 'inside.csv')}';`);
      await runStatement(page);
      const view = await ResultsView.of(page);
      await untilText(view.facts, /^2 rows/u);
      await openSql(workbench(), `FROM '${path.join(outside, 'secret.csv')}';`);
      await runStatement(page);
      await untilText(view.failure, /Trust the workspace/u);
      await workbench().screenshot('untrusted-outside');
    } finally {
      await rm(outside, { recursive: true, force: true });
    }
  });

  it('is said to be restricted where VS Code lists what is', async () => {
    const text = await workbench().bridge.inHost((api) => {
      const { capabilities } = api.extensions.getExtension('headwater.headwater')?.packageJSON as { capabilities: { untrustedWorkspaces: { description: string } } };
      return [api.workspace.isTrusted, capabilities.untrustedWorkspaces.description] as const;
    });
    expect(text).toEqual([false, expect.stringContaining('connections from workspace settings are ignored')]);
  });
});

describe('A workspace of several folders', () => {
  const workspace = useFolder('several', { 'orchard/fruit.csv': 'fruit,n\napple,1\npear,2\n', 'garden/vegetables.csv': 'name\nleek\nbeet\nkale\n' });
  const workbench = useWorkbench({ workspace, roots: ['orchard', 'garden'] });

  it('has the data files of all of them in the tree', async () => {
    const { page } = workbench();
    await openView(page, 'Headwater');
    await expand(page, 'Local');
    await expand(page, /Workspace files/iu);
    await expand(page, /^orchard/u);
    await treeRow(page, 'fruit.csv').waitFor();
    await expand(page, /^garden/u);
    await expand(page, 'vegetables.csv');
    await treeRow(page, /^name/u).waitFor();
    await workbench().screenshot('several-folders');
  });

  it('has files of each found by their relative names', async () => {
    const { page } = workbench();
    await openSql(workbench(), "SELECT count(*) AS n FROM 'fruit.csv', 'vegetables.csv';");
    await runStatement(page);
    const view = await ResultsView.of(page);
    await untilText(view.facts, /^1 row\b/u);
    await view.focusGrid();
    await view.press('Control+Home');
    await view.cellLabel(/^Row 1, n, 6$/u);
  });
});
