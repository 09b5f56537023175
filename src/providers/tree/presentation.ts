import type { Highlights } from './matches';

/** How a node looks, as plain data: what tests can read and the editor's tree item is made from. */
export interface Presentation {
  /** Unique in the tree; what is expanded is remembered under it. */
  readonly id: string;
  readonly label: string;
  readonly highlights?: Highlights;
  readonly description?: string;
  /** Markdown. */
  readonly tooltip?: string;
  /** A codicon name. */
  readonly icon?: string;
  /** A theme colour for the icon. */
  readonly colour?: string;
  readonly expansion: 'none' | 'collapsed' | 'expanded';
  /** Words that `when` clauses look for in `viewItem`. */
  readonly context: readonly string[];
  readonly command?: { readonly id: string; readonly title: string };
  /** Read aloud in place of label and description. */
  readonly accessible: string;
  /** An address that decorations are looked up by. */
  readonly resource?: string;
}

/** Text that stands in markdown as itself. */
export function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+\-.!|<>~$]/gu, '\\$&');
}
