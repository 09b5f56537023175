import type { CodeLens } from 'vscode-languageserver';
import type { DocumentView } from './documentViews';
import { rangeOf } from './ranges';

/** More than this nobody scrolls past; each costs the editor a line of layout. */
const MOST_LENSES = 2_000;

/** "Run" above each statement, and "Run File" above the first of several. Commands get the document's URI and, for one statement, its range. */
export function codeLensesOf({ document, split }: DocumentView): readonly CodeLens[] {
  // A cell is run as a whole, by the notebook's own button.
  if (document.uri.startsWith('vscode-notebook-cell:')) return [];
  const lenses = split.statements.slice(0, MOST_LENSES).map(({ start, end }): CodeLens => {
    const range = rangeOf(document, { start, end: start });
    return { range, command: { title: '▷ Run', command: 'headwater.query.runStatement', arguments: [document.uri, { start, end }] } };
  });
  const [first] = lenses;
  if (!first || lenses.length < 2) return lenses;
  const all: CodeLens = { range: first.range, command: { title: '▷▷ Run File', command: 'headwater.query.runFile', arguments: [document.uri] } };
  return [first, all, ...lenses.slice(1)];
}
