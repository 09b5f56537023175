import type { StatementLanguage } from '../contract/language';

/**
 * Settings in comments: `-- headwater: connection=Local, timeout=30s`.
 * Pairs are separated by commas; a value that holds a comma stands in double quotes. Keys are lower case.
 */
export type Settings = Readonly<Record<string, string>>;

export const NO_SETTINGS: Settings = {};
/** Belongs to one statement, never to the document. */
const STATEMENT_ONLY = 'name';

/** The settings of the lines at the top of a document. A last paragraph directly above the first statement belongs to that alone, where others come before it. */
export function documentSettings(text: string, lineComments: readonly string[] = ['--']): Settings {
  const paragraphs: string[][] = [[]];
  let attached = false;
  for (const line of lines(text)) {
    const comment = commentOf(line, lineComments);
    if (comment !== undefined) paragraphs.at(-1)?.push(comment);
    else if (line.trim() === '') paragraphs.push([]);
    else {
      attached = (paragraphs.at(-1)?.length ?? 0) > 0;
      break;
    }
  }
  const filled = paragraphs.filter((paragraph) => paragraph.length > 0);
  const own = attached && filled.length > 1 ? filled.slice(0, -1) : filled;
  return Object.fromEntries(Object.entries(parseSettings(own.flat())).filter(([key]) => key !== STATEMENT_ONLY));
}

/** The comments directly above a statement that starts at `start`: where they begin, and their settings. No blank line is between. */
export function leadOf(text: string, from: number, start: number, language: StatementLanguage): { readonly start: number; readonly settings: Settings } {
  let lineStart = beginningOfLine(text, start, from);
  if (text.slice(lineStart, start).trim() !== '') return { start, settings: NO_SETTINGS };
  const comments: string[] = [];
  while (lineStart > from) {
    const above = beginningOfLine(text, lineStart - (text.startsWith('\r\n', lineStart - 2) ? 2 : 1), from);
    // What stands behind the statement before, on its line, is that one's.
    const shared = above > 0 && !isBreak(text.charCodeAt(above - 1));
    const comment = shared ? undefined : commentOf(text.slice(above, lineStart).trim(), language.lineComments);
    if (comment === undefined) break;
    comments.unshift(comment);
    lineStart = above;
  }
  return { start: Math.max(lineStart, from), settings: comments.length === 0 ? NO_SETTINGS : parseSettings(comments) };
}

function beginningOfLine(text: string, at: number, from: number): number {
  let start = at;
  while (start > from && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** The text of a line that is all comment. */
function commentOf(line: string, lineComments: readonly string[]): string | undefined {
  const trimmed = line.trimStart();
  const open = lineComments.find((mark) => trimmed.startsWith(mark));
  return open === undefined ? undefined : trimmed.slice(open.length);
}

function parseSettings(comments: readonly string[]): Settings {
  const settings: Record<string, string> = {};
  for (const comment of comments) {
    const pairs = /^\s*headwater:(.*)$/iu.exec(comment)?.[1];
    for (const [, key = '', quoted, plain = ''] of (pairs ?? '').matchAll(/([A-Za-z][\w-]*)\s*=\s*(?:"([^"]*)"|([^,]*))/gu)) {
      settings[key.toLowerCase()] = quoted ?? plain.trim();
    }
  }
  return settings;
}

function* lines(text: string): Generator<string> {
  let start = 0;
  for (const match of text.matchAll(/\r\n|[\r\n]/gu)) {
    yield text.slice(start, match.index);
    start = match.index + match[0].length;
  }
  yield text.slice(start);
}
