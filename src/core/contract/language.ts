/**
 * How a system's statements are written. Pure data: splitter, CodeLens, completion and quoting read it,
 * and it crosses from the server to the extension host.
 */
export interface StatementLanguage {
  /** VS Code language id of documents in this language. */
  readonly id: string;
  readonly label: string;
  /** What ends a statement, usually `;`. */
  readonly terminator: string;
  /** True where the system's own tools want it behind the last statement, too. */
  readonly terminatorNeeded?: boolean;
  readonly lineComments: readonly string[];
  readonly blockComment?: { readonly open: string; readonly close: string; readonly nested: boolean };
  /** String literals: how they open and close, and whether a backslash or a doubled close escapes. */
  readonly strings: readonly { readonly open: string; readonly close: string; readonly escape: 'double' | 'backslash' | 'both' | 'none' }[];
  /** Quoted identifiers; the first is used for writing. */
  readonly identifiers: readonly { readonly open: string; readonly close: string }[];
  /** `$tag$ … $tag$` strings. */
  readonly dollarQuotes: boolean;
  /** Which parameter marks exist. */
  readonly parameters: readonly ('question' | 'numbered' | 'named')[];
  /** Matches an identifier that needs no quotes (flags `u`, anchored). */
  readonly plainIdentifier: string;
  /** Upper-case words that need quotes as identifiers. */
  readonly reserved: readonly string[];
  /** Upper-case words offered by completion. */
  readonly keywords: readonly string[];
  /** Function names offered by completion. */
  readonly functions?: readonly string[];
  /** What stands between a column and a field inside it, where that is not a dot. */
  readonly fieldAccess?: string;
  /** First words (upper case) of statements that change something: asked about on protected connections. */
  readonly writing: readonly string[];
}

/** One of several languages that a session's statements may be in. */
export interface StatementDialect {
  /** What documents name by the setting `language`. */
  readonly id: string;
  readonly label: string;
}
