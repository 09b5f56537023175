import { verbOf } from '../../core/sql/verb';
import { ENGINE_RULES, ENGINE_WRITING } from '../language';
import { quotedText, type Token, tokensOf } from './tokens';

/** A part of the statement's own text: where it starts, so that errors in it can be placed. */
export interface TextPart {
  readonly text: string;
  readonly start: number;
}

/** What a statement does, told by its head; the queries inside are as they are written. */
export type StatementKind =
  | { readonly kind: 'query' }
  | { readonly kind: 'explain'; readonly analyze: boolean; readonly query: TextPart }
  | { readonly kind: 'live'; readonly query: TextPart }
  | { readonly kind: 'insert'; readonly replace: boolean; readonly target: readonly string[]; readonly columns: readonly string[] | undefined; readonly query: TextPart }
  | { readonly kind: 'createAs'; readonly target: readonly string[]; readonly ifNotExists: boolean; readonly query: TextPart }
  | { readonly kind: 'delete'; readonly target: readonly string[]; /** From the target's name on. */ readonly from: TextPart }
  | { readonly kind: 'update'; readonly target: readonly string[]; readonly name: TextPart; readonly set: readonly Assignment[]; readonly rest: TextPart }
  | { readonly kind: 'copyTo'; readonly target: string; /** The quoted name's place. */ readonly place: { readonly start: number; readonly end: number } }
  /** Changes something, in a way that is not known here. */
  | { readonly kind: 'other'; readonly verb: string };

export interface Assignment {
  readonly column: string;
  readonly value: TextPart;
}

/** @param text one statement, without what ends it */
export function kindOfStatement(text: string): StatementKind {
  const verb = verbOf(text, ENGINE_RULES);
  const tokens = READ_WHOLE.has(verb) ? tokensOf(text) : [];
  const part = (from: number | undefined, to = text.length): TextPart => ({ text: text.slice(from ?? text.length, to), start: from ?? text.length });
  switch (verb) {
    case 'EXPLAIN': {
      const analyze = tokens[1]?.key === 'ANALYZE' || tokens[1]?.key === 'ANALYSE';
      return { kind: 'explain', analyze, query: part(tokens[analyze ? 2 : 1]?.start) };
    }
    case 'INSERT':
      return insertOf(tokens, part) ?? { kind: 'other', verb };
    case 'CREATE':
      return createOf(tokens, part) ?? { kind: 'other', verb };
    case 'DELETE':
      return deleteOf(tokens, part) ?? { kind: 'other', verb };
    case 'UPDATE':
      return updateOf(tokens, part) ?? { kind: 'other', verb };
    case 'COPY':
      return copyOf(tokens) ?? { kind: 'other', verb };
    default: {
      const emit = /\bemit\s+changes[\s;]*$/iu.exec(text.slice(-100));
      if (emit) return { kind: 'live', query: part(0, Math.max(0, text.length - 100) + emit.index) };
      return ENGINE_WRITING.has(verb) || REFUSED.has(verb) ? { kind: 'other', verb } : { kind: 'query' };
    }
  }
}

/** Statements whose head alone does not tell enough. */
const READ_WHOLE: ReadonlySet<string> = new Set(['EXPLAIN', 'INSERT', 'CREATE', 'DELETE', 'UPDATE', 'COPY']);

/** They change what the next statement means; each statement has a DuckDB of its own. */
const REFUSED: ReadonlySet<string> = new Set(['SET', 'RESET', 'USE', 'PRAGMA', 'BEGIN', 'START', 'COMMIT', 'ROLLBACK', 'ABORT', 'PREPARE', 'DEALLOCATE', 'CHECKPOINT']);

type Part = (from: number | undefined, to?: number) => TextPart;

