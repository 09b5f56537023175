const MOST = 12;
const LONGEST = 600;

export interface QuotedStatements {
  readonly shown: readonly string[];
  /** Statements that did not fit in a dialog. */
  readonly left: number;
}

/** Statements as they are, as far as a dialog can hold them. */
export function quoteStatements(texts: readonly string[]): QuotedStatements {
  const shown = texts.slice(0, MOST).map((text) => (text.length > LONGEST ? `${text.slice(0, LONGEST)} …` : text));
  return { shown, left: texts.length - shown.length };
}
