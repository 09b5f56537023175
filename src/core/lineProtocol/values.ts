import type { Precision } from './precision';

const BOOLEANS: ReadonlySet<string> = new Set(['t', 'T', 'true', 'True', 'TRUE', 'f', 'F', 'false', 'False', 'FALSE']);

export function isBoolean(text: string): boolean {
  return BOOLEANS.has(text);
}

const INTEGER = /^-?\d{1,40}$/u;
const FLOAT = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;

/** What is wrong with an unquoted field value that is no boolean. */
export function checkNumber(text: string): string | undefined {
  const digits = text.slice(0, -1);
  if (text.endsWith('i')) return INTEGER.test(digits) ? outOf(digits, -(2n ** 63n), 2n ** 63n - 1n, 'an integer of 64 bits') : notNumber(text);
  if (text.endsWith('u')) return INTEGER.test(digits) ? outOf(digits, 0n, 2n ** 64n - 1n, 'an unsigned integer of 64 bits') : notNumber(text);
  if (!FLOAT.test(text)) return notNumber(text);
  return Number.isFinite(Number(text)) ? undefined : 'The number is larger than a float of 64 bits can be.';
}

function outOf(digits: string, least: bigint, most: bigint, noun: string): string | undefined {
  const value = BigInt(digits);
  return value < least || value > most ? `The number does not fit ${noun}.` : undefined;
}

function notNumber(text: string): string {
  const shown = text.length > 40 ? `${text.slice(0, 37)}…` : text;
  return `“${shown}” is no number, no boolean and no text: text needs double quotes.`;
}

const UNITS: readonly { readonly precision: Exclude<Precision, 'auto'>; readonly name: string; readonly perSecond: bigint }[] = [
  { precision: 's', name: 'seconds', perSecond: 1n },
  { precision: 'ms', name: 'milliseconds', perSecond: 1_000n },
  { precision: 'us', name: 'microseconds', perSecond: 1_000_000n },
  { precision: 'ns', name: 'nanoseconds', perSecond: 1_000_000_000n },
];
/** 1980 to 2200, seconds since 1970: where timestamps of people lie. */
const [FROM, TO] = [315_532_800n, 7_258_118_400n] as const;

export function checkTimestamp(text: string, precision: Precision): { readonly severity: 'error' | 'warning'; readonly message: string } | undefined {
  if (!/^-?\d{1,40}$/u.test(text)) return { severity: 'error', message: `“${text.length > 40 ? `${text.slice(0, 37)}…` : text}” is no timestamp: a whole number is wanted.` };
  const value = BigInt(text);
  if (value < -(2n ** 63n) || value > 2n ** 63n - 1n) return { severity: 'error', message: 'The timestamp does not fit 64 bits.' };
  const unit = UNITS.find((known) => known.precision === precision);
  if (!unit || inRange(value, unit.perSecond)) return undefined;
  const other = UNITS.find(({ perSecond }) => inRange(value, perSecond));
  return other && { severity: 'warning', message: `The timestamp looks like ${other.name}; the precision of this document is ${unit.name}.` };
}

function inRange(value: bigint, perSecond: bigint): boolean {
  return value >= FROM * perSecond && value <= TO * perSecond;
}
