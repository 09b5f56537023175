import type { TextRange } from '../../core/errors';
import { documentSettings } from '../../core/sql/settings';

/** A change of a text. */
export interface TextChange extends TextRange {
  readonly text: string;
}

const HEADER_LINE = /^[^\S\n]*--[^\S\n]*headwater:.*$\r?\n?/gimu;
const PAIR = /(?<before>[^\S\n]*,)?[^\S\n]*\blanguage[^\S\n]*=[^\S\n]*(?:"[^"\n]*"|[^,\r\n]*)(?<after>,)?/iu;

/** The language that a document names on top: `-- headwater: language=NAME`. */
export function namedLanguage(head: string): string | undefined {
  return documentSettings(head)['language']?.toLowerCase();
}

/**
 * The changes of a document's beginning after which it names `language`, or none.
 * @param head down to the first statement at least
 */
export function changesNaming(language: string | undefined, head: string): readonly TextChange[] {
  if (namedLanguage(head) === language) return [];
  const lines = [...head.matchAll(HEADER_LINE)].map(({ 0: text, index }) => ({ text, start: index, end: index + text.length }));
  const setting = language === undefined ? '' : ` language=${language}`;
  const changed = lines.filter(({ text }) => PAIR.test(text)).map(({ text, start, end }) => ({ start, end, text: replaced(text, setting) }));
  const below = lines.find(({ text }) => text.endsWith('\n'))?.end ?? 0;
  const added = [below, 0].map((place) => ({ start: place, end: place, text: `-- headwater:${setting}\n` }));
  // Which lines are the document's and not a statement's own is known to those who read them.
  const ways = [...changed.map((one) => [one]), changed, ...added.map((one) => [one])];
  return ways.find((way) => namedLanguage(applied(head, way)) === language) ?? [];
}

/** The line with the setting in the place of the one it has; nothing is left of a line that says nothing else. */
function replaced(line: string, setting: string): string {
  const rest = line.replace(PAIR, (_pair, before: string | undefined, after: string | undefined) => (setting === '' ? (before && after ? ',' : '') : `${before ?? ''}${setting}${after ?? ''}`));
  return /headwater:\s*$/iu.test(rest) ? '' : rest;
}

function applied(text: string, changes: readonly TextChange[]): string {
  return changes.toReversed().reduce((result, { start, end, text: own }) => result.slice(0, start) + own + result.slice(end), text);
}
