import type { SavedOutput } from './notebookFile';

/** Characters of the outputs of one cell that are kept in a file. */
const MOST = 262_144;

/** Outputs as they are kept in a file: up to a bound, beyond which rows are left out first, and then a line says that there was more. */
export function bounded(outputs: readonly SavedOutput[]): readonly SavedOutput[] {
  let room = MOST;
  return outputs.map(({ plain, html, rows }) => {
    const texts = { plain, ...(html !== undefined && { html }) };
    const ways = [...(rows ? [{ ...texts, rows }] : []), texts];
    const kept = ways.find((way) => sizeOf(way) <= room) ?? { plain: 'This output was too large to be kept. Run the cell to see it.' };
    room -= Math.min(room, sizeOf(kept));
    return kept;
  });
}

const sizeOf = ({ plain, html = '', rows }: SavedOutput): number => plain.length + html.length + (rows?.arrow.length ?? 0);
