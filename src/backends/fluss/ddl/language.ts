import type { StatementLanguage } from '../../../core/contract/language';
import { lexRules } from '../../../core/sql/lexer';
import { duckDbLanguage } from '../../../duckdb/language';

/** Words of Flink's DDL beside those of DuckDB. */
const FLINK_WORDS = ['BYTES', 'CATALOG', 'CURRENT', 'DATABASE', 'DATABASES', 'ENFORCED', 'MAP', 'PARTITIONED', 'PARTITIONS', 'ROW', 'STRING', 'TABLES', 'TIMESTAMP_LTZ', 'USE'];

/** Queries and changes of rows are the engine's, so DuckDB's SQL; what defines tables is Flink's, with its names in back quotes. */
export const flussLanguage: StatementLanguage = {
  ...duckDbLanguage,
  label: 'SQL over Fluss tables, Flink DDL',
  identifiers: [...duckDbLanguage.identifiers, { open: '`', close: '`' }],
  keywords: [...new Set([...duckDbLanguage.keywords, ...FLINK_WORDS])].toSorted(),
};

export const FLINK_RULES = lexRules(flussLanguage);
