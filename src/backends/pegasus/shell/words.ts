import { HeadwaterError, type TextRange } from '../../../core/errors';
import { CodecError } from '../values/codec';
import { readEscape } from '../values/escapes';

/** A word of a command line. Places are UTF-16 code units. */
export interface Word extends TextRange {
  readonly text: string;
  readonly bytes: Uint8Array;
  /** Bytes as they are written, and never a flag. */
  readonly quoted: boolean;
}

const utf8 = new TextEncoder();

/**
 * Splits a line as the shell of Pegasus does (src/shell/sds/sds.c): double quotes know \n \r \t \b \a \xHH and take any other character behind a backslash as it is,
 * single quotes know \' only, and a blank must stand behind a quote that closes. Outside of quotes everything is as it is.
 * @throws HeadwaterError with the place of what is wrong
 */
export function wordsOf(line: string): readonly Word[] {
  const words: Word[] = [];
  let at = 0;
  for (;;) {
    while (/\s/u.test(line.charAt(at))) at += 1;
    if (at >= line.length) return words;
    const quote = line.charAt(at);
    const word = quote === '"' || quote === "'" ? quotedWord(line, at, quote) : bareWord(line, at);
    words.push(word);
    at = word.end;
  }
}

function bareWord(line: string, start: number): Word {
  const text = /^\S+/u.exec(line.slice(start))?.[0] ?? '';
  return { text, bytes: utf8.encode(text), quoted: false, start, end: start + text.length };
}

function quotedWord(line: string, start: number, quote: string): Word {
  const out: number[] = [];
  let at = start + 1;
  while (at < line.length && line.charAt(at) !== quote) {
    if (line.charAt(at) === '\\' && at + 1 < line.length && (quote === '"' || line.charAt(at + 1) === "'")) {
      const { bytes, length } = quote === "'" ? { bytes: [0x27], length: 2 } : escapeAt(line, at);
      out.push(...bytes);
      at += length;
    } else {
      const character = String.fromCodePoint(line.codePointAt(at) ?? 0);
      out.push(...utf8.encode(character));
      at += character.length;
    }
  }
  if (at >= line.length) throw wrongPlace(`The ${quote} is not closed.`, 'Close it.', start, line.length);
  if (/\S/u.test(line.charAt(at + 1))) throw wrongPlace(`A blank must stand behind the closing ${quote}.`, `Write \\${quote} for a quote inside.`, at, at + 2);
  const bytes = Uint8Array.from(out);
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), bytes, quoted: true, start, end: at + 1 };
}

const NAMED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, a: 7 };

function escapeAt(line: string, at: number): { readonly bytes: Iterable<number>; readonly length: number } {
  const next = line.charAt(at + 1);
  const named = NAMED[next];
  if (named !== undefined) return { bytes: [named], length: 2 };
  if (next === 'x') {
    try {
      const { byte, length } = readEscape(line, at);
      return { bytes: [byte], length };
    } catch (error) {
      if (error instanceof CodecError) throw wrongPlace(`${error.message}.`, 'Write \\\\ for a backslash.', at, Math.min(at + 4, line.length));
      throw error;
    }
  }
  const character = String.fromCodePoint(line.codePointAt(at + 1) ?? 0);
  return { bytes: utf8.encode(character), length: 1 + character.length };
}

const wrongPlace = (why: string, todo: string, start: number, end: number): HeadwaterError => new HeadwaterError({ what: 'Could not read the command', why, todo, kind: 'invalid', code: 'syntax', position: { start, end } });
