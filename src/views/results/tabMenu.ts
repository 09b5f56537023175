import type { ResultTab } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import { type MenuItem, SEPARATOR } from './popupMenu';

export interface TabMenuActions {
  readonly rerun: () => void;
  readonly rename: () => void;
  readonly pin: () => void;
  readonly compare: () => void;
  readonly snapshot: () => void;
  readonly copyStatement: () => void;
  readonly close: () => void;
  readonly closeOthers: () => void;
}

export function tabMenu({ pinned, state }: ResultTab, actions: TabMenuActions): readonly MenuItem[] {
  const item = (label: string, run: () => void, keys?: string): MenuItem => ({ kind: 'item', label, run, ...(keys !== undefined && { keys }) });
  return [
    item(t('Run Again'), actions.rerun),
    item(t('Rename…'), actions.rename, 'F2'),
    item(pinned ? t('Unpin') : t('Pin'), actions.pin),
    ...((state?.columns ?? 0) > 0 ? [item(t('Compare with…'), actions.compare)] : []),
    ...(state?.live ? [item(t('Keep Snapshot'), actions.snapshot)] : []),
    item(t('Copy Statement'), actions.copyStatement),
    SEPARATOR,
    item(t('Close'), actions.close),
    item(t('Close Others'), actions.closeOthers),
  ];
}
