import { splitStatements } from '../../core/sql/split';
import { duckDbLanguage } from '../../duckdb/language';

/** What a statement leaves on its connection, so that others would answer differently. */
export type Effect =
  | { readonly kind: 'none' }
  /** Can be repeated on another connection. */
  | { readonly kind: 'setting'; readonly text: string }
  | { readonly kind: 'transaction'; readonly open: boolean }
  /** Temporary objects, prepared statements, variables: stay with their connection. */
  | { readonly kind: 'state' };

/** Effects of each statement of a text, in order. In doubt `state`, which is always right and only slower. */
export function effectsOf(text: string): readonly Effect[] {
  return splitStatements(text, duckDbLanguage).statements.map((statement) => effectOf(statement.verb, statement.text));
}

function effectOf(verb: string, text: string): Effect {
  switch (verb) {
    case 'BEGIN':
    case 'START':
      return { kind: 'transaction', open: true };
    case 'COMMIT':
    case 'END':
    case 'ROLLBACK':
    case 'ABORT':
      return { kind: 'transaction', open: false };
    case 'SET':
    case 'RESET':
      return /^\S+\s+(?:global\b|variable\b)/iu.test(text) ? (/^\S+\s+variable/iu.test(text) ? { kind: 'state' } : { kind: 'none' }) : { kind: 'setting', text };
    case 'USE':
      return { kind: 'setting', text };
    case 'PRAGMA':
      return { kind: 'setting', text };
    case 'CREATE':
      return /^create\s+(?:or\s+replace\s+)?(?:temp|temporary)\b/iu.test(text) ? { kind: 'state' } : { kind: 'none' };
    case 'PREPARE':
      return { kind: 'state' };
    default:
      return { kind: 'none' };
  }
}
