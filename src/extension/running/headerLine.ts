import type { TextRange } from '../../core/errors';

/** The connection that a document names on top: `-- headwater: connection=NAME`. */
export interface HeaderConnection extends TextRange {
  readonly name: string;
}

/** Lines read at most; settings stand above the first statement. */
export const HEAD_LINES = 40;

const SETTING = /^[^\S\n]*--[^\S\n]*headwater[^\S\n]*:(?<settings>.*)$/iu;
const CONNECTION = /(?:^|[\s,;])connection\s*=\s*(?:"(?<quoted>[^"]*)"|'(?<single>[^']*)'|(?<bare>.*?))\s*(?=$|[,;]\s*[\w-]+\s*=|\s[\w-]+\s*=)/iu;

/** Looks only through the comments and empty lines before the first statement. */
export function headerConnection(text: string): HeaderConnection | undefined {
  let offset = 0;
  for (const line of text.split('\n', HEAD_LINES)) {
    const trimmed = line.trim().replace(/^\uFEFF/u, '');
    if (trimmed !== '' && !trimmed.startsWith('--')) return undefined;
    const found = connectionIn(line);
    if (found) return { name: found.name, start: offset + found.start, end: offset + found.end };
    offset += line.length + 1;
  }
  return undefined;
}

/** The same text with another name in the header's place. */
export function quotedName(name: string): string {
  return /^[\p{L}\p{N}_.-]+$/u.test(name) ? name : `"${name.replaceAll('"', '')}"`;
}

function connectionIn(line: string): HeaderConnection | undefined {
  const settings = SETTING.exec(line.replace(/\r$/u, ''))?.groups?.['settings'];
  if (settings === undefined) return undefined;
  const match = CONNECTION.exec(settings);
  if (!match) return undefined;
  const raw = match[0];
  const name = (match.groups?.['quoted'] ?? match.groups?.['single'] ?? match.groups?.['bare'] ?? '').trim();
  if (name === '') return undefined;
  const valueAt = raw.indexOf('=') + 1;
  const value = raw.slice(valueAt);
  const lead = value.length - value.trimStart().length;
  const start = line.indexOf(settings, line.indexOf(':')) + match.index + valueAt + lead;
  return { name, start, end: start + value.trim().length };
}
