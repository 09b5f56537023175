import { window } from 'vscode';
import type { TextEditor } from 'vscode';
import type { TextRange } from '../../../core/errors';
import type { RunTarget } from '../../running/documentRunner';
import type { QueryContext } from './context';
import { documentOf } from './document';
import { runIn } from './runIn';

/** Runs the statement of a CodeLens, else what is selected, else the statement at the cursor. */
export async function runStatement(context: QueryContext, uri?: unknown, range?: unknown): Promise<void> {
  const document = await documentOf(uri);
  if (!document) return;
  const editor = window.activeTextEditor;
  if (isRange(range)) await runIn(context, document, { kind: 'statement', range });
  else if (editor?.document === document) await runIn(context, document, targetOf(editor));
}

function targetOf({ document, selections, selection }: TextEditor): RunTarget {
  const ranges = selections
    .filter(({ isEmpty }) => !isEmpty)
    .map(({ start, end }) => ({ start: document.offsetAt(start), end: document.offsetAt(end) }));
  return ranges.length > 0 ? { kind: 'selected', ranges } : { kind: 'at', offset: document.offsetAt(selection.active) };
}

function isRange(value: unknown): value is TextRange {
  return typeof value === 'object' && value !== null && 'start' in value && typeof value.start === 'number' && 'end' in value && typeof value.end === 'number';
}
