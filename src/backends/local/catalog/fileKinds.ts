export interface FileKind {
  readonly label: string;
  readonly icon: string;
  /** Can be read in an editor. */
  readonly text: boolean;
}

const KINDS: ReadonlyMap<string, FileKind> = new Map([
  ['csv', { label: 'CSV', icon: 'table', text: true }],
  ['tsv', { label: 'TSV', icon: 'table', text: true }],
  ['parquet', { label: 'Parquet', icon: 'table', text: false }],
  ['json', { label: 'JSON', icon: 'json', text: true }],
  ['jsonl', { label: 'JSON lines', icon: 'json', text: true }],
  ['ndjson', { label: 'JSON lines', icon: 'json', text: true }],
]);

/** What DuckDB reads by its name alone; `undefined` for other files. Text formats may be compressed. */
export function fileKind(name: string): FileKind | undefined {
  const [, extension = '', packed] = /\.([a-z]+)(\.gz|\.zst)?$/iu.exec(name) ?? [];
  const kind = KINDS.get(extension.toLowerCase());
  return kind && packed !== undefined && extension.toLowerCase() === 'parquet' ? undefined : kind;
}

const SKIPPED: ReadonlySet<string> = new Set(['node_modules', '.git', '.hg', '.svn', '__pycache__', '.venv', '.vscode', '.idea']);

export function isSkippedFolder(name: string): boolean {
  return SKIPPED.has(name);
}
