/** What is written the same in every language: names of products, formats and protocols, SQL's own words and those of our setting lines, units. */
const NAMES = new Set(['Headwater', 'DuckDB', 'Arrow', 'IPC', 'Parquet', 'Markdown', 'CSV', 'TSV', 'JSON', 'JSONL', 'XLSX', 'HTML', 'SQL', 'SVG', 'PNG', 'URL', 'URI', 'NULL', 'IN', 'INSERT', 'auto', 'VALUES', 'UTF', 'GMT', 'UTC', 'ns', 'us', 'ms', 's', 'min', 'h', 'KB', 'MB', 'GB', 'B', 'ε', 'Σ', 'x', 'y', 'px', 'ff']);

/** An icon within a text of the editor: `$(sync~spin)`. */
const ICON = /\$\([\w~-]+\)/gu;

/** @returns {boolean} whether a person would read `text` as words of a language */
export function hasWords(text) {
  return [...text.replaceAll(ICON, '').matchAll(/\p{L}+/gu)].some(([word]) => !NAMES.has(word));
}

/** @returns {boolean} whether `text` is a phrase: two words or more, at least one of them not a name */
export function isPhrase(text) {
  return /[\p{L}\d][\p{L}\d’',.:;!?)]*\s+[(“]?\p{L}{2}/u.test(text) && !/^\s*(<|[\w-]+\()/u.test(text) && hasWords(text);
}

/** What keyboards call their keys (`KeyboardEvent.key`), as the only capitalised words that are no words for people. */
const KEYS = /^(Arrow(Up|Down|Left|Right)|Enter|Escape|Tab|Home|End|Page(Up|Down)|Delete|Backspace|Insert|Shift|Control|Alt|Meta|Space|ContextMenu|F\d+|Key[A-Z])$/u;

/** @returns {boolean} whether `text` starts as a label does: `Columns`, `Open…` */
export function isLabel(text) {
  return /^\p{Lu}\p{Ll}[\p{Ll}\p{Lu}-]*[…:.]?$/u.test(text) && hasWords(text) && !KEYS.test(text);
}
