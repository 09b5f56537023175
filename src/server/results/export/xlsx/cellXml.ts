import { type Data, DataType, DateUnit, type Field, TimeUnit } from 'apache-arrow';
import { HeadwaterError } from '../../../../core/errors';
import { bigintAt, isNull, numberAt } from '../../../../core/format/buffers';
import { makeCellFormatter } from '../../../../core/format/cell';
import { kindOf } from '../../../../core/format/metadata';

/** Styles of the workbook, by their place in its list. */
export const STYLES = { plain: 0, head: 1, day: 2, moment: 3 } as const;

/** Characters that a cell of a spreadsheet holds. */
export const MOST_CHARS = 32_767;
/** Digits that a spreadsheet's numbers keep: they are doubles. */
const DIGITS = 15;
/** Days from 1899-12-30 to 1970-01-01, and the first day that all spreadsheets number alike: 1900-03-01. */
const EPOCH = 25_569;
const FIRST_DAY = 61;
const MILLIS_OF_DAY = 86_400_000;

/** Writes the content of a cell as XML: what stands between `<c r="A1"` and the end. Empty for NULL. */
export type CellXml = (data: Data, index: number) => string;

/** Numbers, booleans, days and moments as such where a spreadsheet holds them exactly; everything else as text. */
export function cellXml(field: Field, timeZone: string): CellXml {
  const formatter = makeCellFormatter(field, { timeZone });
  const serial = serialOf(field);
  return (data, index) => {
    const cell = formatter.format(data, index);
    switch (cell.kind) {
      case 'null':
        return '';
      case 'boolean':
        return ` t="b"><v>${cell.text === 'true' ? 1 : 0}</v></c>`;
      case 'number':
        return isExact(cell.text) ? `><v>${cell.text}</v></c>` : textXml(cell.text, field.name);
      default: {
        const number = serial?.(data, index);
        return number ?? textXml(cell.text, field.name);
      }
    }
  };
}

/** Whether a double of 15 digits is this number. */
function isExact(text: string): boolean {
  if (!/^-?\d/u.test(text)) return false;
  const digits = text.replace(/e.*$/iu, '').replace(/[-.]/gu, '').replace(/^0+/u, '').replace(/0+$/u, '');
  return digits.length <= DIGITS || String(Number(text)) === text;
}

function serialOf(field: Field): ((data: Data, index: number) => string | undefined) | undefined {
  const type: unknown = field.type;
  if (kindOf(field) !== undefined) return undefined;
  if (DataType.isDate(type) && type.unit === DateUnit.DAY) return (data, index) => (isNull(data, index) ? undefined : dayXml(numberAt(data, index)));
  if (!DataType.isTimestamp(type) || type.timezone) return undefined;
  const perMilli = { [TimeUnit.SECOND]: 0n, [TimeUnit.MILLISECOND]: 1n, [TimeUnit.MICROSECOND]: 1000n, [TimeUnit.NANOSECOND]: 1_000_000n }[type.unit];
  return (data, index) => {
    const value = bigintAt(data, index);
    if (perMilli > 0n && value % perMilli !== 0n) return undefined; // finer than a spreadsheet's moments
    return momentXml(Number(perMilli === 0n ? value * 1000n : value / perMilli));
  };
}

function dayXml(days: number): string | undefined {
  const serial = days + EPOCH;
  return isSerial(serial) ? ` s="${STYLES.day}"><v>${serial}</v></c>` : undefined;
}

function momentXml(millis: number): string | undefined {
  const serial = millis / MILLIS_OF_DAY + EPOCH;
  return isSerial(serial) ? ` s="${STYLES.moment}"><v>${serial}</v></c>` : undefined;
}

/** From 1900-03-01 to 9999-12-31. */
function isSerial(serial: number): boolean {
  return serial >= FIRST_DAY && serial < 2_958_466;
}

export function textXml(text: string, column: string): string {
  if (text.length > MOST_CHARS) {
    throw new HeadwaterError({
      what: 'Could not write the workbook',
      why: `A value of \`${column}\` has ${text.length} characters, and a cell of a workbook holds ${MOST_CHARS}.`,
      todo: 'Hide or shorten the column in the statement, or export to CSV or Parquet.',
      code: 'too-large',
    });
  }
  return ` t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

/** What XML cannot hold stands as `_x000B_` (ECMA-376 part 1, 22.9.2.19), and what looks like that is told apart from it. */
export function escaped(text: string): string {
  return text
    .replace(/_x[0-9A-Fa-f]{4}_/gu, (match) => `_x005F${match}`)
    .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\r\ufffe\uffff]/gu, (char) => `_x${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
