import type { ParameterType, StatementParameter } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import { problemOf } from '../running/parameters/readings';

/**
 * Cells that hold parameters, one in each line:
 *
 *     city: choice = Berlin in [Berlin, Paris]
 *     zone: choice = "1" from SELECT DISTINCT zone FROM trips
 *     least: number = 10
 *     period: dates = 2024-01-01 to 2024-03-31
 *
 * A value that would be taken for something else stands in double quotes, as in JSON. Lines that begin with `#` are comments.
 */

export const PARAMETER_LANGUAGE = 'headwater-parameters';

/** `number` is exact: whole, or a decimal, or with an exponent a double. `dates` gives `$name_from` and `$name_to`. */
export type ParameterKind = 'text' | 'number' | 'date' | 'timestamp' | 'boolean' | 'dates' | 'choice';
export const PARAMETER_KINDS: readonly ParameterKind[] = ['text', 'number', 'date', 'timestamp', 'boolean', 'dates', 'choice'];

export interface CellParameter {
  readonly name: string;
  readonly kind: ParameterKind;
  /** As it is written, without quotes; may be of the wrong kind. */
  readonly value: string;
  /** What a choice is made of: values, or a query whose first column has them. */
  readonly choices?: readonly string[];
  readonly query?: string;
  /** Line in the cell, from 0. */
  readonly line: number;
}

export interface ParameterProblem {
  readonly line: number;
  readonly why: string;
}

export interface CellParameters {
  readonly parameters: readonly CellParameter[];
  readonly problems: readonly ParameterProblem[];
}

const LINE = /^\s*\$?(?<name>[A-Za-z_]\w*)\s*:\s*(?<kind>\w+)\s*=\s*(?<rest>.*)$/u;
const QUOTED = /^"(?:[^"\\]|\\.)*"/u;
const LIST = /^in\s*(?<list>\[.*\])$/iu;
const QUERY = /^from\s+(?<query>\S.*)$/iu;
const RANGE = /^(?<from>\S+)\s+to\s+(?<to>\S+)$/u;

/** Never throws: what cannot be read is a problem of its line. */
export function readParameters(text: string): CellParameters {
  const parameters: CellParameter[] = [];
  const problems: ParameterProblem[] = [];
  for (const [line, written] of text.split(/\r?\n/u).entries()) {
    if (written.trim() === '' || written.trim().startsWith('#')) continue;
    const read = readLine(written, line);
    if (typeof read === 'string') problems.push({ line, why: read });
    else if (parameters.some(({ name }) => name === read.name)) problems.push({ line, why: `There is another parameter ${read.name} above.` });
    else parameters.push(read);
  }
  return { parameters, problems };
}

function readLine(text: string, line: number): CellParameter | string {
  const groups = LINE.exec(text)?.groups;
  if (!groups) return 'A line is `name: type = value`.';
  const { name = '', kind: word = '', rest = '' } = groups;
  const kind = PARAMETER_KINDS.find((one) => one === word.toLowerCase());
  if (!kind) return `“${word}” is no type of parameters: they are ${PARAMETER_KINDS.join(', ')}.`;
  const split = splitValue(rest, kind);
  if (!split) return 'The quotes of the value are not closed.';
  const source = split.tail === '' ? {} : sourceOf(split.tail);
  return source ? { name, kind, value: split.value, line, ...source } : 'Behind the value of a choice stands `in [value, …]` or `from SELECT …`.';
}

