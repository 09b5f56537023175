import { Disposable, l10n, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { FailureReporter } from '../../failures';
import { LINES_LANGUAGE } from '../../lines/lineDiagnostics';
import { registerCommand } from '../command';
import type { LinesContext } from './context';
import { setPrecision } from './setPrecision';
import { writeLines } from './writeLines';

/** All commands `headwater.lines.*`: they are about the active document. */
export function registerLineCommands(context: LinesContext, reporter: FailureReporter): Disposable {
  const withDocument = (work: (document: TextDocument) => Promise<unknown>) => async () => {
    const document = window.activeTextEditor?.document;
    return document?.languageId === LINES_LANGUAGE ? work(document) : undefined;
  };
  const commands = [
    { id: 'headwater.lines.write', failing: l10n.t('Could not write the lines'), run: withDocument((document) => writeLines(context, document)) },
    { id: 'headwater.lines.chooseConnection', failing: l10n.t('Could not choose the connection'), run: withDocument((document) => context.connections.choose(document)) },
    { id: 'headwater.lines.setPrecision', failing: l10n.t('Could not set the precision'), run: withDocument(setPrecision) },
  ];
  return Disposable.from(...commands.map((command) => registerCommand(command, reporter)));
}
