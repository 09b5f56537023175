/** The parts of `a.b."c"` or `` a.`b` ``, without quotes; `undefined` where it is no name of one to three parts. */
export function referencedNames(reference: string): readonly string[] | undefined {
  const text = reference.trim();
  const names: string[] = [];
  const part = /\s*(?:"((?:[^"]|"")+)"|`((?:[^`]|``)+)`|([\p{L}_][\p{L}\p{N}_$-]*))\s*(\.|$)/uy;
  for (let end = false; !end; ) {
    const match = part.exec(text);
    if (!match) return undefined;
    names.push(match[1]?.replaceAll('""', '"') ?? match[2]?.replaceAll('``', '`') ?? match[3] ?? '');
    end = match[4] === '';
  }
  return names.length <= 3 ? names : undefined;
}
