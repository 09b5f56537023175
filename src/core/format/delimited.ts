import type { CellText } from './cell';

/** Tables as text. A header is a row of names; every writer ends a row with its line break. */

/** RFC 4180. NULL is an empty field, the empty string `""`: the two stay apart. */
export function csvRow(cells: readonly CellText[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

export function csvHeader(names: readonly string[]): string {
  return `${names.map(csvText).join(',')}\r\n`;
}

function csvCell(cell: CellText): string {
  return cell.kind === 'null' ? '' : csvText(cell.text);
}

/** Quoted where a reader could take a part of the text for structure, or trim it, or skip it as an empty line. */
export function csvText(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$|^\uFEFF/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** For pasting into spreadsheets, which read quotes as CSV does. */
export function tsvRow(cells: readonly CellText[]): string {
  return `${cells.map((cell) => (cell.kind === 'null' ? '' : tsvText(cell.text))).join('\t')}\n`;
}

export function tsvHeader(names: readonly string[]): string {
  return `${names.map(tsvText).join('\t')}\n`;
}

/** Quoted where a spreadsheet would take a part of the text for structure. */
export function tsvText(text: string): string {
  return /[\t\r\n]|^"/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function markdownHeader(columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[]): string {
  const rules = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return `| ${columns.map(({ name }) => markdownText(name)).join(' | ')} |\n| ${rules.join(' | ')} |\n`;
}

export function markdownRow(cells: readonly CellText[]): string {
  return `| ${cells.map((cell) => (cell.kind === 'null' ? '*NULL*' : markdownText(cell.text))).join(' | ')} |\n`;
}

function markdownText(text: string): string {
  return text
    .replace(/[\\|`*~[\]]/gu, '\\$&')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/\r\n|[\r\n]/gu, '<br>')
    .replaceAll('\t', ' ');
}

/** The head of an HTML table and the start of its body; {@link HTML_END} ends both. Numbers stand to the right. */
export function htmlHeader(columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[]): string {
  return `<table>\n<thead><tr>${columns.map(({ name, align }) => `<th scope="col"${aligned(align)}>${htmlText(name)}</th>`).join('')}</tr></thead>\n<tbody>\n`;
}

export function htmlRow(cells: readonly CellText[], columns: readonly { readonly align: 'left' | 'right' }[]): string {
  return `<tr>${cells.map((cell, index) => `<td${aligned(columns[index]?.align ?? 'left')}>${cell.kind === 'null' ? '<i>NULL</i>' : htmlText(cell.text)}</td>`).join('')}</tr>\n`;
}

export const HTML_END = '</tbody>\n</table>';

const aligned = (align: 'left' | 'right'): string => (align === 'right' ? ' style="text-align:right"' : '');

/** As text of HTML, also inside of quoted attributes. */
export function htmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replace(/\r\n|[\r\n]/gu, '<br>');
}

/** One JSON object a row, as in JSON Lines but without the line break. `values` are JSON texts; `names` must be distinct: see {@link distinctNames}. */
export function jsonRow(names: readonly string[], values: readonly string[]): string {
  return `{${names.map((name, index) => `${JSON.stringify(name)}:${values[index] ?? 'null'}`).join(',')}}`;
}

/** The names with `_1`, `_2`… after those that were there before, so that no column is lost in an object. */
export function distinctNames(names: readonly string[]): readonly string[] {
  const used = new Set(names);
  const seen = new Set<string>();
  return names.map((name) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let nth = 1;
    while (used.has(`${name}_${nth}`)) nth++;
    used.add(`${name}_${nth}`);
    return `${name}_${nth}`;
  });
}
