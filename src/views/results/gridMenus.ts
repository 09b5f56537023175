import type { CopyFormat } from '../../protocol/results';
import { t } from '../shared/l10n';
import type { Place } from './grid/geometry';
import type { Grid } from './grid/grid';
import type { GridModel } from './grid/gridModel';
import { type MenuItem, SEPARATOR } from './popupMenu';

export interface GridMenuActions {
  copy(format: CopyFormat, headers: boolean): void;
  copyText(text: string): void;
  readonly exportResult: () => void;
  readonly exportSelection: () => void;
  layoutChanged(): void;
  profileColumn(column: number): void;
  readonly histograms: { readonly on: boolean; toggle(): void };
  /** Sorting and filters by a column. */
  readonly headerItems: (position: number) => readonly MenuItem[];
  /** Filters by a value. */
  readonly cellItems: (row: number, position: number) => readonly MenuItem[];
}

/** The menu of a place in the grid. */
export function gridMenu(place: Place, grid: Grid, model: GridModel, actions: GridMenuActions): readonly MenuItem[] {
  switch (place.kind) {
    case 'header':
    case 'edge':
      return headerMenu(place.position, grid, model, actions);
    case 'cell':
      return cellMenu(grid, actions, [
        { kind: 'item', label: t('Open Cell'), keys: 'Enter', run: () => { grid.run({ do: 'open' }); } },
        { kind: 'item', label: t('Select Row'), keys: 'Shift+Space', run: () => { grid.run({ do: 'selectRow' }); } },
        { kind: 'item', label: t('Select Column'), keys: 'Ctrl+Space', run: () => { grid.run({ do: 'selectColumn' }); } },
        SEPARATOR,
        ...actions.cellItems(place.row, place.position),
      ]);
    case 'gutter':
    case 'corner':
    case 'outside':
      return cellMenu(grid, actions, []);
  }
}

function cellMenu(grid: Grid, actions: GridMenuActions, first: readonly MenuItem[]): readonly MenuItem[] {
  const copy = (label: string, format: CopyFormat, headers: boolean, keys?: string): MenuItem => ({
    kind: 'item',
    label,
    ...(keys !== undefined && { keys }),
    run: () => {
      actions.copy(format, headers);
    },
  });
  return [
    ...first,
    copy(t('Copy'), 'tsv', false, 'Ctrl+C'),
    copy(t('Copy with Headers'), 'tsv', true, 'Ctrl+Shift+C'),
    copy(t('Copy as CSV'), 'csv', false),
    copy(t('Copy as CSV with Headers'), 'csv', true),
    copy(t('Copy as JSON'), 'json', true),
    copy(t('Copy as Markdown'), 'markdown', true),
    copy(t('Copy as HTML'), 'html', true),
    SEPARATOR,
    { kind: 'item', label: t('Select All'), keys: 'Ctrl+A', run: () => { grid.run({ do: 'selectAll' }); } },
    { kind: 'item', label: t('Export Result…'), run: actions.exportResult },
    { kind: 'item', label: t('Export Selection…'), run: actions.exportSelection },
  ];
}

function headerMenu(position: number, grid: Grid, model: GridModel, actions: GridMenuActions): readonly MenuItem[] {
  const { layout } = model;
  const column = layout.visible[position];
  const name = column === undefined ? undefined : model.columns[column]?.name;
  const change = (run: () => void) => (): void => {
    run();
    grid.schedule();
    actions.layoutChanged();
  };
  return [
    ...actions.headerItems(position),
    { kind: 'item', label: t('Copy Name'), disabled: name === undefined, run: () => { actions.copyText(name ?? ''); } },
    { kind: 'item', label: t('Select Column'), run: () => { model.selection.selectColumn(position, 'only'); grid.schedule(); } },
    { kind: 'item', label: t('Profile Column'), disabled: column === undefined || model.rows === 0, run: () => { if (column !== undefined) actions.profileColumn(column); } },
    { kind: 'item', label: t('Histograms in Headers'), checked: actions.histograms.on, run: () => { actions.histograms.toggle(); } },
    SEPARATOR,
    { kind: 'item', label: t('Fit Width'), run: () => { grid.fitColumn(position); } },
    { kind: 'item', label: t('Fit All Widths'), run: () => { grid.fitAll(); } },
    SEPARATOR,
    layout.frozen === position + 1
      ? { kind: 'item', label: t('Unfreeze'), run: change(() => { layout.freeze(0); }) }
      : { kind: 'item', label: t('Freeze up to Here'), run: change(() => { layout.freeze(position + 1); }) },
    ...(layout.frozen > 0 && layout.frozen !== position + 1 ? [{ kind: 'item', label: t('Unfreeze All'), run: change(() => { layout.freeze(0); }) } as const] : []),
    SEPARATOR,
    { kind: 'item', label: t('Hide Column'), disabled: layout.visible.length <= 1 || column === undefined, run: change(() => { if (column !== undefined) layout.hide([column]); }) },
    { kind: 'item', label: layout.hiddenCount > 0 ? t('Show All Columns ({0} hidden)', layout.hiddenCount) : t('Show All Columns'), disabled: layout.hiddenCount === 0, run: change(() => { layout.showAll(); }) },
  ];
}
