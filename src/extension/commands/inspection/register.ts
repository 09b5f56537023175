import { Disposable, l10n, ProgressLocation, window } from 'vscode';
import * as z from 'zod/mini';
import { InspectStatement } from '../../../protocol/inspections';
import { type StartRun, startRun } from '../../../protocol/results';
import { SplitDocument } from '../../../protocol/statements';
import type { FailureReporter } from '../../failures';
import type { InspectionDocuments } from '../../inspection/inspectionDocuments';
import { statementAt } from '../../running/pickStatements';
import type { RunPrompts } from '../../running/prompts';
import type { WriteGuard } from '../../running/writeGuard';
import type { Server } from '../../server/api';
import type { Results } from '../../services';
import { registerCommand } from '../command';
import { connectionFor } from '../query/chooseConnection';
import type { QueryContext } from '../query/context';
import { documentOf } from '../query/document';

export interface InspectionContext {
  readonly queries: QueryContext;
  readonly server: Server;
  readonly results: Results;
  readonly prompts: Pick<RunPrompts, 'parameters'>;
  readonly guard: Pick<WriteGuard, 'mayRun'>;
  readonly documents: InspectionDocuments;
}

/** What a system tells of a statement's result, and the rows of one part of it. */
export function registerInspectionCommands(context: InspectionContext, reporter: FailureReporter): Disposable {
  return Disposable.from(
    registerCommand({ id: 'headwater.query.inspect', failing: l10n.t('Could not inspect the statement'), run: () => inspect(context) }, reporter),
    registerCommand({ id: 'headwater.query.fetchPart', failing: l10n.t('Could not fetch the rows'), run: (given) => fetchPart(context, given) }, reporter),
  );
}

async function inspect(context: InspectionContext): Promise<void> {
  const { queries, server, prompts, guard, documents } = context;
  const document = await documentOf(undefined);
  const editor = window.activeTextEditor;
  const profile = document && (await connectionFor(queries, document));
  if (!document || !profile || editor?.document !== document) return;
  const text = document.getText();
  const { statements, settings } = await server.request(SplitDocument, { text, backend: profile.backend });
  const statement = statementAt(text, statements, document.offsetAt(editor.selection.active));
  if (!statement || !(await guard.mayRun(profile, [statement]))) return; // some systems run a statement to inspect it
  const uri = document.uri.toString();
  const parameters = statement.parameters.length === 0 ? [] : await prompts.parameters(statement, uri, new Map());
  if (!parameters) return;
  const merged = { ...settings, ...statement.settings };
  const title = l10n.t('Inspecting {0}…', statement.title);
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
    await queries.connections.open(profile.id, token);
    const asked = { connectionId: profile.id, statement: statement.text, settings: merged, ...(parameters.length === 0 ? {} : { parameters }) };
    const inspection = await server.request(InspectStatement, { ...asked, scope: uri }, token);
    await documents.show({ ...asked, title: statement.title, writes: statement.writes }, inspection);
  });
}

async function fetchPart({ results }: InspectionContext, given: unknown): Promise<void> {
  const run = z.safeParse(startRun, given);
  if (run.success) await results.start(withoutWriting(run.data), { reveal: true });
}

/** Reading the rows of a result changes nothing more. */
function withoutWriting(run: StartRun): StartRun {
  return { ...run, writes: false };
}