/** The value and what stands behind it. */
function splitValue(rest: string, kind: ParameterKind): { readonly value: string; readonly tail: string } | undefined {
  const trimmed = rest.trim();
  if (trimmed.startsWith('"')) {
    const quoted = QUOTED.exec(trimmed)?.[0];
    const value = quoted === undefined ? undefined : jsonText(quoted);
    return quoted === undefined || value === undefined ? undefined : { value, tail: trimmed.slice(quoted.length).trim() };
  }
  if (kind !== 'choice') return { value: trimmed, tail: '' };
  const at = /(?:^|\s)(?=in\s*\[|from\s)/iu.exec(trimmed)?.index ?? trimmed.length;
  return { value: trimmed.slice(0, at).trim(), tail: trimmed.slice(at).trim() };
}

function sourceOf(tail: string): Pick<CellParameter, 'choices' | 'query'> | undefined {
  const list = LIST.exec(tail)?.groups?.['list'];
  if (list !== undefined) return { choices: listed(list) };
  const query = QUERY.exec(tail)?.groups?.['query'];
  return query === undefined ? undefined : { query };
}

/** Values between commas, in quotes where they hold one. */
function listed(list: string): readonly string[] {
  return [...list.slice(1, -1).matchAll(/\s*(?:("(?:[^"\\]|\\.)*")|([^,]*))\s*(?:,|$)/gu)]
    .map(([, quoted, plain]) => (quoted === undefined ? (plain ?? '').trim() : (jsonText(quoted) ?? quoted)))
    .filter((value, index, all) => value !== '' || index < all.length - 1);
}

function jsonText(quoted: string): string | undefined {
  try {
    const value: unknown = JSON.parse(quoted);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The line of a parameter with another value; all else in it stays. */
export function lineWithValue(written: string, value: string): string {
  const groups = LINE.exec(written)?.groups;
  if (!groups) return written;
  const { kind: word = '', rest = '' } = groups;
  const kind = PARAMETER_KINDS.find((one) => one === word.toLowerCase()) ?? 'text';
  const tail = splitValue(rest, kind)?.tail ?? '';
  const head = written.slice(0, written.length - rest.length).replace(/\s*$/u, ' ');
  return `${head}${quotedIfNeeded(value, kind)}${tail === '' ? '' : ` ${tail}`}`;
}

function quotedIfNeeded(value: string, kind: ParameterKind): string {
  const ambiguous = value === '' || value.trim() !== value || /^"|[\n\r]/u.test(value) || (kind === 'choice' && /(?:^|\s)(?:in\s*\[|from\s)/iu.test(value));
  return ambiguous ? JSON.stringify(value) : value;
}

/** What is wrong with the value; `undefined` where nothing is. */
export function valueProblem(parameter: CellParameter): string | undefined {
  const { kind, value, choices } = parameter;
  if (kind === 'dates') {
    const { from, to } = RANGE.exec(value)?.groups ?? {};
    if (from === undefined || to === undefined) return 'Not two dates such as 2026-01-01 to 2026-01-31';
    const problem = problemOf('date', from) ?? problemOf('date', to);
    return problem ?? (from > to ? 'It ends before it begins' : undefined);
  }
  if (kind === 'choice') return choices && !choices.includes(value) ? 'It is none of the choices' : undefined;
  return problemOf(typeOf(kind, value), value);
}

function typeOf(kind: Exclude<ParameterKind, 'dates'>, value: string): ParameterType {
  switch (kind) {
    case 'number':
      return numberType(value);
    case 'choice':
    case 'text':
      return 'text';
    case 'date':
    case 'timestamp':
    case 'boolean':
      return kind;
  }
}

/** Whole numbers stay whole and decimals exact. */
function numberType(value: string): ParameterType {
  const fits: readonly ParameterType[] = ['integer', 'decimal', 'double'];
  return fits.find((type) => problemOf(type, value) === undefined) ?? 'double';
}

/** What a parameter gives statements, by name. @throws HeadwaterError where its value is of the wrong kind */
export function statementValues(parameter: CellParameter): readonly StatementParameter[] {
  const problem = valueProblem(parameter);
  const { name, kind, value } = parameter;
  if (problem !== undefined) {
    throw new HeadwaterError({
      what: `Could not use the parameter \`${name}\``,
      why: `Its value “${value}” does not fit its type ${kind}. ${problem}.`,
      todo: 'Correct it in the cell of parameters.',
      kind: 'invalid',
      code: 'parameter-value',
    });
  }
  if (kind !== 'dates') {
    const type = typeOf(kind, value);
    return [{ name, type, value: type === 'text' ? value : value.trim() }];
  }
  const { from = '', to = '' } = RANGE.exec(value)?.groups ?? {};
  return [
    { name: `${name}_from`, type: 'date', value: from },
    { name: `${name}_to`, type: 'date', value: to },
  ];
}

/** The names that statements have for a parameter. */
export function namesOf({ name, kind }: Pick<CellParameter, 'name' | 'kind'>): readonly string[] {
  return kind === 'dates' ? [`${name}_from`, `${name}_to`] : [name];
}
