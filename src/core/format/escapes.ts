const NAMED: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, '"': 34, "'": 39, '\\': 92 };

/** The byte of a C escape (`\xHH`, `\n`, …) whose backslash is at `at`, and its length in UTF-16 code units; `undefined` where it is none. */
export function readEscape(text: string, at: number): { readonly byte: number; readonly length: number } | undefined {
  const next = text.charAt(at + 1);
  if (next === 'x' || next === 'X') {
    const digits = text.slice(at + 2, at + 4);
    return /^[0-9a-f]{2}$/iu.test(digits) ? { byte: Number.parseInt(digits, 16), length: 4 } : undefined;
  }
  const byte = NAMED[next];
  return byte === undefined ? undefined : { byte, length: 2 };
}

/** The bytes of a text with C escapes; `undefined` where one of them is none. */
export function unescaped(text: string): Uint8Array | undefined {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < text.length; ) {
    const backslash = text.indexOf('\\', at);
    parts.push(Buffer.from(text.slice(at, backslash < 0 ? undefined : backslash)));
    if (backslash < 0) break;
    const escape = readEscape(text, backslash);
    if (!escape) return undefined;
    parts.push(Uint8Array.of(escape.byte));
    at = backslash + escape.length;
  }
  return new Uint8Array(Buffer.concat(parts));
}