function insertOf(tokens: readonly Token[], part: Part): StatementKind | undefined {
  const replace = tokens[1]?.key === 'OR' && tokens[2]?.key === 'REPLACE';
  const into = replace ? 3 : 1;
  if (tokens[into]?.key !== 'INTO') return undefined;
  const name = nameAt(tokens, into + 1);
  if (!name) return undefined;
  let at = name.next;
  let columns: string[] | undefined;
  if (tokens[at]?.key === '(' && !QUERY_WORDS.has(tokens[at + 1]?.key ?? '')) {
    const close = tokens.findIndex((token, index) => index > at && token.key === ')' && token.depth === 0);
    if (close < 0) return undefined;
    columns = tokens.slice(at + 1, close).filter((token) => token.key !== ',').map(identifierOf);
    at = close + 1;
  }
  const query = tokens[at];
  return query && !tokens.some((token) => token.depth === 0 && (token.key === 'RETURNING' || token.key === 'CONFLICT')) ? { kind: 'insert', replace, target: name.parts, columns, query: part(query.start) } : undefined;
}

const QUERY_WORDS: ReadonlySet<string> = new Set(['SELECT', 'WITH', 'FROM', 'VALUES', '(']);

function createOf(tokens: readonly Token[], part: Part): StatementKind | undefined {
  if (tokens[1]?.key !== 'TABLE') return undefined;
  const ifNotExists = ['IF', 'NOT', 'EXISTS'].every((word, index) => tokens[2 + index]?.key === word);
  const name = nameAt(tokens, ifNotExists ? 5 : 2);
  if (!name || tokens[name.next]?.key !== 'AS') return undefined;
  return { kind: 'createAs', target: name.parts, ifNotExists, query: part(tokens[name.next + 1]?.start) };
}

function deleteOf(tokens: readonly Token[], part: Part): StatementKind | undefined {
  const name = tokens[1]?.key === 'FROM' ? nameAt(tokens, 2) : undefined;
  if (!name || tokens.some((token) => token.depth === 0 && (token.key === 'USING' || token.key === 'RETURNING'))) return undefined;
  return { kind: 'delete', target: name.parts, from: part(tokens[2]?.start) };
}

function updateOf(tokens: readonly Token[], part: Part): StatementKind | undefined {
  const name = nameAt(tokens, 1);
  const set = tokens.findIndex((token) => token.depth === 0 && token.key === 'SET');
  if (!name || set < 0 || tokens.some((token) => token.depth === 0 && (token.key === 'FROM' || token.key === 'RETURNING'))) return undefined;
  const where = tokens.findIndex((token, index) => index > set && token.depth === 0 && token.key === 'WHERE');
  const end = where < 0 ? tokens.length : where;
  const assignments: Assignment[] = [];
  let at = set + 1;
  while (at < end) {
    const column = tokens[at];
    const value = tokens[at + 2];
    if (!column || !value || tokens[at + 1]?.key !== '=' || at + 2 >= end) return undefined;
    const comma = tokens.findIndex((token, index) => index > at + 1 && index < end && token.depth === 0 && token.key === ',');
    const last = tokens[(comma < 0 ? end : comma) - 1];
    if (!last) return undefined;
    assignments.push({ column: identifierOf(column), value: part(value.start, last.end) });
    at = (comma < 0 ? end : comma) + 1;
  }
  return { kind: 'update', target: name.parts, name: part(tokens[1]?.start, tokens[set]?.start), set: assignments, rest: part(tokens[where]?.start) };
}

function copyOf(tokens: readonly Token[]): StatementKind | undefined {
  const to = tokens.findIndex((token) => token.depth === 0 && token.key === 'TO');
  const target = tokens[to + 1];
  const address = target && quotedText(target);
  if (to < 0 || !target || address === undefined) return undefined;
  return { kind: 'copyTo', target: address, place: { start: target.start, end: target.end } };
}

function nameAt(tokens: readonly Token[], from: number): { readonly parts: readonly string[]; readonly next: number } | undefined {
  const parts: string[] = [];
  for (let at = from; ; at += 2) {
    const token = tokens[at];
    if (!token || (token.kind !== 'word' && token.kind !== 'identifier')) return undefined;
    parts.push(identifierOf(token));
    if (tokens[at + 1]?.key !== '.') return { parts, next: at + 1 };
  }
}

function identifierOf(token: Token): string {
  return token.kind === 'identifier' ? token.value.slice(1, -1).replaceAll('""', '"') : token.value;
}
