/** A notebook as it stands in a file, whichever its format. */
export interface NotebookFile {
  /** Name of the connection of cells that have none of their own. */
  readonly connection?: string;
  readonly cells: readonly NotebookFileCell[];
  /** What the format keeps besides, so that nothing is lost by opening and saving. */
  readonly rest?: Readonly<Record<string, unknown>>;
}

export interface NotebookFileCell {
  readonly kind: 'code' | 'markdown';
  /** The editor's language id; `markdown` for text. */
  readonly language: string;
  /** Lines end with `\n`. */
  readonly text: string;
  /** Name of the connection that it runs on, where it is not the notebook's. */
  readonly connection?: string;
  /** What its result is called. */
  readonly name?: string;
  /** What stood below it, where that is kept. */
  readonly outputs?: readonly SavedOutput[];
  readonly rest?: Readonly<Record<string, unknown>>;
}

/** What can be read of an output without anything of ours. */
export interface SavedOutput {
  readonly plain: string;
  readonly html?: string;
  readonly rows?: SavedRows;
}

/** The first rows of a result, from which the grid is made again. */
export interface SavedRows {
  /** An Arrow IPC stream, in base64. */
  readonly arrow: string;
  /** Rows that the result had. */
  readonly total: number;
}

/** A format of files. `read` throws a HeadwaterError where the text is no notebook; `print(read(text))` is `text` for what was printed. */
export interface NotebookFormat {
  read(text: string): NotebookFile;
  print(notebook: NotebookFile): string;
}
