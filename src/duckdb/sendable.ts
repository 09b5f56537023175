import type { DuckDbError } from './messages';

/** A text that DuckDB would not get as it stands here. */
export class UnsendableText extends Error {
  override readonly name = 'UnsendableText';

  constructor(readonly described: DuckDbError) {
    super(described.message);
  }
}

const NUL = 'The text holds a NUL character, and DuckDB would take no notice of anything behind it.';
const SURROGATE = 'The text holds half of a surrogate pair, which UTF-8 cannot carry: DuckDB would get another character in its place.';

/**
 * DuckDB takes texts as UTF-8 that ends at the first NUL: `DELETE FROM t <NUL> WHERE id = 1` would delete everything.
 * @throws UnsendableText with the place
 */
export function checkSendable(text: string): void {
  const nul = text.indexOf('\0');
  const half = text.search(/\p{Surrogate}/u);
  if (nul < 0 && half < 0) return;
  const first = nul >= 0 && (half < 0 || nul < half) ? nul : half;
  throw new UnsendableText({ type: 'Text', message: first === nul ? NUL : SURROGATE, byte: Buffer.byteLength(text.slice(0, first)) });
}
