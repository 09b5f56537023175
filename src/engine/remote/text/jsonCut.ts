/**
 * The beginning of a JSON array, cut behind its last whole element and closed: valid JSON. `undefined` where no element is whole, or it is
 * no array.
 */
export function jsonArrayCut(bytes: Uint8Array): Uint8Array | undefined {
  const start = bytes.findIndex((byte) => !SPACE.has(byte));
  if (bytes[start] !== OPEN_ARRAY) return undefined;
  const end = lastElementEnd(bytes, start);
  return end === undefined ? undefined : Buffer.concat([bytes.subarray(0, end), Buffer.from(']')]);
}

/** True where the first value is an array; else the objects stand one after the other. */
export function isJsonArray(bytes: Uint8Array): boolean {
  return bytes[bytes.findIndex((byte) => !SPACE.has(byte))] === OPEN_ARRAY;
}

/** Behind the last element after which a comma, or the end of the array, was seen. */
function lastElementEnd(bytes: Uint8Array, start: number): number | undefined {
  let depth = 0;
  let inString = false;
  let end: number | undefined;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (inString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inString = false;
    } else if (byte === QUOTE) inString = true;
    else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth++;
    else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
      depth--;
      if (depth === 0) return at;
    } else if (byte === COMMA && depth === 1) end = at;
  }
  return end;
}

const SPACE: ReadonlySet<number> = new Set([0x20, 0x09, 0x0a, 0x0d, 0xef, 0xbb, 0xbf]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
