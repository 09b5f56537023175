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
  const match = [...head.matchAll(VALUE)].at(-1); // as with all settings, the last one holds
  const value = match?.groups?.['value']?.trimEnd() ?? '';
  const end = match ? match.index + match[0].trimEnd().length : 0;
  return { name, start: end - value.length, end };
}

/** A name as the value of a setting. */
export function quotedName(name: string): string {
  return /^[^\s",][^",\n]*$/u.test(name) ? name : `"${name.replaceAll(/["\n]/gu, '')}"`;
}
