/** The file that a quoted text names; `undefined` where the reference is no quoted text. */
export function referencedFile(reference: string): string | undefined {
  const text = reference.trim();
  return /^'(?:[^']|'')+'$/u.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;
}

/** The parts of `a.b."c"`, without quotes; `undefined` where it is no name of one to three parts. */
export function referencedNames(reference: string): readonly string[] | undefined {
  const names: string[] = [];
  const part = /\s*(?:"((?:[^"]|"")+)"|([\p{L}_][\p{L}\p{N}_$]*))\s*(\.|$)/uy;
  let end = false;
  while (!end) {
    const match = part.exec(reference.trim());
    if (!match) return undefined;
    names.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    end = match[3] === '';
  }
  return names.length <= 3 ? names : undefined;
}
