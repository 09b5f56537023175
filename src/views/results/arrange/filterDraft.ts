import type { ColumnFilter, ValueTest } from '../../../protocol/resultsArrange';
import { t } from '../../shared/l10n';

/** What stands in the form of a filter. What is filled in first counts: chosen values, then a range, then a text. */
export interface FilterDraft {
  readonly test: 'contains' | 'starts' | 'ends' | 'is' | 'regex';
  readonly text: string;
  readonly caseSensitive: boolean;
  readonly from: string;
  readonly to: string;
  readonly values: readonly (string | null)[];
  readonly not: boolean;
}

export const TEXT_TESTS: readonly { readonly test: FilterDraft['test']; readonly label: string }[] = [
  { test: 'contains', label: t('contains') },
  { test: 'starts', label: t('starts with') },
  { test: 'ends', label: t('ends with') },
  { test: 'is', label: t('is') },
  { test: 'regex', label: t('matches pattern') },
];

const EMPTY: FilterDraft = { test: 'contains', text: '', caseSensitive: false, from: '', to: '', values: [], not: false };

export function draftOf(filter: ColumnFilter | undefined): FilterDraft {
  if (!filter) return EMPTY;
  const { is, not = false } = filter;
  switch (is.test) {
    case 'contains':
    case 'starts':
    case 'ends':
    case 'is':
      return { ...EMPTY, not, test: is.test, text: is.text, caseSensitive: is.caseSensitive ?? false };
    case 'regex':
      return { ...EMPTY, not, test: 'regex', text: is.pattern, caseSensitive: is.caseSensitive ?? false };
    case 'range':
      return { ...EMPTY, not, from: is.from ?? '', to: is.to ?? '' };
    case 'in':
      return { ...EMPTY, not, values: is.values };
    case 'null':
      return { ...EMPTY, not, values: [null] };
  }
}

/** The filter that the form asks for; none where nothing is filled in. */
export function filterOf(draft: FilterDraft, column: number): ColumnFilter | undefined {
  const is = testOf(draft);
  return is && { column, is, ...(draft.not && { not: true }) };
}

function testOf({ test, text, caseSensitive, from, to, values }: FilterDraft): ValueTest | undefined {
  if (values.length > 0) return values.every((value) => value === null) ? { test: 'null' } : { test: 'in', values };
  if (from.trim() !== '' || to.trim() !== '') return { test: 'range', ...(from.trim() !== '' && { from: from.trim() }), ...(to.trim() !== '' && { to: to.trim() }) };
  if (text === '') return undefined;
  const sensitive = caseSensitive ? { caseSensitive } : {};
  return test === 'regex' ? { test, pattern: text, ...sensitive } : { test, text, ...sensitive };
}
