import { createContext, Script } from 'node:vm';
import type { Field } from 'apache-arrow';
import { HeadwaterError } from '../../../core/errors';
import type { PieceTest } from './pieceTest';
import { textsOf } from './textsOf';

/** Milliseconds for the texts of one piece. A pattern that goes back and forth without end is stopped then, in the midst of a text. */
const MOST_MS = 1_000;
/** Texts tested at once. */
const TEXTS = 2_048;

/** Values whose text has a part that matches a pattern. @throws HeadwaterError where it is no pattern; when it is used, where it takes too long */
export function regexTest(field: Field, pattern: string, caseSensitive: boolean, timeZone: string): PieceTest {
  const matches = boundedRegex(pattern, caseSensitive);
  const textOf = textsOf(field, timeZone);
  return ({ data, start, count }, passed) => {
    if (!data) return;
    for (let from = 0; from < count; from += TEXTS) {
      const some = Math.min(TEXTS, count - from);
      const texts = Array.from({ length: some }, (_, index) => textOf(data, start + from + index));
      matches(texts, passed.subarray(from, from + some));
    }
  };
}

/** Tests many texts in a bounded time: writes 1 for each that matches. */
export type TextsTest = (texts: readonly string[], matched: Uint8Array) => void;

/**
 * A regular expression of JavaScript cannot be interrupted by itself; a script of `node:vm` can.
 * @throws HeadwaterError where it is no pattern
 */
export function boundedRegex(pattern: string, caseSensitive: boolean): TextsTest {
  const task: { regex: RegExp; texts: readonly string[]; matched: Uint8Array } = { regex: compile(pattern, caseSensitive), texts: [], matched: new Uint8Array(0) };
  const context = createContext({ task });
  const script = new Script('{ const { regex, texts, matched } = task; for (let at = 0; at < texts.length; at++) matched[at] = regex.test(texts[at]) ? 1 : 0; }');
  return (texts, matched) => {
    task.texts = texts;
    task.matched = matched;
    try {
      script.runInContext(context, { timeout: MOST_MS });
    } catch (error) {
      if (!isTimeout(error)) throw error;
      throw new HeadwaterError({
        what: `Could not look for the pattern \`${pattern}\``,
        why: `It took more than ${MOST_MS / 1000} s on a few texts: it repeats something that repeats itself.`,
        todo: 'Write it without repetitions inside of repetitions.',
        code: 'pattern-slow',
        kind: 'timeout',
      });
    }
  };
}

/** The error may be of another realm than ours. */
function isTimeout(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}

function compile(pattern: string, caseSensitive: boolean): RegExp {
  try {
    return new RegExp(pattern, caseSensitive ? 'u' : 'iu');
  } catch (error) {
    throw new HeadwaterError(
      { what: `Could not read the pattern \`${pattern}\``, why: error instanceof Error ? error.message : String(error), todo: 'Write a regular expression of JavaScript.', code: 'pattern-invalid', kind: 'invalid' },
      { cause: error },
    );
  }
}
