import type { StatementLanguage } from '../contract/language';
import type { TextRange } from '../errors';
import { Lexer, type LexRules, lexRules } from './lexer';

/** A parameter mark; offsets are in the statement's text. */
export interface ParameterMark extends TextRange {
  /** `1`, `2`… for `?` by its place, the number for `?2` and `$2`, the name for `$name`. */
  readonly name: string;
}

/** All parameter marks of a statement, in order. */
export function parametersOf(statement: string, language: StatementLanguage, rules: LexRules = lexRules(language)): readonly ParameterMark[] {
  const lexer = new Lexer(statement, rules);
  const marks: ParameterMark[] = [];
  let questions = 0;
  while (lexer.next()) {
    if (lexer.kind !== 'parameter') continue;
    const { start, end } = lexer;
    const name = lexer.value.slice(1);
    marks.push({ start, end, name: name === '' ? String(++questions) : name });
  }
  return marks;
}

/** The names of a statement's parameters in order of first appearance. */
export function parameterNames(statement: string, language: StatementLanguage, rules: LexRules = lexRules(language)): readonly string[] {
  return [...new Set(parametersOf(statement, language, rules).map(({ name }) => name))];
}
