import type { StatementLanguage } from '../../src/core/contract/language';

export const SAMPLE_LANGUAGE: StatementLanguage = {
  id: 'sql',
  label: 'Sample',
  terminator: ';',
  lineComments: ['--'],
  strings: [{ open: "'", close: "'", escape: 'double' }],
  identifiers: [{ open: '"', close: '"' }],
  dollarQuotes: false,
  parameters: ['question'],
  plainIdentifier: '^[a-z_][a-z0-9_]*$',
  reserved: ['ROWS'],
  keywords: ['ROWS', 'COLS', 'ENDLESS', 'EMPTY', 'WIDE', 'CELL', 'TYPES', 'MESSAGE', 'AFFECTED', 'SLEEP', 'FAIL', 'AFTER', 'EVERY', 'DEAF'],
  writing: ['AFFECTED'],
};
