import type { StatementLanguage } from '../../../core/contract/language';
import { Lexer, type LexRules, lexRules } from '../../../core/sql/lexer';
import { verbOf, writesOf } from '../../../core/sql/verb';

/** What a statement is to Flight SQL, which has different calls for them. */
export type StatementClass =
  | { readonly kind: 'query' }
  /** Gives a number of rows, no rows. */
  | { readonly kind: 'update' }
  | { readonly kind: 'transaction'; readonly verb: 'begin' | 'commit' | 'rollback' };

/** Verbs that change something and may give rows all the same. */
const MAY_GIVE_ROWS: ReadonlySet<string> = new Set(['CALL', 'EXECUTE', 'COPY', 'OPTIMIZE', 'REFRESH', 'EXPLAIN']);

export function classify(text: string, language: StatementLanguage, rules: LexRules = lexRules(language)): StatementClass {
  const verb = verbOf(text, rules);
  const words = firstWords(text, rules);
  const transaction = transactionVerb(words);
  if (transaction) return { kind: 'transaction', verb: transaction };
  if (MAY_GIVE_ROWS.has(verb) || !writesOf(text, verb, rules, new Set(language.writing))) return { kind: 'query' };
  return hasWord(text, 'RETURNING', rules) ? { kind: 'query' } : { kind: 'update' };
}

/** Only forms that say nothing else: options and savepoints are the server's business. */
function transactionVerb(words: readonly string[]): 'begin' | 'commit' | 'rollback' | undefined {
  switch (words.join(' ')) {
    case 'BEGIN':
    case 'BEGIN TRANSACTION':
    case 'BEGIN WORK':
    case 'START TRANSACTION':
      return 'begin';
    case 'COMMIT':
    case 'COMMIT TRANSACTION':
    case 'COMMIT WORK':
    case 'END':
    case 'END TRANSACTION':
      return 'commit';
    case 'ROLLBACK':
    case 'ROLLBACK TRANSACTION':
    case 'ROLLBACK WORK':
      return 'rollback';
    default:
      return undefined;
  }
}

/** Up to four; what is no word counts as one that nobody knows. */
function firstWords(text: string, rules: LexRules): readonly string[] {
  const lexer = new Lexer(text, rules);
  const words: string[] = [];
  while (words.length < 4 && lexer.next()) if (lexer.kind !== 'comment' && lexer.kind !== 'terminator') words.push(lexer.kind === 'word' ? lexer.key : '?');
  return words;
}

function hasWord(text: string, word: string, rules: LexRules): boolean {
  const lexer = new Lexer(text, rules);
  while (lexer.next()) if (lexer.kind === 'word' && lexer.key === word) return true;
  return false;
}
