import { Lexer, type LexRules } from './lexer';

/** Words that stand between EXPLAIN and what is explained. */
const EXPLAIN_OPTIONS: ReadonlySet<string> = new Set(['ANALYZE', 'ANALYSE', 'VERBOSE', 'EXTENDED', 'LOGICAL', 'PHYSICAL', 'PLAN', 'FOR']);

/** The first word of a statement in upper case, parentheses before it skipped; empty where the statement starts with something else. */
export function verbOf(text: string, rules: LexRules): string {
  const plain = /^[A-Za-z]+(?=[\s(*]|$)/u.exec(text);
  if (plain) return plain[0].toUpperCase();
  const lexer = new Lexer(text, rules);
  while (lexer.next()) {
    if (lexer.kind === 'word') return lexer.key;
    if (lexer.kind !== 'comment' && lexer.key !== '(') return '';
  }
  return '';
}

/**
 * Whether a statement changes something: its first word says so, or, behind WITH, that of a table expression or of the statement itself.
 * EXPLAIN changes nothing unless it analyzes, which runs the statement.
 */
export function writesOf(text: string, verb: string, rules: LexRules, writing: ReadonlySet<string>): boolean {
  if (verb === 'EXPLAIN') return explainWrites(text, rules, writing);
  if (writing.has(verb)) return true;
  return verb === 'WITH' && withWrites(text, rules, writing);
}

function withWrites(text: string, rules: LexRules, writing: ReadonlySet<string>): boolean {
  const lexer = new Lexer(text, rules);
  let before = '';
  let suspect = false;
  while (lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const { key } = lexer;
    // A word that is called, as replace(…), is a function.
    if (suspect && key !== '(') return true;
    suspect = lexer.kind === 'word' && (before === '(' || before === ')') && writing.has(key);
    before = key;
  }
  return suspect;
}

function explainWrites(text: string, rules: LexRules, writing: ReadonlySet<string>): boolean {
  const lexer = new Lexer(text, rules);
  let analyzes = false;
  let depth = 0;
  while (lexer.next()) {
    const { key } = lexer;
    if (key === 'ANALYZE' || key === 'ANALYSE') analyzes = true;
    if (key === '(') depth++;
    if (key === ')') depth--;
    const option = lexer.kind === 'comment' || key === 'EXPLAIN' || EXPLAIN_OPTIONS.has(key) || depth > 0 || key === ')';
    if (option) continue;
    if (!analyzes) return false;
    const explained = text.slice(lexer.start);
    return writesOf(explained, verbOf(explained, rules), rules, writing);
  }
  return false;
}
