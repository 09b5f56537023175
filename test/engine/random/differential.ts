import { HeadwaterError } from '../../../src/core/errors';
import { answer, type Bench, plainMessages } from '../source/start';
import { rowTexts } from '../source/texts';
import { Random } from './random';
import { randomStatement, type RandomStatement } from './statement';

export interface Difference {
  readonly seed: number;
  readonly text: string;
  readonly engine: string;
  readonly plain: string;
}

export interface Differential {
  readonly equal: number;
  /** Refused by both. */
  readonly refused: number;
  readonly different: readonly Difference[];
}

/** Runs statements of these seeds in the engine and in a plain DuckDB with the same data; failing ones are made smaller while they fail. */
export async function compareStatements(bench: Bench, bound: string, seeds: readonly number[]): Promise<Differential> {
  let equal = 0;
  let refused = 0;
  const different: Difference[] = [];
  for (const seed of seeds) {
    const statement = randomStatement(new Random(seed));
    const outcome = await compare(bench, bound, statement.text);
    if (outcome === 'equal') equal++;
    else if (outcome === 'refused') refused++;
    else different.push({ seed, ...(await smallest(bench, bound, statement)) });
  }
  return { equal, refused, different };
}

type Outcome = 'equal' | 'refused' | { readonly text: string; readonly engine: string; readonly plain: string };

async function compare(bench: Bench, bound: string, text: string): Promise<Outcome> {
  const [engine, plain] = [await rowsOrError(async () => (await answer(bench, text, bound)).messages), await rowsOrError(() => plainMessages(bench.plain, text))];
  if (engine.kind === 'error' && plain.kind === 'error') return 'refused';
  return engine.rows === plain.rows ? 'equal' : { text, engine: engine.rows.slice(0, 300), plain: plain.rows.slice(0, 300) };
}

async function rowsOrError(run: () => ReturnType<typeof plainMessages>): Promise<{ readonly kind: 'rows' | 'error'; readonly rows: string }> {
  try {
    const rows = rowTexts(await run()).map((row) => row.join('\u0001'));
    return { kind: 'rows', rows: rows.toSorted().join('\n') };
  } catch (error) {
    return { kind: 'error', rows: `error: ${error instanceof HeadwaterError ? error.failure.why : String(error)}` };
  }
}

async function smallest(bench: Bench, bound: string, statement: RandomStatement): Promise<Exclude<Outcome, string>> {
  const outcome = await compare(bench, bound, statement.text);
  if (typeof outcome === 'string') throw new Error(`Seed fails only now and then: ${statement.text}`);
  for (const make of statement.smaller) {
    const smaller = make();
    const found = await compare(bench, bound, smaller.text);
    if (typeof found !== 'string') return smallest(bench, bound, smaller);
  }
  return outcome;
}
