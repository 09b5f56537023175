import type { ParameterType } from '../../../core/contract/execution';

/** One way to understand what a person typed for a parameter. */
export interface Reading {
  readonly type: ParameterType;
  /** As it is sent; `null` is NULL. */
  readonly value: string | null;
}

const INTEGER = /^[+-]?\d+$/u;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)$/u;
const DOUBLE = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf(?:inity)?)$|^nan$/iu;
const DATE = /^(?<year>[+-]?\d{1,6})-(?<month>\d{1,2})-(?<day>\d{1,2})$/u;
const TIMESTAMP = /^(?<date>[+-]?\d{1,6}-\d{1,2}-\d{1,2})[ T](?<hour>\d{1,2}):(?<minute>\d{2})(?::(?<second>\d{2})(?:\.\d{1,9})?)?\s*(?:Z|[+-]\d{2}(?::?\d{2})?)?$/iu;
const HEX = /^(?:0x|\\x)?(?<digits>(?:[0-9a-f]{2})*)$/iu;
const HEX_MARK = /^(?:0x|\\x)/iu;
const BOOLEAN = /^(?:true|false)$/iu;

/** What is wrong with a text as a value of a type; `undefined` where nothing is. */
export function problemOf(type: ParameterType, text: string): string | undefined {
  const trimmed = text.trim();
  switch (type) {
    case 'text':
      return undefined;
    case 'integer':
      return INTEGER.test(trimmed) ? undefined : 'Not a whole number';
    case 'decimal':
      return DECIMAL.test(trimmed) ? undefined : 'Not a decimal number';
    case 'double':
      return DOUBLE.test(trimmed) ? undefined : 'Not a number';
    case 'boolean':
      return BOOLEAN.test(trimmed) ? undefined : 'Neither true nor false';
    case 'date':
      return isDate(trimmed) ? undefined : 'Not a date such as 2026-01-31';
    case 'timestamp':
      return isTimestamp(trimmed) ? undefined : 'Not a date with a time such as 2026-01-31 13:45:00';
    case 'blob-hex':
      return HEX.test(trimmed) ? undefined : 'Not bytes as pairs of hexadecimal digits';
    case 'json':
      return isJson(trimmed) ? undefined : 'Not JSON';
  }
}

/** The value as it is sent: text stays as typed, everything else loses the spaces around it, bytes their mark. */
export function valueOf(type: ParameterType, text: string): string {
  if (type === 'text') return text;
  const trimmed = text.trim();
  return type === 'blob-hex' ? trimmed.replace(HEX_MARK, '') : trimmed;
}

/**
 * Every sensible reading of a typed text, the likeliest first. `preferred` (the type used last time) comes first where it fits.
 * Nothing typed is NULL or the empty text; quotes around a text are taken as in SQL, and literally as the second choice.
 */
export function readings(text: string, preferred?: ParameterType): readonly Reading[] {
  const unquoted = /^'(?<inside>(?:[^']|'')*)'$/u.exec(text.trim())?.groups?.['inside'];
  const found: Reading[] = [];
  if (text.trim() === '' || text.trim().toUpperCase() === 'NULL') found.push({ type: preferred ?? 'text', value: null });
  if (unquoted !== undefined) found.push({ type: 'text', value: unquoted.replaceAll("''", "'") });
  found.push(...likely(text).map((type) => ({ type, value: valueOf(type, text) })));
  const first = found.find(({ type, value }) => type === preferred && value !== null);
  return first ? [first, ...found.filter((reading) => reading !== first)] : found;
}

function likely(text: string): readonly ParameterType[] {
  const trimmed = text.trim();
  if (trimmed === '') return ['text'];
  const order: readonly ParameterType[] = ['boolean', 'date', 'timestamp', 'integer', 'decimal', 'double'];
  const types = order.filter((type) => problemOf(type, trimmed) === undefined);
  const marked = HEX_MARK.test(trimmed) && HEX.test(trimmed);
  const structured = /^[[{"]/u.test(trimmed) && isJson(trimmed);
  return [
    ...(marked ? (['blob-hex'] as const) : []),
    ...(structured ? (['json'] as const) : []),
    ...types,
    'text',
    ...(!marked && HEX.test(trimmed) ? (['blob-hex'] as const) : []),
    ...(!structured && isJson(trimmed) ? (['json'] as const) : []),
  ];
}

function isDate(text: string): boolean {
  const groups = DATE.exec(text)?.groups;
  if (!groups) return false;
  const [year, month, day] = [Number(groups['year']), Number(groups['month']), Number(groups['day'])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function isTimestamp(text: string): boolean {
  const groups = TIMESTAMP.exec(text)?.groups;
  if (!groups) return isDate(text);
  return isDate(groups['date'] ?? '') && Number(groups['hour']) < 24 && Number(groups['minute']) < 60 && Number(groups['second'] ?? 0) < 60;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
