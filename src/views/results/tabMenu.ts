import type { ResultTab } from '../../protocol/resultsView';
import { type MenuItem, SEPARATOR } from './popupMenu';

export interface TabMenuActions {
  readonly rerun: () => void;
  readonly rename: () => void;
  readonly pin: () => void;
  readonly copyStatement: () => void;
  readonly close: () => void;
  readonly closeOthers: () => void;
}

export function tabMenu({ pinned }: ResultTab, actions: TabMenuActions): readonly MenuItem[] {
  const item = (label: string, run: () => void, keys?: string): MenuItem => ({ kind: 'item', label, run, ...(keys !== undefined && { keys }) });
  return [
    item('Run Again', actions.rerun),
    item('Rename…', actions.rename, 'F2'),
    item(pinned ? 'Unpin' : 'Pin', actions.pin),
    item('Copy Statement', actions.copyStatement),
    SEPARATOR,
    item('Close', actions.close),
    item('Close Others', actions.closeOthers),
  ];
}
