/** Rows and cells of a text from the clipboard: tabs between cells, quotes as spreadsheets write them. A last line break ends the last row. */
export function readPaste(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const { value, end } = text[at] === '"' ? quoted(text, at) : plain(text, at);
    rows.at(-1)?.push(value);
    at = end;
    const next = text[at];
    if (next === '\t') {
      at += 1;
      if (at >= text.length) rows.at(-1)?.push('');
    } else if (next !== undefined) {
      at += next === '\r' && text[at + 1] === '\n' ? 2 : 1;
      if (at < text.length) rows.push([]);
    }
  }
  return rows.map((row) => (row.length === 0 ? [''] : row));
}

function plain(text: string, from: number): { value: string; end: number } {
  const match = /[\t\r\n]/u.exec(text.slice(from));
  const end = match ? from + match.index : text.length;
  return { value: text.slice(from, end), end };
}

function quoted(text: string, from: number): { value: string; end: number } {
  let value = '';
  let at = from + 1;
  for (;;) {
    const close = text.indexOf('"', at);
    if (close < 0) return plain(text, from);
    value += text.slice(at, close);
    if (text[close + 1] === '"') {
      value += '"';
      at = close + 2;
      continue;
    }
    const after = text[close + 1];
    // A quote in the middle of a cell is a character like any other.
    return after === undefined || '\t\r\n'.includes(after) ? { value, end: close + 1 } : plain(text, from);
  }
}
