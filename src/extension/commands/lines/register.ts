import { Disposable, l10n, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { FailureReporter } from '../../failures';
import type { LineConnections } from '../../lines/lineConnections';
import type { LineDiagnostics } from '../../lines/lineDiagnostics';
import { LINES_LANGUAGE } from '../../lines/lineDiagnostics';
import type { Server } from '../../server/api';
import type { Connections } from '../../services';
import { registerCommand } from '../command';
import { setPrecision } from './setPrecision';
import { writeLines } from './writeLines';

export interface LinesContext {
  readonly server: Server;
  readonly open: Connections['open'];
  readonly connections: LineConnections;
  readonly diagnostics: LineDiagnostics;
}

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
