import type { StatementParameter } from '../../../core/contract/execution';

export interface ValueQuestion {
  readonly name: string;
  /** From 1. */
  readonly step: number;
  readonly total: number;
  readonly previous?: StatementParameter;
}

/** What the flow of questions needs of the editor. `undefined` always means that the person gave up. */
export interface ParameterPrompt {
  value(question: ValueQuestion): Promise<StatementParameter | 'back' | undefined>;
  /** All values are known: run with them, or change the one at this index. */
  review(values: readonly StatementParameter[]): Promise<'run' | number | undefined>;
}

/**
 * Asks for the values of parameters. Values that are all known are shown, one key away from running with them again;
 * else those that are missing are asked one after the other, with a way back.
 */
export async function askParameters(
  names: readonly string[],
  known: (name: string) => StatementParameter | undefined,
  prompt: ParameterPrompt,
): Promise<readonly StatementParameter[] | undefined> {
  const values = new Map(names.flatMap((name) => [known(name) ?? []].flat().map((value) => [name, value] as const)));
  if (values.size === names.length) return review(names, values, prompt);
  return askEach(names, values, prompt);
}

async function review(names: readonly string[], values: Map<string, StatementParameter>, prompt: ParameterPrompt): Promise<readonly StatementParameter[] | undefined> {
  for (;;) {
    const given = inOrder(names, values);
    const answer = await prompt.review(given);
    if (answer === undefined) return undefined;
    if (answer === 'run') return given;
    const previous = given[answer];
    if (!previous) continue;
    const changed = await prompt.value({ name: previous.name, step: 1, total: 1, previous });
    if (changed === undefined) return undefined;
    if (changed !== 'back') values.set(previous.name, changed);
  }
}

async function askEach(names: readonly string[], values: Map<string, StatementParameter>, prompt: ParameterPrompt): Promise<readonly StatementParameter[] | undefined> {
  const missing = names.filter((name) => !values.has(name));
  for (let at = 0; at < missing.length; ) {
    const name = missing[at] ?? '';
    const previous = values.get(name);
    const answer = await prompt.value({ name, step: at + 1, total: missing.length, ...(previous ? { previous } : {}) });
    if (answer === undefined) return undefined;
    if (answer === 'back') at = Math.max(0, at - 1);
    else {
      values.set(name, answer);
      at++;
    }
  }
  return inOrder(names, values);
}

function inOrder(names: readonly string[], values: ReadonlyMap<string, StatementParameter>): readonly StatementParameter[] {
  return names.flatMap((name) => values.get(name) ?? []);
}
