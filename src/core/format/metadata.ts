import type { Field } from 'apache-arrow';

/** Field metadata that says more than the Arrow type does. */

/** The type in the source's own words. */
export const TYPE_KEY = 'headwater:type';
/** What a carrier type stands for: see {@link FieldKind}. */
export const KIND_KEY = 'headwater:kind';
/** `1` on Utf8 fields of windows whose values are display text already. */
export const TEXT_KEY = 'headwater:text';
/** On such fields, the family of the values before they became text. */
export const FAMILY_KEY = 'headwater:family';
/** On such fields, JSON `[[row, full length in bytes], …]` of the values that were cut. */
export const CUT_KEY = 'headwater:cut';
/**
 * How texts of a column stand for bytes: `escaped` as in C, `hex`, `base64`, or `marked`: for themselves, but for those that begin with `\\x:`,
 * behind which stand hexadecimal digits.
 */
export const BYTES_KEY = 'headwater:bytes';
/** Which key a column is part of, in the system's own words. */
export const KEY_KEY = 'headwater:key';
/** What a column that the system has added says of its row: `change`, `partition`, `offset` or `timestamp`. */
export const ROLE_KEY = 'headwater:role';

/**
 * - `integer`: Decimal with scale 0, or Utf8 digits
 * - `timetz`: Utf8 text, or 64 bits packed as DuckDB does
 * - `interval`: an Arrow interval, a struct of months, days and microseconds, or Utf8 text
 * - `bit`: Utf8 of 0 and 1, or bytes whose first says how many bits of padding follow
 * - `json`: Utf8
 * - `uuid`: 16 bytes, or Utf8
 * - `union`: an Arrow union
 */
export type FieldKind = 'integer' | 'timetz' | 'interval' | 'bit' | 'json' | 'uuid' | 'union';

const KINDS: ReadonlySet<string> = new Set<FieldKind>(['integer', 'timetz', 'interval', 'bit', 'json', 'uuid', 'union']);

export function kindOf(field: Field): FieldKind | undefined {
  const kind = field.metadata.get(KIND_KEY);
  if (isKind(kind)) return kind;
  const extension = field.metadata.get('ARROW:extension:name');
  if (extension === 'arrow.uuid') return 'uuid';
  return extension === 'arrow.json' ? 'json' : undefined;
}

function isKind(text: string | undefined): text is FieldKind {
  return text !== undefined && KINDS.has(text);
}

export function isDisplayText(field: Field): boolean {
  return field.metadata.get(TEXT_KEY) === '1';
}
