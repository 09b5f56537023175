import { readPaste } from '../shared/pasteText';

/**
 * Keys from a text: one a line, the values of a key between tabs, or between commas where the key has several and there is no tab.
 * Empty lines are left out.
 */
export function keysOf(text: string, columns: number): readonly (readonly string[])[] {
  const byComma = columns > 1 && !text.includes('\t');
  return readPaste(text)
    .map((values) => (byComma && values.length === 1 ? (values[0] ?? '').split(',') : values))
    .map((values) => values.map((value) => value.trim()))
    .filter((values) => values.some((value) => value !== ''));
}
