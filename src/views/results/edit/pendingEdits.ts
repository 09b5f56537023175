import * as z from 'zod/mini';
import { type RowEdit, rowEdit } from '../../../protocol/edits';
import { type KeyTexts, keyTexts } from '../../../protocol/tables';
import type { CellChange, EditBuffer } from './editBuffer';

/** Changes that are not applied yet, as they are kept while the rows they are of are gone: rows are found again by their keys. */
export interface PendingEdits {
  readonly edits: readonly RowEdit[];
  /** The key of each row that is changed or deleted. */
  readonly keys: readonly (readonly [row: number, key: KeyTexts])[];
}
export const pendingEdits: z.core.$ZodType<PendingEdits> = z.object({ edits: z.array(rowEdit), keys: z.array(z.tuple([z.number(), keyTexts])) });

/** More are not kept. */
const MOST_EDITS = 10_000;

/** @param keys of rows, as far as they are known */
export function pendingOf(buffer: EditBuffer, keys: ReadonlyMap<number, KeyTexts>): PendingEdits | undefined {
  const edits = buffer.edits().filter(({ row }) => row === undefined || keys.has(row));
  if (edits.length === 0 || edits.length > MOST_EDITS) return undefined;
  const rows = new Set(edits.flatMap(({ row }) => row ?? []));
  return { edits, keys: [...keys].filter(([row]) => rows.has(row)) };
}

/** Puts changes into an empty buffer. @param places the rows as they are now, by what they were. @returns the cells, and how many changes have no row any more */
export function putBack({ edits }: PendingEdits, places: ReadonlyMap<number, number>, buffer: EditBuffer): { readonly cells: readonly CellChange[]; readonly missing: number } {
  const placed = edits.flatMap((edit) => {
    const row = edit.row === undefined ? undefined : places.get(edit.row);
    return edit.row !== undefined && row === undefined ? [] : [{ ...edit, row }];
  });
  const cells = placed.flatMap(({ kind, row, values }) => (kind === 'update' && row !== undefined ? values.map(([column, value]): CellChange => ({ row, column, value })) : []));
  const added = placed.filter(({ kind }) => kind === 'insert').map(({ values }) => new Map(values));
  const deleted = placed.flatMap(({ kind, row }) => (kind === 'delete' && row !== undefined ? [row] : []));
  buffer.set(cells);
  if (added.length > 0) buffer.add(added);
  if (deleted.length > 0) buffer.delete(deleted);
  return { cells, missing: edits.length - placed.length };
}
