import { Uri, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import { holdsStatements } from '../../running/documents';

/** The document that a menu, CodeLens or key binding means: the one given, else the one in the active editor. */
export async function documentOf(given: unknown): Promise<TextDocument | undefined> {
  const uri = given instanceof Uri ? given : typeof given === 'string' ? Uri.parse(given, true) : undefined;
  const document = uri ? await workspace.openTextDocument(uri) : window.activeTextEditor?.document;
  return document && holdsStatements(document) ? document : undefined;
}
