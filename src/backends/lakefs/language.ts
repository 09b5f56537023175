import type { StatementLanguage } from '../../core/contract/language';

/** Documents of a lakeFS connection hold SQL, which the engine runs: lakeFS itself has no statements. */
export const lakeFsLanguage: StatementLanguage = {
  id: 'sql',
  label: 'SQL over objects',
  terminator: ';',
  lineComments: ['--'],
  blockComment: { open: '/*', close: '*/', nested: true },
  strings: [{ open: "'", close: "'", escape: 'double' }],
  identifiers: [{ open: '"', close: '"' }],
  dollarQuotes: true,
  parameters: ['question', 'numbered', 'named'],
  plainIdentifier: '^[A-Za-z_][A-Za-z0-9_]*$',
  reserved: [],
  keywords: [],
  writing: ['COPY', 'CREATE', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER'],
};
