import { Lexer } from '../../core/sql/lexer';
import { ENGINE_RULES } from '../language';
import type { Shape } from './shape';
import type { ShapedPlan } from './shapedPlan';
import type { StatementPlan } from './statementPlan';

const MOST_PLANS = 64;
const LONGEST_TEXT = 4000;

/** `seen`: once so far. `unfit`: each statement of it is planned by itself. */
export type KnownShape = ShapedPlan | 'seen' | 'unfit';

/** Plans of statements that were asked before, and of those of their shape, while their names mean the same. */
export class Plans {
  readonly texts = new Newest<StatementPlan>(MOST_PLANS);
  readonly shapes = new Newest<KnownShape>(MOST_PLANS);

  /** Of a statement whose shape is known. */
  ofShape(shape: Shape): StatementPlan | undefined {
    const known = this.shapes.get(shape.key);
    return typeof known === 'object' ? known.of(shape) : undefined;
  }
}

/** What was used last, up to a number of things. */
class Newest<T> {
  readonly #kept = new Map<string, T>();

  constructor(private readonly most: number) {}

  get(key: string): T | undefined {
    const found = this.#kept.get(key);
    if (found === undefined) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, found);
    return found;
  }

  set(key: string, value: T): void {
    this.#kept.delete(key);
    this.#kept.set(key, value);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.most) return;
      this.#kept.delete(oldest);
    }
  }
}

/** Words that may stand before a parenthesis: none of them makes a value that is another one later. */
const BEFORE_PARENTHESIS: ReadonlySet<string> = new Set(
  'SELECT FROM WHERE AND OR NOT IN ON JOIN USING VALUES AS OVER BY EXISTS ANY ALL UNION EXCEPT INTERSECT HAVING QUALIFY WHEN THEN ELSE BETWEEN LIKE DISTINCT FILTER LIMIT OFFSET COUNT SUM MIN MAX AVG'.split(' '),
);
const TOLD_BY_THE_CLOCK = /^(?:CURRENT|LOCALTIME|SESSION|USER)/u;
const TEXT_OF_THE_CLOCK = /^'\s*(?:now|today|tomorrow|yesterday)\b/iu;

/**
 * Whether DuckDB plans a text the same way each time. Its plan holds the values of what the statement computes from constants: the time of
 * day, settings, whatever a function gives. So a text counts as steady only if it has no function but the plain aggregates, and no parameter.
 */
export function isSteady(text: string): boolean {
  if (text.length > LONGEST_TEXT) return false;
  const lexer = new Lexer(text, ENGINE_RULES);
  let called = false;
  while (lexer.next()) {
    const { kind, key } = lexer;
    if (kind === 'comment') continue;
    if (kind === 'parameter' || (key === '(' && called)) return false;
    if (kind === 'word' && TOLD_BY_THE_CLOCK.test(key)) return false;
    if (kind === 'string' && TEXT_OF_THE_CLOCK.test(lexer.value)) return false;
    called = kind === 'identifier' || (kind === 'word' && !BEFORE_PARENTHESIS.has(key));
  }
  return true;
}
