import { html, type TemplateResult } from 'lit';

/** Sentences of failures: names stand in backticks or asterisks, which are drawn and not shown. */
export function prose(text: string): readonly (string | TemplateResult)[] {
  return pieces(text).map(({ kind, text: piece }) => (kind === 'code' ? html`<code>${piece}</code>` : kind === 'name' ? html`<em>${piece}</em>` : piece));
}

export interface Piece {
  readonly kind: 'plain' | 'code' | 'name';
  readonly text: string;
}

export function pieces(text: string): readonly Piece[] {
  return text.split(/(`[^`]+`|\*[^*\s][^*]*\*)/u).flatMap((piece): readonly Piece[] => {
    if (piece === '') return [];
    if (piece.length > 2 && piece.startsWith('`') && piece.endsWith('`')) return [{ kind: 'code', text: piece.slice(1, -1) }];
    if (piece.length > 2 && piece.startsWith('*') && piece.endsWith('*')) return [{ kind: 'name', text: piece.slice(1, -1) }];
    return [{ kind: 'plain', text: piece }];
  });
}
