import type { ParquetFooter } from './footer';
import { mayHold } from './prune';
import type { ParquetScan } from './scans';

/** Chunks of one file that a statement needs, by index into {@link ParquetFooter.chunks}. */
export interface Need {
  readonly now: ReadonlySet<number>;
  /** Needed only if those before do not hold enough rows; in the order in which they would be read. */
  readonly later: readonly number[];
}

export function everything(footer: ParquetFooter): Need {
  return { now: new Set(footer.chunks.keys()), later: [] };
}

/** Parquet files of one source: what each scan of them needs. */
export function needOf(footers: ReadonlyMap<string, ParquetFooter>, scans: readonly ParquetScan[]): ReadonlyMap<string, Need> {
  const now = new Map([...footers.keys()].map((file) => [file, new Set<number>()]));
  const later = new Map([...footers.keys()].map((file) => [file, new Set<number>()]));
  for (const scan of scans) {
    let rows = scans.length === 1 ? (scan.limit ?? Infinity) : Infinity;
    for (const file of scan.files) {
      const footer = footers.get(file);
      if (!footer) continue;
      const leaves = leavesOf(footer, scan);
      footer.rowGroups.forEach((count, group) => {
        const chunks = chunksOf(footer, group);
        if (!mayHoldRows(footer, chunks, scan)) return;
        const target = rows > 0 ? now.get(file) : later.get(file);
        for (const chunk of chunks) if (leaves.has(footer.chunks[chunk]?.leaf ?? -1)) target?.add(chunk);
        // Rows that pass a filter are not known before: one group is looked at first.
        rows -= scan.filters.length > 0 && rows < Infinity ? rows : count;
      });
    }
  }
  return new Map([...footers.keys()].map((file) => [file, { now: now.get(file) ?? new Set(), later: [...(later.get(file) ?? [])] }]));
}

/** Indexes of a row group's chunks. */
export function chunksOf({ chunks, leaves }: ParquetFooter, group: number): readonly number[] {
  const first = group * leaves.length;
  return Array.from({ length: leaves.length }, (_, leaf) => first + leaf).filter((index) => chunks[index]?.rowGroup === group);
}

/** In a scan of one file columns are told by place, else by name; one that cannot be told means all. */
function leavesOf(footer: ParquetFooter, scan: ParquetScan): ReadonlySet<number> {
  const columns = scan.columns.map((column) => columnOf(footer, scan, column));
  const all = columns.includes(undefined);
  return new Set(footer.leaves.flatMap((leaf, index) => (all || columns.includes(leaf.column) ? [index] : [])));
}

function columnOf(footer: ParquetFooter, { files, names }: ParquetScan, column: number): number | undefined {
  const name = names[column]?.toLowerCase();
  if (files.length === 1) return column < footer.columns.length ? column : undefined;
  const found = footer.columns.flatMap((one, index) => (one.toLowerCase() === name ? [index] : []));
  return found.length === 1 ? found[0] : undefined;
}

function mayHoldRows(footer: ParquetFooter, chunks: readonly number[], scan: ParquetScan): boolean {
  return scan.filters.every(({ column, filter }) => {
    const place = columnOf(footer, scan, column);
    const chunk = chunks.map((index) => footer.chunks[index]).find((one) => one !== undefined && footer.leaves[one.leaf]?.column === place);
    const leaf = chunk && footer.leaves[chunk.leaf];
    return !leaf?.flat || mayHold(filter, chunk?.statistics, leaf);
  });
}
