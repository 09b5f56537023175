import { DATA_ENDING } from '../../core/format/dataNames';

/** How DuckDB reads a file of this name; `undefined` where it is no data file. */
export interface DataFormat {
  readonly kind: 'parquet' | 'csv' | 'json' | 'arrow';
  /** Compressed as a whole: only to be read whole. */
  readonly packed: boolean;
  /** The file's ending, compression and all: `.csv.gz`. */
  readonly ending: string;
}

export function dataFormat(name: string): DataFormat | undefined {
  const [ending = '', inner = '', packing] = DATA_ENDING.exec(name) ?? [];
  const kind = KINDS.get(inner.toLowerCase());
  return kind && { kind, packed: packing !== undefined, ending: ending.toLowerCase() };
}

const KINDS: ReadonlyMap<string, DataFormat['kind']> = new Map([
  ['.parquet', 'parquet'],
  ['.parq', 'parquet'],
  ['.pq', 'parquet'],
  ['.csv', 'csv'],
  ['.tsv', 'csv'],
  ['.json', 'json'],
  ['.jsonl', 'json'],
  ['.ndjson', 'json'],
  ['.arrow', 'arrow'],
  ['.arrows', 'arrow'],
  ['.feather', 'arrow'],
  ['.ipc', 'arrow'],
]);

/** The FROM clause that reads local files of one format. */
export function readQuery(kind: DataFormat['kind'], paths: readonly string[]): string {
  const [only = ''] = paths;
  const files = paths.length === 1 ? literal(only) : `[${paths.map(literal).join(', ')}]`;
  switch (kind) {
    case 'parquet':
    case 'arrow': // kept as Parquet: DuckDB has no reader of its own
      return `FROM read_parquet(${files})`;
    case 'csv':
      return `FROM read_csv(${files})`;
    case 'json':
      return `FROM read_json(${files})`;
  }
}

export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
