import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { Lexer, lexRules } from '../../core/sql/lexer';
import type { DocumentView } from './documentViews';

const MOST_FOLDS = 5_000;

/** Statements, parentheses and comments that cover several lines. */
export function foldsOf(view: DocumentView): readonly FoldingRange[] {
  const { document, split } = view;
  const folds = [...split.statements.map(({ start, end }) => ({ start, end })), ...innerFolds(view)].flatMap(({ start, end, kind }: Fold): FoldingRange[] => {
    const [startLine, endLine] = [document.positionAt(start).line, document.positionAt(end).line];
    return endLine > startLine ? [{ startLine, endLine, ...(kind ? { kind } : {}) }] : [];
  });
  return folds.slice(0, MOST_FOLDS);
}

interface Fold {
  readonly start: number;
  readonly end: number;
  readonly kind?: FoldingRangeKind;
}

function innerFolds({ document, language }: DocumentView): readonly Fold[] {
  const lexer = new Lexer(document.getText(), lexRules(language));
  const folds: Fold[] = [];
  const opened: number[] = [];
  while (lexer.next() && folds.length < MOST_FOLDS) {
    if (lexer.kind === 'comment') folds.push({ start: lexer.start, end: lexer.end, kind: FoldingRangeKind.Comment });
    else if (lexer.kind === 'terminator') opened.length = 0;
    else if (lexer.kind === 'symbol' && lexer.key === '(') opened.push(lexer.start);
    else if (lexer.kind === 'symbol' && lexer.key === ')') {
      const start = opened.pop();
      // The line of the closing parenthesis stays visible.
      if (start !== undefined) folds.push({ start, end: document.offsetAt({ line: document.positionAt(lexer.start).line - 1, character: Number.MAX_SAFE_INTEGER }) });
    }
  }
  return folds;
}
