import type { StatementLanguage } from '../../core/contract/language';

const words = (text: string): readonly string[] => text.trim().split(/\s+/u);

/** Words that need quotes as names in SQL engines of today: those of the standard that DataFusion, DuckDB, SQLite or Dremio reserve. */
const RESERVED = words(`
  ALL AND ANY AS ASC BETWEEN BY CASE CAST CHECK COLLATE COLUMN CONSTRAINT CREATE CROSS CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP DEFAULT DELETE DESC
  DISTINCT DROP ELSE END EXCEPT EXISTS FALSE FETCH FOR FOREIGN FROM FULL GRANT GROUP HAVING IN INNER INSERT INTERSECT INTO IS JOIN LATERAL LEFT LIKE LIMIT
  NATURAL NOT NULL OFFSET ON OR ORDER OUTER PRIMARY QUALIFY REFERENCES RIGHT SELECT SET SOME TABLE THEN TO TRUE UNION UNIQUE UPDATE USER USING VALUES WHEN WHERE WINDOW WITH
`);

const OTHER = words(`
  ABORT ALTER ANALYZE BEGIN CASCADE COMMIT COPY CUBE DESCRIBE EXPLAIN EXTRACT FILTER FIRST FOLLOWING GROUPING IF IGNORE ILIKE INTERVAL LAST MERGE NULLS OVER OVERLAY
  OVERWRITE PARTITION PRECEDING RANGE RECURSIVE REPLACE RETURNING ROLLBACK ROLLUP ROWS SAVEPOINT SCHEMA SHOW SIMILAR START TEMPORARY TIMESTAMP TRANSACTION TRUNCATE UNBOUNDED USE VERBOSE VIEW ZONE
`);

const FUNCTIONS = words(`
  abs approx_distinct approx_median approx_percentile_cont array_agg arrow_cast arrow_typeof avg ceil coalesce concat concat_ws corr count date_bin date_part date_trunc
  first_value floor greatest lag last_value lead least length ln log10 lower ltrim max md5 median min now nullif power random rank regexp_like regexp_match regexp_replace replace round row_number
  rtrim selector_first selector_last selector_max selector_min sqrt stddev strpos substr sum to_timestamp trim upper uuid variance
  date_bin_gapfill interpolate locf
`);

/**
 * SQL as Flight SQL servers take it. Quotes of both kinds are known, so that the splitter is right on any of them; names are written
 * in the standard's, unless the server says otherwise.
 */
export const flightSqlLanguage: StatementLanguage = {
  id: 'sql',
  label: 'SQL over Flight',
  terminator: ';',
  lineComments: ['--'],
  blockComment: { open: '/*', close: '*/', nested: true },
  strings: [
    { open: "'", close: "'", escape: 'double' },
    { open: "E'", close: "'", escape: 'both' },
    { open: "e'", close: "'", escape: 'both' },
  ],
  identifiers: [
    { open: '"', close: '"' },
    { open: '`', close: '`' },
  ],
  dollarQuotes: true,
  parameters: ['question', 'numbered', 'named'],
  plainIdentifier: '^[a-z_][a-z0-9_]*$',
  reserved: RESERVED,
  keywords: [...RESERVED, ...OTHER].toSorted(),
  functions: FUNCTIONS,
  writing: words('INSERT UPDATE DELETE MERGE UPSERT REPLACE TRUNCATE CREATE ALTER DROP COPY CALL EXECUTE GRANT REVOKE VACUUM OPTIMIZE REFRESH COMMENT ATTACH DETACH LOAD IMPORT EXPORT'),
};
