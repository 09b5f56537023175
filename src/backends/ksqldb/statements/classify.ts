import { isName, literalText, nameOf, type Word, wordsOf } from '../language/words';

/** What a statement is, as far as it decides who handles it and how. */
export type StatementKind =
  /** `push`: rows keep coming, unless a limit ends them. */
  | { readonly kind: 'select'; readonly push: boolean; readonly limited: boolean }
  | { readonly kind: 'print'; readonly limited: boolean }
  | { readonly kind: 'set'; readonly name: string; readonly value: string }
  | { readonly kind: 'unset'; readonly name: string }
  | { readonly kind: 'define'; readonly name: string; readonly value: string }
  | { readonly kind: 'undefine'; readonly name: string }
  | { readonly kind: 'script'; readonly file: string }
  /** For /ksql. `insertsRow`: it answers nothing and adds one row. */
  | { readonly kind: 'other'; readonly writes: boolean; readonly insertsRow: boolean }
  /** Nothing but comments. */
  | { readonly kind: 'empty' };

const READING: ReadonlySet<string> = new Set(['LIST', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'ASSERT']);

/** Never throws: what is not understood is the server's to refuse. */
export function classify(statement: string): StatementKind {
  const words = wordsOf(statement);
  const [first, second, third, fourth] = words;
  if (!first) return { kind: 'empty' };
  switch (first.key) {
    case 'SELECT':
      return { kind: 'select', push: has(words, 'EMIT'), limited: has(words, 'LIMIT') };
    case 'PRINT':
      return { kind: 'print', limited: has(words, 'LIMIT') };
    case 'SET':
      if (second?.kind === 'string' && third?.key === '=' && fourth?.kind === 'string' && words.length === 4) return { kind: 'set', name: literalText(second), value: literalText(fourth) };
      return OTHER;
    case 'UNSET':
      return second?.kind === 'string' && words.length === 2 ? { kind: 'unset', name: literalText(second) } : OTHER;
    case 'DEFINE':
      if (isName(second) && third?.key === '=' && fourth?.kind === 'string' && words.length === 4) return { kind: 'define', name: nameOf(second), value: literalText(fourth) };
      return OTHER;
    case 'UNDEFINE':
      return isName(second) && words.length === 2 ? { kind: 'undefine', name: nameOf(second) } : OTHER;
    case 'RUN':
      return second?.key === 'SCRIPT' && third?.kind === 'string' ? { kind: 'script', file: literalText(third) } : OTHER;
    case 'INSERT':
      return { kind: 'other', writes: true, insertsRow: has(words, 'VALUES') && !has(words, 'SELECT') };
    default:
      return READING.has(first.key) ? OTHER : { kind: 'other', writes: true, insertsRow: false };
  }
}

const OTHER: StatementKind = { kind: 'other', writes: false, insertsRow: false };

function has(words: readonly Word[], key: string): boolean {
  return words.some((word) => word.kind === 'word' && word.key === key && word.depth === 0);
}
