import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { dialogButton } from './window';
import type { Workbench } from './workbench';

/** A notebook in the window, as a person works its cells. */
export class NotebookWindow {
  constructor(private readonly workbench: Workbench) {}

  /** Writes it into the workspace and opens it, in the place of all that is open. */
  async open(name: string, text: string): Promise<void> {
    await writeFile(path.join(this.workbench.folder, name), text);
    await this.show(name);
  }

  /** Opens a notebook of the workspace. */
  async show(name: string): Promise<void> {
    await this.workbench.bridge.inHost(async (vscode, place) => {
      // They are closed without a question: a cell that ends late makes them dirty after they were saved.
      const tabs = (): number => vscode.window.tabGroups.all.reduce((sum, group) => sum + group.tabs.length, 0);
      for (let left = tabs(); left > 0; left--) await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(place));
    }, path.join(this.workbench.folder, name));
    await this.workbench.page.locator('.tab.active', { hasText: name }).waitFor();
  }

  /** Starts all cells, and does not wait for their end. */
  async runAll(): Promise<void> {
    await this.workbench.bridge.inHost((vscode) => {
      void vscode.commands.executeCommand('notebook.execute');
    });
  }

  /** Starts a cell, and does not wait for its end. */
  async run(cell: number): Promise<void> {
    await this.workbench.bridge.inHost((vscode, index) => {
      void vscode.commands.executeCommand('notebook.cell.execute', { ranges: [{ start: index, end: index + 1 }] });
    }, cell);
  }

  async stop(cell: number): Promise<void> {
    await this.workbench.bridge.inHost(async (vscode, index) => {
      await vscode.commands.executeCommand('notebook.cell.cancelExecution', { ranges: [{ start: index, end: index + 1 }] });
    }, cell);
  }

  /** Whether each cell with code went well; null for those that have not ended. */
  outcomes(): Promise<readonly (boolean | null)[]> {
    return this.workbench.bridge.inHost((vscode) => (vscode.window.activeNotebookEditor?.notebook.getCells() ?? []).filter(({ kind }) => kind === vscode.NotebookCellKind.Code).map(({ executionSummary }) => executionSummary?.success ?? null));
  }

  /** The text of what stands below a cell, for where nothing of ours runs. */
  plain(cell: number): Promise<string> {
    return this.#texts(cell, 'text/plain');
  }

  /** Why a cell could not be run at all. */
  failure(cell: number): Promise<string> {
    return this.#texts(cell, 'application/vnd.code.notebook.error');
  }

  #texts(cell: number, mime: string): Promise<string> {
    return this.workbench.bridge.inHost((vscode, [index, wanted]) => {
      const items = vscode.window.activeNotebookEditor?.notebook.getCells().at(index)?.outputs.flatMap((output) => output.items) ?? [];
      return items.filter((item) => item.mime === wanted).map(({ data }) => new TextDecoder().decode(data)).join('\n');
    }, [cell, mime] as const);
  }

  /** Says yes to each connection that stands in the settings and is asked about. */
  async connectWhereAsked(): Promise<void> {
    const asked = dialogButton(this.workbench.page, /^Connect$/u);
    // It may go away in between: another answer was quicker.
    if (await asked.isVisible()) await asked.click({ timeout: 2_000 }).catch(() => undefined);
  }
}
