import { lexRules } from './lexer';

/** SQL as the standard writes it, for reading statements whose own language does not matter. */
export const STANDARD_RULES = lexRules({
  id: 'sql',
  label: 'SQL',
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
  writing: [],
});
