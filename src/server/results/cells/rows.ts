import type { Data, Field } from 'apache-arrow';
import { csvHeader, csvRow, distinctNames, htmlHeader, htmlRow, jsonRow, markdownHeader, markdownRow, tsvHeader, tsvRow } from '../../../core/format/delimited';
import { sqlLiteral, sqlName } from '../../../core/format/sqlText';
import { type CellText, makeCellFormatter } from '../../../core/format/cell';
import { alignOf } from '../../../core/format/column';
import { jsonText, makeJsonWriter } from '../../../core/format/json';

/** Rows of some columns as text. */
export interface RowWriter {
  /** Empty where the format has none. */
  readonly header: string;
  /** One row with its line break; `data` holds the columns in order. */
  row(data: readonly Data[], index: number): string;
  /** Stands behind the last row, where the format has an end. */
  readonly end?: string;
}

export function csvWriter(fields: readonly Field[], timeZone: string): RowWriter {
  const cells = cellsOf(fields, timeZone);
  return { header: lineFeed(csvHeader(fields.map(({ name }) => name))), row: (data, index) => lineFeed(csvRow(cells(data, index))) };
}

export function tsvWriter(fields: readonly Field[], timeZone: string): RowWriter {
  const cells = cellsOf(fields, timeZone);
  return { header: tsvHeader(fields.map(({ name }) => name)), row: (data, index) => tsvRow(cells(data, index)) };
}

export function markdownWriter(fields: readonly Field[], timeZone: string, maxChars?: number): RowWriter {
  const cells = cellsOf(fields, timeZone, maxChars);
  return { header: markdownHeader(fields.map((field) => ({ name: field.name, align: alignOf(field) }))), row: (data, index) => markdownRow(cells(data, index)) };
}

/** A table but for its end. */
export function htmlWriter(fields: readonly Field[], timeZone: string, maxChars?: number): RowWriter {
  const cells = cellsOf(fields, timeZone, maxChars);
  const columns = fields.map((field) => ({ name: field.name, align: alignOf(field) }));
  return { header: htmlHeader(columns), row: (data, index) => htmlRow(cells(data, index), columns) };
}

/** One INSERT for each row. @param table as it is to stand in the statement */
export function insertWriter(fields: readonly Field[], timeZone: string, table: string): RowWriter {
  const cells = cellsOf(fields, timeZone);
  const into = `INSERT INTO ${table} (${distinctNames(fields.map(({ name }) => name)).map(sqlName).join(', ')}) VALUES (`;
  return { header: '', row: (data, index) => `${into}${cells(data, index).map(sqlLiteral).join(', ')});\n` };
}

/** A list for `IN (…)`: of values, or of rows where there are several columns. */
export function inListWriter(fields: readonly Field[], timeZone: string): RowWriter {
  const cells = cellsOf(fields, timeZone);
  let first = true;
  const row = (data: readonly Data[], index: number): string => {
    const literals = cells(data, index).map(sqlLiteral);
    const before = first ? '' : ', ';
    first = false;
    return `${before}${literals.length === 1 ? (literals[0] ?? '') : `(${literals.join(', ')})`}`;
  };
  return { header: '(', row, end: ')\n' };
}

/** One object a line. */
export function jsonWriter(fields: readonly Field[], timeZone: string): RowWriter {
  const names = distinctNames(fields.map(({ name }) => name));
  const writers = fields.map((field) => makeJsonWriter(field, { timeZone }));
  const values = (data: readonly Data[], index: number) => writers.map((writer, column) => (data[column] ? jsonText(writer, data[column], index).text : 'null'));
  return { header: '', row: (data, index) => `${jsonRow(names, values(data, index))}\n` };
}

function cellsOf(fields: readonly Field[], timeZone: string, maxChars?: number): (data: readonly Data[], index: number) => CellText[] {
  const formatters = fields.map((field) => makeCellFormatter(field, { timeZone, ...(maxChars !== undefined && { maxChars }) }));
  return (data, index) => formatters.map((formatter, column) => (data[column] ? formatter.format(data[column], index) : NULL));
}

const NULL: CellText = { text: 'NULL', kind: 'null', cut: false };

/** Files and clipboards here end lines alike, in one character. */
function lineFeed(row: string): string {
  return `${row.slice(0, -2)}\n`;
}
