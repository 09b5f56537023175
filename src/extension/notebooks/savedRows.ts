import { l10n, workspace } from 'vscode';
import type { NotebookCell, NotebookCellOutput } from 'vscode';
import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';
import { SAVED_MIME, savedOutput } from '../../protocol/notebookView';
import { GetWindow, type ResultState } from '../../protocol/results';
import { LOCAL_ID } from '../connections/localProfile';
import type { Server } from '../server/api';
import type { Results } from '../services';
import { NOTEBOOK_TYPES } from './cellConnections';
import type { SavedRows } from './notebookFile';
import { parsed, rowsIn } from './savedOutputs';

/** A window holds no more rows, and is bounded in bytes. */
const MOST_ROWS = 4_096;
const MOST_COLUMNS = 200;
/** Of a result whose rows keep coming. */
const NEWEST_ROWS = 256;

/** The first rows of a result, of a live one the newest, as they are saved with a notebook: as many as a window holds. */
export async function rowsToSave(server: Pick<Server, 'request'>, { resultId, rows, columns, live }: ResultState): Promise<SavedRows | undefined> {
  if (columns === 0) return undefined;
  const shown = Array.from({ length: Math.min(columns, MOST_COLUMNS) }, (_, index) => index);
  const { bytes } = await server.request(GetWindow, { resultId, row: live ? Math.max(0, rows - NEWEST_ROWS) : 0, rows: MOST_ROWS, columns: shown });
  return { arrow: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'), total: rows };
}

/** Saved rows as a result again, which whoever asks releases. @throws HeadwaterError where they are no longer there */
export async function openSaved(saved: string, results: Pick<Results, 'start'>): Promise<{ readonly resultId: string; readonly cell: NotebookCell }> {
  const found = find(saved);
  const rows = found && rowsIn(found.output.items);
  if (!rows) throw new HeadwaterError({ what: l10n.t('Could not show the saved rows'), why: l10n.t('The output that held them is no longer there.'), todo: l10n.t('Run the cell again.'), kind: 'notFound' });
  const arrow = new Uint8Array(Buffer.from(rows.arrow, 'base64'));
  const title = l10n.t('Saved Rows');
  const { resultId } = await results.start({ connectionId: LOCAL_ID, statement: title, title, data: { kind: 'saved', arrow, total: rows.total }, readAll: true, writes: false }, { reveal: false, held: true });
  return { resultId, cell: found.cell };
}

function find(saved: string): { readonly cell: NotebookCell; readonly output: NotebookCellOutput } | undefined {
  for (const notebook of workspace.notebookDocuments) {
    if (!NOTEBOOK_TYPES.includes(notebook.notebookType)) continue;
    for (const cell of notebook.getCells()) {
      const output = cell.outputs.find(({ items }) => items.some(({ mime, data }) => mime === SAVED_MIME && z.safeParse(savedOutput, parsed(data)).data?.saved === saved));
      if (output) return { cell, output };
    }
  }
  return undefined;
}
