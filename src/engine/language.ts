import { lexRules } from '../core/sql/lexer';
import { duckDbLanguage } from '../duckdb/language';

/** What the engine reads statements with: they are DuckDB's, whatever system their tables are on. */
export const ENGINE_RULES = lexRules(duckDbLanguage);
export const ENGINE_WRITING: ReadonlySet<string> = new Set(duckDbLanguage.writing);
