import type { StatementLanguage } from '../contract/language';
import { unquoteIdentifier } from './identifier';
import { Lexer, type LexRules, lexRules, type TokenKind } from './lexer';
import type { Statement } from './split';

const LONGEST = 60;
/** A title is found near the start, or not at all. */
const MOST_TOKENS = 4000;

/** Words that are no part of the name or kind of what a statement is about. */
const MODIFIERS: ReadonlySet<string> = new Set(['OR', 'REPLACE', 'TEMP', 'TEMPORARY', 'PERSISTENT', 'UNIQUE', 'RECURSIVE', 'IF', 'NOT', 'EXISTS', 'INTO', 'FROM', 'ONLY', 'OVERWRITE']);
const AFTER_WITH: ReadonlySet<string> = new Set(['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'MERGE', 'FROM', 'VALUES']);
/** Verbs whose name comes after FROM. */
const FROM_VERBS: ReadonlySet<string> = new Set(['SELECT', 'DELETE', 'FROM']);
/** Verbs that are followed by the kind of thing: CREATE TABLE. */
const KIND_VERBS: ReadonlySet<string> = new Set(['CREATE', 'DROP', 'ALTER']);
/** Kinds that end a kind of two words: MATERIALIZED VIEW. */
const LAST_KINDS: ReadonlySet<string> = new Set(['TABLE', 'VIEW', 'INDEX', 'STREAM']);

interface Token {
  readonly kind: TokenKind;
  /** A word in upper case, else the first character. */
  readonly key: string;
  readonly value: string;
  /** Parentheses around it. */
  readonly depth: number;
}

/** What a result of this statement is called: its `name` setting, or the verb and the main name, as `SELECT orders`. */
export function titleOf(statement: Pick<Statement, 'text' | 'verb' | 'settings'>, language: StatementLanguage, rules: LexRules = lexRules(language)): string {
  const name = statement.settings['name'];
  if (name) return shortened(name);
  const title = foundTitle(tokensOf(statement.text, rules), statement.verb, language);
  return shortened(title === '' ? statement.text.slice(0, 4 * LONGEST) : title);
}

function tokensOf(text: string, rules: LexRules): readonly Token[] {
  const lexer = new Lexer(text, rules);
  const tokens: Token[] = [];
  let depth = 0;
  while (tokens.length < MOST_TOKENS && lexer.next()) {
    if (lexer.kind === 'comment') continue;
    const { kind, key, value } = lexer;
    if (key === ')') depth--;
    tokens.push({ kind, key, value, depth });
    if (key === '(') depth++;
  }
  return tokens;
}

function foundTitle(tokens: readonly Token[], first: string, language: StatementLanguage): string {
  const at = tokens.findIndex(({ kind, key, depth }) => kind === 'word' && (first === 'WITH' ? depth === 0 && AFTER_WITH.has(key) : key === first));
  const verb = tokens[at]?.key ?? first;
  const rest = tokens.slice(verb === 'FROM' ? at : at + 1);
  if (verb === '') return '';
  if (FROM_VERBS.has(verb)) return named(verb, nameAfterFrom(rest, tokens[at]?.depth ?? 0, language));
  const bare = rest.slice(firstUnmodified(rest));
  return KIND_VERBS.has(verb) ? titleWithKind(verb, bare, language) : named(verb, nameAt(bare, 0, language));
}

/** The name behind the first FROM on the level of the verb, else behind the first at all. */
function nameAfterFrom(tokens: readonly Token[], level: number, language: StatementLanguage): string {
  const isFrom = ({ kind, key }: Token) => kind === 'word' && key === 'FROM';
  const outer = tokens.findIndex((token) => isFrom(token) && token.depth <= level);
  const name = outer < 0 ? '' : nameAt(tokens, outer + 1, language);
  if (name !== '') return name;
  const inner = tokens.findIndex((token, index) => isFrom(token) && nameAt(tokens, index + 1, language) !== '');
  return inner < 0 ? '' : nameAt(tokens, inner + 1, language);
}

function titleWithKind(verb: string, tokens: readonly Token[], language: StatementLanguage): string {
  const [kind, second] = tokens;
  if (kind?.kind !== 'word') return verb;
  const two = second?.kind === 'word' && LAST_KINDS.has(second.key);
  const rest = tokens.slice(two ? 2 : 1);
  return named(`${verb} ${kind.key}${two ? ` ${second.key}` : ''}`, nameAt(rest, firstUnmodified(rest), language));
}

function firstUnmodified(tokens: readonly Token[]): number {
  const at = tokens.findIndex(({ kind, key }) => kind !== 'word' || !MODIFIERS.has(key));
  return at < 0 ? tokens.length : at;
}

/** The last part of the dotted name at `at`, the file name of a path, or nothing. */
function nameAt(tokens: readonly Token[], at: number, language: StatementLanguage): string {
  let name = '';
  for (let index = at; index < tokens.length; index += 2) {
    const token = tokens[index];
    if (token?.kind === 'string') return fileName(token.value);
    if (token?.kind !== 'word' && token?.kind !== 'identifier') return name;
    name = unquoteIdentifier(token.value, language);
    if (tokens[index + 1]?.key !== '.') return name;
  }
  return name;
}

function named(verb: string, name: string): string {
  return name === '' ? verb : `${verb} ${name}`;
}

function fileName(literal: string): string {
  const parts = literal.replace(/^\w*['"]|['"]$/gu, '').split(/[\\/]/u);
  return parts.findLast((part) => part !== '') ?? '';
}

function shortened(title: string): string {
  const line = title.replace(/\s+/gu, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}
