import type { TextRange } from '../../core/errors';
import { documentSettings } from '../../core/sql/settings';

/** The connection that a document names on top: `-- headwater: connection=NAME`, with the place of the name. */
export interface HeaderConnection extends TextRange {
  readonly name: string;
}

/** Lines read at most; settings stand above the first statement. */
export const HEAD_LINES = 40;

const VALUE = /^[^\S\n]*--[^\S\n]*headwater:.*?\bconnection[^\S\n]*=[^\S\n]*(?<value>"[^"\n]*"|[^,\r\n]*)/gimu;

/** `head` is the beginning of a document, at least down to its first statement. */
export function headerConnection(head: string): HeaderConnection | undefined {
  const name = documentSettings(head)['connection'];
  if (name === undefined || name === '') return undefined;
  // The last one holds, as with all settings; one further down may belong to a statement.
  const match = [...head.matchAll(VALUE)].findLast(({ groups }) => unquoted(groups?.['value'] ?? '') === name);
  if (!match) return undefined;
  const end = match.index + match[0].trimEnd().length;
  return { name, start: end - (match.groups?.['value'] ?? '').trimEnd().length, end };
}

function unquoted(value: string): string {
  return /^"(?<inside>[^"]*)"$/u.exec(value.trim())?.groups?.['inside'] ?? value.trim();
}

/** A name as the value of a setting. */
export function quotedName(name: string): string {
  return /^[^\s",][^",\n]*$/u.test(name) ? name : `"${name.replaceAll(/["\n]/gu, '')}"`;
}
