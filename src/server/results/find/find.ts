import type { CellPlace, CountParams, FindParams } from '../../../protocol/resultsArrange';
import type { Pacer } from '../pacer';
import type { BatchRows, Rows } from '../store/rows';
import { Matcher } from './matcher';

/** Rows tested between two looks at the clock. */
const STEP = 2_048;

/** The next cell that matches, from left to right and downwards, or the other way; around the end. @throws HeadwaterError, CancelledError */
export async function findNext(rows: Rows, { find, columns, from, backwards = false }: FindParams, timeZone: string, pacer: Pacer): Promise<CellPlace | null> {
  const matcher = new Matcher(rows, find, columns, timeZone);
  const search = backwards ? lastMatch : firstMatch;
  const all = (): boolean => true;
  const found = from ? await around(rows, matcher, { row: from.row, position: columns.indexOf(from.column) }, backwards, pacer) : await search(rows, matcher, { from: 0, end: rows.rows }, all, pacer);
  return found ? { row: found.row, column: columns[found.position] ?? 0 } : null;
}

/** From a cell on to the end, then from the beginning to that cell, which is looked at last. */
async function around(rows: Rows, matcher: Matcher, from: Match, backwards: boolean, pacer: Pacer): Promise<Match | undefined> {
  const search = backwards ? lastMatch : firstMatch;
  const row = Math.min(from.row, rows.rows);
  const before = { from: 0, end: row };
  const here = { from: row, end: Math.min(row + 1, rows.rows) };
  const behind = { from: here.end, end: rows.rows };
  const beyond = (position: number): boolean => (backwards ? position < from.position : position > from.position);
  return (
    (await search(rows, matcher, here, beyond, pacer)) ??
    (await search(rows, matcher, backwards ? before : behind, () => true, pacer)) ??
    (await search(rows, matcher, backwards ? behind : before, () => true, pacer)) ??
    search(rows, matcher, here, (position) => !beyond(position), pacer)
  );
}

interface Stretch {
  readonly from: number;
  readonly end: number;
}

interface Match {
  readonly row: number;
  readonly position: number;
}

type Accepts = (position: number) => boolean;

async function firstMatch(rows: Rows, matcher: Matcher, { from, end }: Stretch, accepts: Accepts, pacer: Pacer): Promise<Match | undefined> {
  let row = from;
  for (; row < end; row += STEP) {
    let at = row;
    for (const span of await rows.spans(row, Math.min(STEP, end - row))) {
      const found = matchIn(matcher, span, accepts, false);
      if (found) return { row: at + found.row, position: found.position };
      at += span.count;
    }
    if (pacer.due) await pacer.pause();
  }
  return undefined;
}

async function lastMatch(rows: Rows, matcher: Matcher, { from, end }: Stretch, accepts: Accepts, pacer: Pacer): Promise<Match | undefined> {
  for (let until = end; until > from; until -= STEP) {
    const start = Math.max(from, until - STEP);
    let at = until;
    for (const span of [...(await rows.spans(start, until - start))].reverse()) {
      at -= span.count;
      const found = matchIn(matcher, span, accepts, true);
      if (found) return { row: at + found.row, position: found.position };
    }
    if (pacer.due) await pacer.pause();
  }
  return undefined;
}

function matchIn(matcher: Matcher, span: BatchRows, accepts: Accepts, last: boolean): Match | undefined {
  let best: Match | undefined;
  matcher.test(span, (position, passed) => {
    if (!accepts(position)) return;
    const row = last ? passed.lastIndexOf(1) : passed.indexOf(1);
    if (row < 0) return;
    const nearer = !best || (last ? row > best.row || (row === best.row && position > best.position) : row < best.row || (row === best.row && position < best.position));
    if (nearer) best = { row, position };
  });
  return best;
}

/** How many cells match, in how many rows. @throws HeadwaterError, CancelledError */
export async function countMatches(rows: Rows, { find, columns }: CountParams, timeZone: string, pacer: Pacer): Promise<{ readonly cells: number; readonly rows: number }> {
  const matcher = new Matcher(rows, find, columns, timeZone);
  let cells = 0;
  let matched = 0;
  const any = new Uint8Array(STEP);
  for await (const { batch, start, count } of rows.eachSpan(0, rows.rows)) {
    for (let from = 0; from < count; from += STEP) {
      const some = Math.min(STEP, count - from);
      any.fill(0);
      matcher.test({ batch, start: start + from, count: some }, (_, passed) => {
        for (let index = 0; index < some; index++) {
          if (passed[index] !== 1) continue;
          cells += 1;
          any[index] = 1;
        }
      });
      for (let index = 0; index < some; index++) matched += any[index] ?? 0;
      if (pacer.due) await pacer.pause();
    }
  }
  return { cells, rows: matched };
}
