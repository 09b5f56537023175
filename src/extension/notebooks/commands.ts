import { commands, l10n, NotebookCellData, NotebookCellKind, NotebookData, NotebookEdit, window, workspace, WorkspaceEdit } from 'vscode';
import type { NotebookCell, NotebookDocument } from 'vscode';
import type { Command } from '../commands/command';
import type { Connections, Results } from '../services';
import { NOTEBOOK_TYPES } from './cellConnections';
import { exportNotebook } from './exportNotebook';
import { sampleNotebook } from './sampleNotebook';
import { notebookData } from './serializer';

export interface NotebookCommandDeps {
  readonly connections: Pick<Connections, 'pick'>;
  readonly results: Pick<Results, 'reveal'>;
  resultOf(cell: NotebookCell): string | undefined;
}

/** All commands `headwater.notebook.*`. Those of a cell take it, or the selected one. */
export function notebookCommands(deps: NotebookCommandDeps): readonly Command[] {
  return [
    { id: 'headwater.notebook.new', failing: l10n.t('Could not open a notebook'), run: () => newNotebook() },
    { id: 'headwater.notebook.sample', failing: l10n.t('Could not open a notebook'), run: () => openSample() },
    { id: 'headwater.notebook.chooseConnection', failing: l10n.t('Could not choose the connection'), run: () => chooseConnection(deps) },
    { id: 'headwater.notebook.chooseCellConnection', failing: l10n.t('Could not choose the connection'), run: (cell) => chooseCellConnection(deps, cell) },
    { id: 'headwater.notebook.nameCell', failing: l10n.t('Could not name the result'), run: (cell) => nameCell(cell) },
    { id: 'headwater.notebook.export', failing: l10n.t('Could not export the notebook'), run: () => exportActive() },
    { id: 'headwater.notebook.openResult', failing: l10n.t('Could not show the result'), run: (cell) => openResult(deps, cell) },
  ];
}

async function newNotebook(): Promise<void> {
  const data = new NotebookData([new NotebookCellData(NotebookCellKind.Code, '', 'sql')]);
  await window.showNotebookDocument(await workspace.openNotebookDocument('headwater-notebook', data));
  await commands.executeCommand('notebook.cell.edit');
}

async function openSample(): Promise<void> {
  await window.showNotebookDocument(await workspace.openNotebookDocument('headwater-notebook', notebookData(sampleNotebook())));
}

async function exportActive(): Promise<void> {
  const notebook = activeNotebook();
  if (notebook) await exportNotebook(notebook);
}

async function chooseConnection({ connections }: NotebookCommandDeps): Promise<void> {
  const notebook = activeNotebook();
  const profile = notebook && (await connections.pick(l10n.t('Choose the Connection of the Notebook')));
  if (profile) await edit(notebook, NotebookEdit.updateNotebookMetadata({ ...notebook.metadata, connection: profile.name }));
}

async function chooseCellConnection({ connections }: NotebookCommandDeps, argument: unknown): Promise<void> {
  const cell = cellOf(argument);
  const profile = cell && (await connections.pick(l10n.t('Choose the Connection of the Cell')));
  if (profile) await edit(cell.notebook, NotebookEdit.updateCellMetadata(cell.index, { ...cell.metadata, connection: profile.name }));
}

async function nameCell(argument: unknown): Promise<void> {
  const cell = cellOf(argument);
  if (!cell) return;
  const before: unknown = cell.metadata['name'];
  const name = await window.showInputBox({
    title: l10n.t('Name of the Result'),
    prompt: l10n.t('Letters, digits and underscores; empty for none.'),
    value: typeof before === 'string' ? before : '',
    validateInput: (value) => (/^(?:[\p{L}_][\p{L}\p{N}_]*)?$/u.test(value) ? undefined : l10n.t('A name begins with a letter and holds letters, digits and underscores.')),
  });
  if (name === undefined) return;
  const rest = Object.fromEntries(Object.entries(cell.metadata).filter(([key]) => key !== 'name'));
  await edit(cell.notebook, NotebookEdit.updateCellMetadata(cell.index, name === '' ? rest : { ...rest, name }));
}

async function openResult(deps: NotebookCommandDeps, argument: unknown): Promise<void> {
  const cell = cellOf(argument);
  const resultId = cell && deps.resultOf(cell);
  if (resultId !== undefined) await deps.results.reveal(resultId);
}

async function edit({ uri }: NotebookDocument, change: NotebookEdit): Promise<void> {
  const edits = new WorkspaceEdit();
  edits.set(uri, [change]);
  await workspace.applyEdit(edits);
}

function activeNotebook(): NotebookDocument | undefined {
  const notebook = window.activeNotebookEditor?.notebook;
  return notebook && NOTEBOOK_TYPES.includes(notebook.notebookType) ? notebook : undefined;
}

/** The editor hands over the cell itself; a command of the palette means the selected one. */
function cellOf(argument: unknown): NotebookCell | undefined {
  const notebook = activeNotebook();
  const given = notebook?.getCells().find((cell) => cell === argument);
  const selected = window.activeNotebookEditor?.selections[0];
  return given ?? (notebook && selected ? notebook.cellAt(selected.start) : undefined);
}
