/** The functions of DuckDB that people use most, for completion. */
export const FUNCTIONS: readonly string[] = `
  abs age any_value approx_count_distinct approx_quantile arg_max arg_min array_agg array_length avg
  bit_and bit_count bit_or bit_xor bool_and bool_or
  ceil century chr coalesce concat concat_ws contains corr count count_if covar_pop covar_samp current_date current_schema current_setting current_timestamp
  date_add date_diff date_part date_sub date_trunc day dayname dayofweek dayofyear decode degrees dense_rank
  encode ends_with entropy enum_range epoch epoch_ms exp extract
  filter first first_value flatten floor format format_bytes from_base64 from_json
  gen_random_uuid generate_series getvariable glob greatest
  hash hex histogram hour
  ifnull ilike_escape instr isfinite isinf isnan
  jaccard jaro_winkler_similarity json_array_length json_contains json_extract json_extract_string json_group_array json_group_object json_keys json_object json_pretty json_structure json_type json_valid
  kurtosis
  lag last last_day last_value lead least left len length levenshtein list list_aggregate list_append list_concat list_contains list_distinct list_extract list_filter
  list_reduce list_slice list_sort list_sum list_transform list_unique list_zip ln log log10 log2 lower lpad ltrim
  mad make_date make_time make_timestamp map map_entries map_extract map_from_entries map_keys map_values max max_by md5 median min min_by minute mod mode month monthname
  nextval now nth_value ntile nullif
  parquet_file_metadata parquet_kv_metadata parquet_metadata parquet_schema percent_rank pi position pow printf product
  quantile_cont quantile_disc quarter
  random range rank read_blob read_csv read_json read_ndjson read_parquet read_text regexp_extract regexp_extract_all regexp_full_match regexp_matches regexp_replace
  regexp_split_to_array repeat replace reverse right round row_number rpad rtrim
  second setseed sha256 sign skewness sniff_csv split_part sqrt starts_with stddev stddev_pop strftime string_agg string_split strip_accents strlen strptime
  struct_extract struct_insert struct_pack substring sum
  time_bucket to_base64 to_days to_hours to_json to_milliseconds to_minutes to_months to_seconds to_timestamp today translate trim trunc try_cast try_strptime typeof
  unicode union_extract union_tag unnest upper url_decode url_encode uuid
  var_pop var_samp variance version
  week weekday weekofyear
  year yearweek
`.trim().split(/\s+/u);
