import type { ColumnFilter, SortKey, ValueTest } from '../../../protocol/resultsArrange';

/** Sorting by a column once more: up, then down, then not. */
export function cycled(sort: readonly SortKey[], column: number, more: boolean): readonly SortKey[] {
  const known = sort.find((key) => key.column === column);
  const next: SortKey | undefined = !known ? { column, descending: false } : known.descending ? undefined : { column, descending: true };
  if (!more) return next ? [next] : [];
  if (!known) return next ? [...sort, next] : sort;
  return sort.flatMap((key) => (key !== known ? [key] : next ? [next] : []));
}

export function withFilter(filters: readonly ColumnFilter[], column: number, filter: ColumnFilter | undefined): readonly ColumnFilter[] {
  const others = filters.filter((one) => one.column !== column);
  return filter ? [...others, filter] : others;
}

const WORDS = { contains: 'contains', starts: 'starts with', ends: 'ends with', is: 'is', regex: 'matches' } as const;
const NOT_WORDS = { contains: 'does not contain', starts: 'does not start with', ends: 'does not end with', is: 'is not', regex: 'does not match' } as const;
const SHOWN = 3;
const CHARS = 40;

/** A filter in words, without the name of its column. */
export function filterText({ is, not = false }: ColumnFilter): string {
  switch (is.test) {
    case 'contains':
    case 'starts':
    case 'ends':
    case 'is':
      return `${(not ? NOT_WORDS : WORDS)[is.test]} “${shortly(is.text)}”`;
    case 'regex':
      return `${(not ? NOT_WORDS : WORDS).regex} /${shortly(is.pattern)}/`;
    case 'range':
      return `${not ? 'is not ' : ''}${rangeText(is)}`;
    case 'in':
      return `${not ? 'is not' : 'is'} ${valuesText(is.values)}`;
    case 'null':
      return not ? 'is not NULL' : 'is NULL';
  }
}

function rangeText({ from, to }: Extract<ValueTest, { test: 'range' }>): string {
  if (from !== undefined && to !== undefined) return from === to ? `= ${shortly(from)}` : `from ${shortly(from)} to ${shortly(to)}`;
  return from !== undefined ? `≥ ${shortly(from)}` : `≤ ${shortly(to ?? '')}`;
}

function valuesText(values: readonly (string | null)[]): string {
  const texts = values.slice(0, SHOWN).map((value) => (value === null ? 'NULL' : value === '' ? 'empty' : shortly(value)));
  return values.length > SHOWN ? `${texts.join(', ')} or ${values.length - SHOWN} more` : texts.join(' or ');
}

function shortly(text: string): string {
  return text.length > CHARS ? `${text.slice(0, CHARS)}…` : text;
}
