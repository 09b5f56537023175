/**
 * What a DuckDB that reads mirrors has to be told. With late materialization DuckDB cannot tell its own plans, and all columns would be
 * fetched; contents on disk need no cache in memory.
 */
export const REMOTE_SETUP: readonly string[] = ["SET GLOBAL disabled_optimizers = 'late_materialization'", 'SET GLOBAL enable_external_file_cache = false'];
