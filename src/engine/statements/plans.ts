import { Lexer } from '../../core/sql/lexer';
import type { PlannedScan } from '../planner/plan';
import type { PlannedLookup } from '../scans/lookups';
import { ENGINE_RULES } from '../language';

/** What is known of a statement before it runs. */
export interface StatementPlan {
  /** As `EXPLAIN (FORMAT json)` gave it. */
  readonly json: string;
  /** The table of each reference. */
  readonly references: readonly string[];
  /** By reference; one that is missing is read whole. */
  readonly scans: ReadonlyMap<number, PlannedScan>;
  /** Joins whose one side can be looked up by the other's keys. */
  readonly lookups: readonly PlannedLookup[];
}

const MOST_PLANS = 64;
const LONGEST_TEXT = 4000;

/** Plans of statements that were asked before, while their names mean the same. */
export class Plans {
  readonly #plans = new Map<string, StatementPlan>();

  get(key: string): StatementPlan | undefined {
    const plan = this.#plans.get(key);
    if (!plan) return undefined;
    this.#plans.delete(key);
    this.#plans.set(key, plan);
    return plan;
  }

  set(key: string, plan: StatementPlan): void {
    this.#plans.set(key, plan);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= MOST_PLANS) return;
      this.#plans.delete(oldest);
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
