import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver';
import { lexRules } from '../../core/sql/lexer';
import { titleOf } from '../../core/sql/title';
import type { DocumentView } from './documentViews';
import { rangeOf } from './ranges';

const MOST_SYMBOLS = 5_000;

/** The statements, for outline, breadcrumbs and "Go to Symbol". */
export function symbolsOf({ document, split, language }: DocumentView): readonly DocumentSymbol[] {
  const rules = lexRules(language);
  return split.statements.slice(0, MOST_SYMBOLS).map((statement) => {
    const range = rangeOf(document, statement);
    const selectionRange = { start: range.start, end: document.positionAt(statement.start + statement.verb.length) };
    // An empty name is refused by the editor, and with it the whole outline.
    const name = titleOf(statement, language, rules) || 'statement';
    return { name, kind: statement.writes ? SymbolKind.Event : SymbolKind.Function, range, selectionRange };
  });
}
