import { commands, l10n, NotebookCellKind, Uri, window, workspace } from 'vscode';
import type { NotebookDocument } from 'vscode';
import { type ExportedNotebook, toHtml, toMarkdown, toSql } from './exportText';
import { htmlText } from '../../core/format/delimited';
import { metadataOf } from './metadata';
import type { NotebookFileCell } from './notebookFile';
import { readable } from './savedOutputs';

interface Format {
  readonly label: string;
  readonly detail: string;
  readonly ending: string;
  print(notebook: ExportedNotebook): Promise<string>;
}

const formats = (): readonly Format[] => [
  { label: 'Markdown', detail: l10n.t('Text, cells and what stands below them'), ending: 'md', print: (notebook) => Promise.resolve(toMarkdown(notebook)) },
  { label: 'HTML', detail: l10n.t('One page that needs nothing else'), ending: 'html', print: (notebook) => toHtml(notebook, rendered) },
  { label: 'SQL', detail: l10n.t('The statements; all else as comments'), ending: 'sql', print: (notebook) => Promise.resolve(toSql(notebook)) },
];

/** Asks for a format and a file, and writes the notebook as it is now. */
export async function exportNotebook(notebook: NotebookDocument): Promise<void> {
  const format = await window.showQuickPick(formats(), { title: l10n.t('Export Notebook') });
  if (!format) return;
  const name = (notebook.uri.path.split('/').at(-1) ?? 'notebook').replace(/\.(?:hwnb|hw\.md)$/u, '');
  const folder = notebook.uri.scheme === 'file' ? Uri.joinPath(notebook.uri, '..') : workspace.workspaceFolders?.[0]?.uri;
  const target = await window.showSaveDialog({ ...(folder && { defaultUri: Uri.joinPath(folder, `${name}.${format.ending}`) }), title: l10n.t('Export Notebook'), saveLabel: l10n.t('Export'), filters: { [format.label]: [format.ending] } });
  if (!target) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(await format.print(contentOf(notebook, name))));
  const open = l10n.t('Open');
  if ((await window.showInformationMessage(l10n.t('Wrote {0}.', workspace.asRelativePath(target)), open)) === open) await commands.executeCommand('vscode.open', target);
}

function contentOf(notebook: NotebookDocument, title: string): ExportedNotebook {
  const { connection } = metadataOf(notebook.metadata);
  const cells = notebook.getCells().map(({ kind, document, metadata, outputs }): NotebookFileCell => {
    const own = metadataOf(metadata);
    return {
      kind: kind === NotebookCellKind.Code ? 'code' : 'markdown',
      language: document.languageId,
      text: document.getText().replaceAll('\r\n', '\n'),
      ...(own.connection !== undefined && { connection: own.connection }),
      ...(own.name !== undefined && { name: own.name }),
      outputs: readable(outputs),
    };
  });
  return { title, ...(connection !== undefined && { connection }), cells };
}

/** By the editor's own Markdown; where that is turned off the text stands as it is. */
async function rendered(markdown: string): Promise<string> {
  const html: unknown = await commands.executeCommand('markdown.api.render', markdown).then(undefined, () => undefined);
  return typeof html === 'string' ? html : `<pre>${htmlText(markdown)}</pre>`;
}
