import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { CellOutputs } from './harness/cellOutput';
import { NotebookWindow } from './harness/notebookWindow';
import { useWorkbench } from './harness/useWorkbench';
import { runCommand, toast } from './harness/window';

const ROWS = 5_000_000;

describe('A notebook that is not as it should be', () => {
  const workbench = useWorkbench({ settings: { 'headwater.notebook.keepOutputs': true } });
  const notebook = (): NotebookWindow => new NotebookWindow(workbench());

  it('of a newer version is not opened, not changed, and says why', async () => {
    const { bridge, folder, page } = workbench();
    const [file, text] = [path.join(folder, 'newer.hwnb'), '{"headwater": 2, "cells": []}'];
    await writeFile(file, text);
    await bridge.inHost(async (vscode, place) => {
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(place)).then(undefined, () => undefined);
    }, file);
    await toast(page, /newer version/u);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('whose cells read each other in a circle says the way round', async () => {
    const cells = [['a', 'SELECT * FROM b'], ['b', 'SELECT * FROM c'], ['c', 'SELECT * FROM a']].map(([name, text]) => ({ kind: 'code', language: 'sql', name, text: [text] }));
    await notebook().open('circle.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells }));
    await notebook().run(0);
    await expect.poll(() => notebook().outcomes()).toEqual([false, null, null]);
    expect(await notebook().failure(0)).toMatch(/its own result, by way of b → c/u);
    await workbench().screenshot('notebook-circle');
  });

  it('with a result of 500 MB shows all of it, and keeps a bounded text of it in its file', { timeout: 300_000 }, async () => {
    const { page, folder } = workbench();
    const text = `SELECT i, repeat('x', 100) AS filler FROM range(${ROWS}) t(i)`;
    await notebook().open('large.hwnb', JSON.stringify({ headwater: 1, connection: 'Local', cells: [{ kind: 'code', language: 'sql', text: [text] }] }));
    await notebook().run(0);
    await expect.poll(() => notebook().outcomes(), { timeout: 60_000 }).toEqual([true]);
    const below = await CellOutputs.of(page);
    await below.focusGrid();
    // What has not been read yet is read when somebody goes there.
    await expect.poll(async () => {
      await below.press('Control+End');
      return below.facts().textContent();
    }, { timeout: 180_000, interval: 2_000 }).toMatch(/^5,000,000 rows/u);
    await workbench().screenshot('notebook-large');
    const file = path.join(folder, 'large.hwnb');
    await runCommand(page, 'File: Save');
    await expect.poll(() => readFile(file, 'utf8')).toMatch(/"outputs"/u);
    expect((await stat(file)).size).toBeLessThan(600_000);
    await notebook().show('large.hwnb');
    await expect.poll(() => notebook().plain(0)).toMatch(/xxxx/u);
  });
});
