import { html, nothing, type TemplateResult } from 'lit';
import type { ExportPlace } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import type { ArrangeTools } from './arrange/arrangeTools';
import type { CellTools } from './cellTools';
import type { ColumnsMenu } from './columnsMenu';
import type { CellDetail } from './detail/cellDetail';
import { openExportMenu } from './exportMenu';
import type { ResultPage } from './page';
import type { PopupMenu } from './popupMenu';
import type { RowTools } from './rowTools';
import { iconButton } from './tabStrip';
import type { ViewSwitch } from './views/viewSwitch';

export interface ToolbarParts {
  readonly menu: PopupMenu;
  readonly columnsMenu: ColumnsMenu;
  readonly views: ViewSwitch;
  readonly rowTools: RowTools;
  readonly arrange: ArrangeTools;
  readonly cells: CellTools;
  readonly detail: CellDetail;
  export(to: ExportPlace): void;
}

/** The buttons of a result. @param cells what is there for the cells; absent while another view is in sight */
export function toolbar(parts: ToolbarParts, page: ResultPage | undefined, cells: ResultPage['model']): TemplateResult {
  const exporting = iconButton('export', t('Export Result…'), (event) => { openExportMenu(parts.menu, event, (to) => { parts.export(to); }); });
  const switching = page ? parts.views.buttons(page) : nothing;
  if (!cells) return html`${switching}${exporting}<span class="tool-line"></span>`;
  return html`${switching}${parts.rowTools.tools(page, () => { parts.detail.close(); })}${parts.arrange.tools()}${iconButton('copy', t('Copy Selection (Ctrl/⌘+C)'), () => { parts.cells.copy('tsv', false); })}
    ${exporting}
    ${iconButton('list-selection', t('Columns…'), (event) => {
      if (event.currentTarget instanceof HTMLElement) parts.columnsMenu.open(cells, event.currentTarget);
    })}<span class="tool-line"></span>`;
}
