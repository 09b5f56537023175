import type { Field } from 'apache-arrow';
import { HeadwaterError } from '../../../../core/errors';
import type { ExportNote } from '../../../../protocol/results';
import type { Rows } from '../../store/rows';
import type { OutFile } from '../outFile';
import type { ExportWork } from '../work';
import { type CellXml, cellXml, escaped, MOST_CHARS, STYLES, textXml } from './cellXml';
import { ZipFile } from './zipFile';

/** Rows of a sheet, its header left out. What is more goes to further sheets. */
const SHEET_ROWS = 1_048_575;
const MOST_COLUMNS = 16_384;
const CHUNK = 64 * 1024;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';

/** An Excel workbook (ECMA-376), streamed: nothing of the rows is held back. @throws HeadwaterError for values that a workbook cannot hold */
export async function writeWorkbook(rows: Rows, file: OutFile, count: number, work: ExportWork): Promise<void> {
  const { fields } = rows.schema;
  if (fields.length > MOST_COLUMNS) {
    throw new HeadwaterError({ what: 'Could not write the workbook', why: `The result has ${fields.length} columns, and a sheet holds ${MOST_COLUMNS}.`, todo: 'Export to CSV or Parquet.', code: 'too-large' });
  }
  const cells = fields.map((field) => cellXml(field, work.timeZone));
  const sheets = Math.max(1, Math.ceil(count / SHEET_ROWS));
  const parts = work.note ? sheets + 1 : sheets;
  const zip = new ZipFile(file);
  const part = (name: string, text: string): Promise<void> => zip.add(name, (write) => write(`${XML}${text}`));
  await part('[Content_Types].xml', contentTypes(parts));
  await part('_rels/.rels', relations([['rId1', 'officeDocument', 'xl/workbook.xml']]));
  await part('xl/workbook.xml', workbookXml(sheets, work.note !== undefined));
  await part('xl/_rels/workbook.xml.rels', relations([...each(parts, (sheet) => [`rId${sheet}`, 'worksheet', `worksheets/sheet${sheet}.xml`] as const), [`rId${parts + 1}`, 'styles', 'styles.xml']]));
  await part('xl/styles.xml', STYLES_XML);
  for (let sheet = 1; sheet <= sheets; sheet++) {
    const from = (sheet - 1) * SHEET_ROWS;
    await zip.add(`xl/worksheets/sheet${sheet}.xml`, (write) => writeSheet(rows, { from, count: Math.min(SHEET_ROWS, count - from) }, cells, write, work));
  }
  if (work.note) await part(`xl/worksheets/sheet${parts}.xml`, noteSheet(work.note));
  await zip.end();
}

/** One line of the statement in each row, below the connection's name. */
function noteSheet({ statement, connection }: ExportNote): string {
  const lines = [connection, ...statement.split(/\r\n|[\r\n]/u)];
  return `<worksheet xmlns="${MAIN}"><sheetData>${lines.map((line, index) => `<row r="${index + 1}"><c r="A${index + 1}"${textXml(line.slice(0, MOST_CHARS), 'statement')}</row>`).join('')}</sheetData></worksheet>`;
}

async function writeSheet(rows: Rows, { from, count }: { readonly from: number; readonly count: number }, cells: readonly CellXml[], write: (text: string) => Promise<void>, work: ExportWork): Promise<void> {
  const names = cells.map((_, column) => columnName(column));
  let text = `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${headRow(rows.schema.fields, names)}`;
  let row = 1;
  for await (const { batch, start, count: some } of rows.eachSpan(from, count)) {
    const data = cells.map((_, column) => batch.column(column));
    for (let index = start; index < start + some; index++) {
      row += 1;
      text += `<row r="${row}">`;
      for (const [column, cell] of cells.entries()) {
        const values = data[column];
        const xml = values ? cell(values, index) : '';
        if (xml !== '') text += `<c r="${names[column] ?? ''}${row}"${xml}`;
      }
      text += '</row>';
      if (text.length >= CHUNK) {
        await write(text);
        text = '';
      }
      if (!work.pacer.due) continue;
      work.progress(from + row - 1);
      await work.pacer.pause();
    }
  }
  await write(`${text}</sheetData></worksheet>`);
}

function headRow(fields: readonly Field[], names: readonly string[]): string {
  return `<row r="1">${fields.map(({ name }, column) => `<c r="${names[column] ?? ''}1" s="${STYLES.head}"${textXml(name, name)}`).join('')}</row>`;
}

/** A, B, … Z, AA, AB, … */
function columnName(column: number): string {
  let name = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

function each<T>(count: number, make: (number: number) => T): readonly T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1));
}

function contentTypes(sheets: number): string {
  const type = (part: string, kind: string): string => `<Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${kind}+xml"/>`;
  return `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${type('xl/workbook.xml', 'sheet.main')}${type('xl/styles.xml', 'styles')}${each(sheets, (sheet) => type(`xl/worksheets/sheet${sheet}.xml`, 'worksheet')).join('')}</Types>`;
}

function relations(all: readonly (readonly [id: string, type: string, target: string])[]): string {
  return `<Relationships xmlns="${PACKAGE}/relationships">${all.map(([id, type, target]) => `<Relationship Id="${id}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`;
}

function workbookXml(sheets: number, note: boolean): string {
  return `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${each(sheets, (sheet) => `<sheet name="${escaped(sheets === 1 ? 'Result' : `Result ${sheet}`)}" sheetId="${sheet}" r:id="rId${sheet}"/>`).join('')}${note ? `<sheet name="Statement" sheetId="${sheets + 1}" r:id="rId${sheets + 1}"/>` : ''}</sheets></workbook>`;
}

const STYLES_XML = `<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss.000"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="164" applyNumberFormat="1"/><xf numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`;
