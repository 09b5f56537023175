/** Endings of files whose rows can be read, with compression behind them. Group 1 is the format's, group 2 the compression's. */
export const DATA_ENDING = /(\.(?:parquet|parq|pq|csv|tsv|json|jsonl|ndjson|arrow|arrows|feather|ipc))(\.(?:gz|zst))?$/iu;
