import type { ExportPlace } from '../../protocol/resultsView';
import { t } from '../shared/l10n';
import type { MenuItem, PopupMenu } from './popupMenu';

/** Below its button: where the rows of a result can go. */
export function openExportMenu(menu: PopupMenu, { currentTarget }: Event, run: (to: ExportPlace) => void): void {
  if (!(currentTarget instanceof HTMLElement)) return;
  const item = (label: string, to: ExportPlace): MenuItem => ({ kind: 'item', label, run: () => { run(to); } });
  const { left, bottom } = currentTarget.getBoundingClientRect();
  menu.open([item(t('To File…'), 'file'), item(t('To Clipboard…'), 'clipboard'), item(t('To Editor…'), 'editor'), item(t('To Connection…'), 'connection')], left, bottom, t('Export'));
}
