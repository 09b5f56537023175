import type { ExportPlace, GridAction } from '../../protocol/resultsView';
import type { ViewId } from './views/viewId';

/** What commands and keys of the editor have the view do with its selected tab. */
export interface ActionTargets {
  focus(): void;
  /** So many tabs on. */
  tab(by: 1 | -1): void;
  closeTab(): void;
  view(to: ViewId | 1 | -1): void;
  copy(headers: boolean): void;
  openCell(): void;
  find(): void;
  filter(): void;
  clearArrangement(): void;
  /** All rows or the selected ones. */
  export(to: ExportPlace): void;
}

export function actOn(targets: ActionTargets, action: GridAction): void {
  switch (action) {
    case 'focus':
      targets.focus();
      return;
    case 'nextView':
    case 'previousView':
      targets.view(action === 'nextView' ? 1 : -1);
      return;
    case 'showChart':
    case 'showProfile':
      targets.view(action === 'showChart' ? 'chart' : 'profile');
      return;
    case 'copy':
    case 'copyWithHeaders':
      targets.copy(action === 'copyWithHeaders');
      return;
    case 'nextTab':
    case 'previousTab':
      targets.tab(action === 'nextTab' ? 1 : -1);
      return;
    case 'closeTab':
      targets.closeTab();
      return;
    case 'openCell':
      targets.openCell();
      return;
    case 'find':
      targets.find();
      return;
    case 'filter':
      targets.filter();
      return;
    case 'clearArrangement':
      targets.clearArrangement();
      return;
    case 'toFile':
      targets.export('file');
      return;
    case 'toClipboard':
      targets.export('clipboard');
      return;
    case 'toEditor':
      targets.export('editor');
      return;
    case 'toConnection':
      targets.export('connection');
  }
}
