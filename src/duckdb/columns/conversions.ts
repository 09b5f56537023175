import type { Convert } from './fixed';

/** Sign-extends (or zero-extends) little-endian integers. */
export function widen(from: number, to: number, signed: boolean): Convert {
  return (source, target, count) => {
    for (let row = 0; row < count; row++) {
      const at = row * from;
      const put = row * to;
      for (let byte = 0; byte < from; byte++) target[put + byte] = source[at + byte] ?? 0;
      const negative = signed && (source[at + from - 1] ?? 0) >= 0x80;
      target.fill(negative ? 0xff : 0, put + from, put + to);
    }
  };
}

/** DuckDB keeps a UUID as a 128-bit number with its top bit flipped; Arrow wants the 16 bytes in reading order. */
export const uuidBytes: Convert = (source, target, count) => {
  for (let row = 0; row < count; row++) {
    const at = row * 16;
    for (let byte = 0; byte < 16; byte++) target[at + byte] = source[at + 15 - byte] ?? 0;
    target[at] = (target[at] ?? 0) ^ 0x80;
  }
};
