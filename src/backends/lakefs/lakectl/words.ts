import { HeadwaterError, type TextRange } from '../../../core/errors';

/** A word of a command line, without its quotes. Places are UTF-16 code units. */
export interface Word extends TextRange {
  readonly text: string;
}

/**
 * Splits a line as a shell does: single quotes keep everything, double quotes keep all but `\"` and `\\`, a backslash keeps the next character,
 * and `#` at the start of a word begins a comment. Nothing is expanded.
 * @throws HeadwaterError where a quote is not closed
 */
export function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (/\s/u.test(line.charAt(at))) at += 1;
    if (at >= line.length || line.charAt(at) === '#') return words;
    const start = at;
    let text = '';
    while (at < line.length && !/\s/u.test(line.charAt(at))) {
      const quote = line.charAt(at);
      if (quote === "'" || quote === '"') {
        const inside = quoted(line, at, quote);
        text += inside.text;
        at = inside.end;
      } else {
        if (quote === '\\' && at + 1 < line.length) at += 1;
        text += line.charAt(at);
        at += 1;
      }
    }
    words.push({ text, start, end: at });
  }
}

function quoted(line: string, start: number, quote: string): { readonly text: string; readonly end: number } {
  let text = '';
  for (let at = start + 1; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (character === quote) return { text, end: at + 1 };
    if (quote === '"' && character === '\\' && /["\\]/u.test(line.charAt(at + 1))) at += 1;
    text += line.charAt(at);
  }
  throw new HeadwaterError({ what: 'Could not read the command', why: `The ${quote} is not closed.`, todo: 'Close it.', kind: 'invalid', code: 'syntax', position: { start, end: line.length } });
}
