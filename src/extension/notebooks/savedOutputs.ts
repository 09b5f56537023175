import { randomUUID } from 'node:crypto';
import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { NotebookCellOutput as CellOutput } from 'vscode';
import * as z from 'zod/mini';
import { ROWS_MIME, type RowsOutput, rowsOutput, SAVED_MIME, type SavedOutput as ShownSaved } from '../../protocol/notebookView';
import type { SavedOutput, SavedRows } from './notebookFile';

const ERROR = 'application/vnd.code.notebook.error';

/** What can be read of outputs without anything of ours: HTML, and text that is there always; and the rows from which a grid is made again. */
export function readable(outputs: readonly Pick<CellOutput, 'items'>[]): readonly SavedOutput[] {
  return outputs.flatMap(({ items }) => {
    const text = (mime: string): string | undefined => {
      const item = items.find((one) => one.mime === mime);
      return item && new TextDecoder().decode(item.data);
    };
    const failure = failureText(text(ERROR));
    const html = text('text/html');
    const plain = [failure, text('text/plain')].filter((part) => part !== undefined).join('\n');
    const rows = rowsIn(items);
    return plain === '' && html === undefined ? [] : [{ plain, ...(html !== undefined && failure === undefined && { html }), ...(rows && failure === undefined && { rows }) }];
  });
}

export function shownOutput({ plain, html, rows }: SavedOutput): NotebookCellOutput {
  const texts = [...(html === undefined ? [] : [NotebookCellOutputItem.text(html, 'text/html')]), NotebookCellOutputItem.text(plain, 'text/plain')];
  if (!rows) return new NotebookCellOutput(texts);
  const saved: ShownSaved = { version: 1, saved: randomUUID() };
  return new NotebookCellOutput([NotebookCellOutputItem.json(saved, SAVED_MIME), ...texts, rowsItem(rows)]);
}

/** Goes with an output that is to be saved. */
export function rowsItem({ arrow, total }: SavedRows): NotebookCellOutputItem {
  return NotebookCellOutputItem.json({ version: 1, arrow, total } satisfies RowsOutput, ROWS_MIME);
}

/** The rows beside an output that shows them. */
export function rowsIn(items: CellOutput['items']): SavedRows | undefined {
  const item = items.find(({ mime }) => mime === ROWS_MIME);
  const read = item && z.safeParse(rowsOutput, parsed(item.data));
  return read?.success ? { arrow: read.data.arrow, total: read.data.total } : undefined;
}

/** Another program may have written into a notebook's outputs what is no JSON. */
export function parsed(data: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(data));
  } catch {
    return undefined;
  }
}

function failureText(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  const read: unknown = JSON.parse(json);
  const { name, message }: { readonly name?: unknown; readonly message?: unknown } = typeof read === 'object' && read !== null ? read : {};
  return [name, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
}
