import { l10n, workspace, WorkspaceEdit } from 'vscode';
import type { NotebookDocument } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { findParameter } from './parameterCells';
import { lineWithValue, valueProblem } from './parameterText';

/** The editor refuses an edit of a text that has changed meanwhile. */
const TRIES = 5;

/** What is chosen in fields of parameters, written into the texts of their cells: one after the other, since of two edits at once of a text one is lost. */
export class ParameterEdits {
  #last: Promise<unknown> = Promise.resolve();

  /** @returns what is wrong with the value; it is written all the same, as if it had been typed there. @throws HeadwaterError where it could not be written */
  set(notebook: NotebookDocument, name: string, value: string): Promise<string | undefined> {
    const work = this.#last.then(() => write(notebook, name, value));
    this.#last = work.catch(() => undefined);
    return work;
  }
}

async function write(notebook: NotebookDocument, name: string, value: string): Promise<string | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const { cell, parameter } = findParameter(notebook, name);
    const line = cell.document.lineAt(parameter.line);
    const edit = new WorkspaceEdit();
    edit.replace(cell.document.uri, line.range, lineWithValue(line.text, value));
    if (await workspace.applyEdit(edit)) return valueProblem({ ...parameter, value });
  }
  throw new HeadwaterError({ what: l10n.t('Could not change the parameter'), why: l10n.t('The text of its cell was changed at the same time.'), todo: l10n.t('Choose the value again.'), kind: 'changed' });
}
