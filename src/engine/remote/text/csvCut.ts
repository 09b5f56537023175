/**
 * Where the last whole record of the beginning of a CSV text ends: behind its line break. A break inside quotes ends no record, so the
 * quotes are followed from the start. 0 where no record is whole: then the text has another dialect, or one very long record.
 * @param quote the byte of the quote character
 */
export function csvCut(bytes: Uint8Array, quote = 0x22): number {
  let quoted = false;
  let cut = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) quoted = !quoted; // a doubled quote opens again what it has closed
    else if (byte === LINE_FEED && !quoted) cut = at + 1;
  }
  return cut;
}

/** Where the last whole line ends: JSON has no line break inside a string. */
export function linesCut(bytes: Uint8Array): number {
  return bytes.lastIndexOf(LINE_FEED) + 1;
}

const LINE_FEED = 0x0a;
