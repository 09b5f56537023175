import { l10n, ProgressLocation, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { RunTarget } from '../../running/documentRunner';
import { connectionFor } from './chooseConnection';
import type { QueryContext } from './context';

/** Runs a part of a document, dirty or not, on its connection. */
export async function runIn(context: QueryContext, document: TextDocument, target: RunTarget): Promise<void> {
  const profile = await connectionFor(context, document);
  if (!profile) return;
  const source = { text: document.getText(), profile, uri: document.uri.toString() };
  let found: () => void = () => undefined;
  const finding = new Promise<void>((resolve) => {
    found = resolve;
  });
  const running = context.runner.run(source, target, found).finally(found);
  void window.withProgress({ location: ProgressLocation.Window, title: l10n.t('Finding the statements…') }, () => finding);
  await running;
}
