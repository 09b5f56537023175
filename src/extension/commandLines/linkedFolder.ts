import path from 'node:path';
import { Position, Range, Uri, window, workspace } from 'vscode';

/** The commands for a folder that a file of its own links to a branch, in a document ready to be run. */
export async function openLinkedFolder(argument: unknown): Promise<void> {
  const file = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
  if (file?.scheme !== 'file') return;
  const folder = `'${path.dirname(file.fsPath).replaceAll("'", String.raw`'\''`)}'`;
  const content = `lakectl local status ${folder}\nlakectl local pull ${folder}\nlakectl local commit ${folder} -m ""\n`;
  const start = new Position(0, 0);
  await window.showTextDocument(await workspace.openTextDocument({ language: 'lakectl', content }), { selection: new Range(start, start) });
}
