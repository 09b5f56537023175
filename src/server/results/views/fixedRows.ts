import type { Rows } from '../store/rows';

/** The rows that there are now: more may come while they are read. */
export function fixedRows(base: Rows): Rows {
  const { rows } = base;
  return {
    schema: base.schema,
    rows,
    onDisk: base.onDisk ?? false,
    spans: (row, count) => base.spans(row, Math.min(count, rows - row)),
    eachSpan: (row, count) => base.eachSpan(row, Math.min(count, rows - row)),
  };
}
