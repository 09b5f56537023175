import { formatCount } from '../../core/format/numbers';
import { t } from './l10n';

export function rowsText(count: number | bigint): string {
  return BigInt(count) === 1n ? t('1 row') : t('{0} rows', formatCount(count));
}

/** Stands below a list that was cut. */
export function moreText(count: number): string {
  return t('… and {0} more', formatCount(count));
}
