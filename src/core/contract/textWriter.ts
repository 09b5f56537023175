/** A line that was not written, counted from 0. */
export interface RejectedLine {
  readonly line: number;
  readonly why: string;
}

export interface TextWriteReport {
  /** Lines with rows in what was sent. */
  readonly lines: number;
  /** Those known not to be written; none where the system took all. */
  readonly rejected: readonly RejectedLine[];
  /** Where the lines went: "database `sensors`". */
  readonly destination: string;
}

export interface TextWriteRequest {
  readonly text: string;
  /** From the `headwater:` lines of the document: precision, database and what else the system knows. */
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** For systems that take rows as a text in a format that a person can write. */
export interface TextWriter {
  /** VS Code language id of such documents. */
  readonly language: string;
  /** @throws HeadwaterError where nothing was written; with `outcomeUnknown` where that is not known */
  write(request: TextWriteRequest): Promise<TextWriteReport>;
}
