/**
 * The scalar settings of a YAML file by dotted path, keys in lower case: maps within maps, plain or quoted scalars, comments.
 * Lists and other structures, which lakectl's file has not in what we read, are passed over.
 */
export function settingsOfYaml(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const above: { readonly indent: number; readonly key: string }[] = [];
  for (const line of text.split(/\r?\n/u)) {
    const [, space = '', , name = '', rest = ''] = /^( *)(["']?)([\w.-]+)\2:(?:\s+(.*))?$/u.exec(line) ?? [];
    if (name === '') continue;
    while ((above.at(-1)?.indent ?? -1) >= space.length) above.pop();
    const value = scalar(rest);
    if (value === undefined) above.push({ indent: space.length, key: name.toLowerCase() });
    else found.set([...above.map(({ key }) => key), name.toLowerCase()].join('.'), value);
  }
  return found;
}

/** `undefined` where the line opens a map. */
function scalar(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.startsWith('#')) return undefined;
  const double = /^"((?:[^"\\]|\\.)*)"/u.exec(trimmed)?.[1];
  if (double !== undefined) return double.replaceAll(/\\(["\\/nt])/gu, (_, escaped: string) => ({ n: '\n', t: '\t' })[escaped] ?? escaped);
  const single = /^'((?:[^']|'')*)'/u.exec(trimmed)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'");
  const plain = trimmed.replace(/\s+#.*$/u, '');
  return plain === '~' || plain === 'null' ? '' : plain;
}
