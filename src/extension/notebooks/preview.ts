import { l10n } from 'vscode';
import { htmlText } from '../../core/format/delimited';
import { formatCount, formatDuration } from '../../core/format/numbers';
import { CopyCells, type ResultState } from '../../protocol/results';
import type { Cancel } from '../cancel';
import type { Server } from '../server/api';

/** What of a result stands below a cell; the whole of it is in the results view. */
const MOST_ROWS = 50;
const MOST_COLUMNS = 30;
const MOST_CHARS = 300;

export interface Preview {
  readonly html: string;
  readonly plain: string;
}

/** The first rows of a result, of a live one the newest, and a line that says what there is. */
export async function previewOf(server: Pick<Server, 'request'>, state: ResultState, cancel?: Cancel): Promise<Preview> {
  const rows = Math.min(state.rows, MOST_ROWS);
  const columns = Array.from({ length: Math.min(state.columns, MOST_COLUMNS) }, (_, index) => index);
  const facts = factsOf(state, rows);
  if (columns.length === 0) return { html: line(facts), plain: facts };
  const ranges = [{ row: state.live ? Math.max(0, state.rows - rows) : 0, rows, columns }];
  const copy = async (format: 'html' | 'markdown'): Promise<string> =>
    (await server.request(CopyCells, { resultId: state.resultId, ranges, format, headers: true, maxChars: MOST_CHARS }, cancel)).text;
  const [html, plain] = await Promise.all([copy('html'), copy('markdown')]);
  return { html: `<div style="overflow:auto;max-height:420px">${html}</div>${line(facts)}`, plain: `${plain}\n\n${facts}` };
}

const line = (text: string): string => `<div style="opacity:.75;padding-top:4px">${htmlText(text)}</div>`;

/** Rows, columns left out, time, and what the system said. */
export function factsOf(state: ResultState, shown: number): string {
  const facts: string[] = [];
  if (state.columns > 0) facts.push(rowsText(state, shown));
  if (state.rowsAffected !== undefined) facts.push(l10n.t('{0} rows affected', formatCount(BigInt(state.rowsAffected))));
  if (state.columns > MOST_COLUMNS) facts.push(l10n.t('{0} of {1} columns shown', MOST_COLUMNS, formatCount(state.columns)));
  facts.push(formatDuration(state.elapsedMs));
  if (state.endedEarly !== undefined) facts.push(state.endedEarly);
  return [facts.join(' · '), ...state.messages.map(({ severity, text }) => (severity === 'info' ? text : `${severity}: ${text}`))].join('\n');
}

function rowsText(state: ResultState, shown: number): string {
  const count = formatCount(state.rows);
  if (state.phase === 'paused') return l10n.t('first {0} of {1} rows read so far', formatCount(shown), count);
  if (shown < state.rows) return l10n.t('{0} of {1} rows shown', formatCount(shown), count);
  return state.rows === 1 ? l10n.t('1 row') : l10n.t('{0} rows', count);
}
