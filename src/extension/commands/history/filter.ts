import { l10n, window } from 'vscode';
import type { HistoryContext } from './context';

/** Filters while the person types; leaving the input with Escape puts back what was there. */
export function filter({ view: { model } }: HistoryContext): Promise<void> {
  const before = model.filter;
  const input = window.createInputBox();
  input.title = l10n.t('Search History');
  input.placeholder = l10n.t('Words of the statement or its connection');
  input.value = before;
  return new Promise((resolve) => {
    let accepted = false;
    input.onDidChangeValue((text) => {
      model.filter = text;
    });
    input.onDidAccept(() => {
      accepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      if (!accepted) model.filter = before;
      input.dispose();
      resolve();
    });
    input.show();
  });
}

export async function clearFilter({ view: { model } }: HistoryContext): Promise<void> {
  model.filter = '';
}
