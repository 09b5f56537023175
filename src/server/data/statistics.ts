/** What Parquet says of its columns, one row for each; of other formats what DuckDB finds by reading them. */
export function statisticsQuery(query: string): string {
  const files = /^FROM read_parquet\((.*)\)$/su.exec(query)?.[1];
  if (files === undefined) return `SUMMARIZE ${query}`;
  return `SELECT path_in_schema AS "column", any_value(type) AS "stored as", sum(num_values)::BIGINT AS "values", sum(stats_null_count)::BIGINT AS "nulls",
count(*) AS "row groups", sum(total_compressed_size)::BIGINT AS "bytes", sum(total_uncompressed_size)::BIGINT AS "unpacked bytes",
string_agg(DISTINCT compression, ', ') AS "compression", string_agg(DISTINCT encodings, '; ') AS "encodings"
FROM parquet_metadata(${files}) GROUP BY column_id, path_in_schema ORDER BY column_id`;
}
