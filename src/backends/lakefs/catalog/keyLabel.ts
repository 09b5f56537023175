/** What is left of a key below a prefix, as a person can tell it apart: nothing and control characters are made visible. */
export function keyLabel(key: string, prefix: string): string {
  const rest = key.slice(prefix.length).replace(/\/$/u, '');
  if (rest === '') return key.length > prefix.length ? '(empty name)' : '(same as the prefix)';
  return rest.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The object in a statement: a string of its URL. */
export function keyReference(repository: string, ref: string, key: string): string {
  return `'lakefs://${repository}/${ref}/${key.replaceAll("'", "''")}'`;
}

const DATA = /\.(?:parquet|csv|tsv|json|jsonl|ndjson|arrow|arrows|feather)(?:\.(?:gz|zst))?$/iu;

/** Whether an object can be read as a table, by its name. */
export function isData(key: string): boolean {
  return DATA.test(key);
}
