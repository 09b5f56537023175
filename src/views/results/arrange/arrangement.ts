import type { ColumnFilter, SortKey, ValueTest } from '../../../protocol/resultsArrange';
import { t } from '../../shared/l10n';

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

const SHOWN = 3;
const CHARS = 40;

/** A filter in words, without the name of its column. */
export function filterText({ is, not = false }: ColumnFilter): string {
  switch (is.test) {
    case 'contains':
      return not ? t('does not contain “{0}”', shortly(is.text)) : t('contains “{0}”', shortly(is.text));
    case 'starts':
      return not ? t('does not start with “{0}”', shortly(is.text)) : t('starts with “{0}”', shortly(is.text));
    case 'ends':
      return not ? t('does not end with “{0}”', shortly(is.text)) : t('ends with “{0}”', shortly(is.text));
    case 'is':
      return not ? t('is not “{0}”', shortly(is.text)) : t('is “{0}”', shortly(is.text));
    case 'regex':
      return not ? t('does not match /{0}/', shortly(is.pattern)) : t('matches /{0}/', shortly(is.pattern));
    case 'range':
      return not ? t('is not {0}', rangeText(is)) : rangeText(is);
    case 'in':
      return not ? t('is not {0}', valuesText(is.values)) : t('is {0}', valuesText(is.values));
    case 'null':
      return not ? t('is not NULL') : t('is NULL');
  }
}

function rangeText({ from, to }: Extract<ValueTest, { test: 'range' }>): string {
  if (from !== undefined && to !== undefined) return from === to ? `= ${shortly(from)}` : t('from {0} to {1}', shortly(from), shortly(to));
  return from !== undefined ? `≥ ${shortly(from)}` : `≤ ${shortly(to ?? '')}`;
}

function valuesText(values: readonly (string | null)[]): string {
  const texts = values.slice(0, SHOWN).map((value) => (value === null ? 'NULL' : value === '' ? t('empty') : shortly(value)));
  return values.length > SHOWN ? t('{0} or {1} more', texts.join(', '), values.length - SHOWN) : texts.slice(1).reduce((all, one) => t('{0} or {1}', all, one), texts[0] ?? '');
}

function shortly(text: string): string {
  return text.length > CHARS ? `${text.slice(0, CHARS)}…` : text;
}
