import type { StatementLanguage } from '../core/contract/language';
import { OTHER_KEYWORDS, RESERVED_KEYWORDS } from './keywords';
import { FUNCTIONS } from './functions';

const upper = (words: readonly string[]): readonly string[] => words.map((word) => word.toUpperCase());

/** DuckDB's SQL: also that of every connection whose tables the engine queries. */
export const duckDbLanguage: StatementLanguage = {
  id: 'sql',
  label: 'DuckDB SQL',
  terminator: ';',
  lineComments: ['--'],
  blockComment: { open: '/*', close: '*/', nested: true },
  strings: [
    { open: "'", close: "'", escape: 'double' },
    { open: "E'", close: "'", escape: 'both' },
    { open: "e'", close: "'", escape: 'both' },
  ],
  identifiers: [{ open: '"', close: '"' }],
  dollarQuotes: true,
  parameters: ['question', 'numbered', 'named'],
  plainIdentifier: '^[A-Za-z_][A-Za-z0-9_]*$',
  reserved: upper(RESERVED_KEYWORDS),
  keywords: upper([...RESERVED_KEYWORDS, ...OTHER_KEYWORDS]).toSorted(),
  functions: FUNCTIONS,
  writing: ['INSERT', 'UPDATE', 'DELETE', 'MERGE', 'TRUNCATE', 'CREATE', 'ALTER', 'DROP', 'COPY', 'IMPORT', 'EXPORT', 'ATTACH', 'DETACH', 'INSTALL', 'LOAD', 'COMMENT', 'VACUUM', 'CHECKPOINT', 'FORCE', 'CALL', 'EXECUTE'],
};
