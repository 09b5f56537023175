import type { StatementLanguage } from '../../../src/core/contract/language';

/** A language with everything that the splitter knows, close to DuckDB's. */
export const everything: StatementLanguage = {
  id: 'sql',
  label: 'SQL',
  terminator: ';',
  lineComments: ['--'],
  blockComment: { open: '/*', close: '*/', nested: true },
  strings: [
    { open: "'", close: "'", escape: 'double' },
    { open: "E'", close: "'", escape: 'both' },
  ],
  identifiers: [{ open: '"', close: '"' }],
  dollarQuotes: true,
  parameters: ['question', 'numbered', 'named'],
  plainIdentifier: '^[a-z_][a-z0-9_]*$',
  reserved: ['SELECT', 'TABLE', 'ORDER'],
  keywords: ['SELECT', 'FROM', 'WHERE', 'GROUP BY'],
  functions: ['sum', 'count', 'strftime'],
  writing: ['INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'REPLACE', 'COPY', 'MERGE'],
};

/** The other choices: backslashes in strings, comments that do not nest, back quotes, hashes, another terminator. */
export const other: StatementLanguage = {
  ...everything,
  id: 'other',
  terminator: 'GO',
  lineComments: ['#', '//'],
  blockComment: { open: '/*', close: '*/', nested: false },
  strings: [
    { open: "'", close: "'", escape: 'backslash' },
    { open: '"', close: '"', escape: 'none' },
  ],
  identifiers: [
    { open: '`', close: '`' },
    { open: '[', close: ']' },
  ],
  dollarQuotes: false,
  parameters: [],
};
