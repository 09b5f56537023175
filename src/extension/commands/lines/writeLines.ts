import { commands, l10n, ProgressLocation, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { ConnectionProfile } from '../../../core/contract/profile';
import type { TextWriteReport } from '../../../core/contract/textWriter';
import { HeadwaterError, plainText } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { CheckLines, WriteText } from '../../../protocol/texts';
import { lineSettings } from '../../lines/lineSettings';
import { LINES_LANGUAGE } from '../../lines/lineDiagnostics';
import type { LinesContext } from './context';

/** Writes a document of line protocol, dirty or not, and marks the lines that were refused. */
export async function writeLines(context: LinesContext, document: TextDocument): Promise<void> {
  const profile = await context.connections.need(document);
  if (!profile) return;
  const text = document.getText();
  const { version } = document;
  if (profile.protected && !(await confirm(context, profile, text))) return;
  const title = l10n.t('Writing lines to {0}…', profile.name);
  const report = await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (_, token) => {
    const session = await context.open(profile.id, token);
    if (!session.capabilities.includes('textWriter')) throw takesNone(profile);
    return context.server.request(WriteText, { connectionId: profile.id, language: LINES_LANGUAGE, text, settings: lineSettings(text) }, token);
  });
  context.diagnostics.refused(document, version, report.rejected);
  await tell(report, profile);
}

async function confirm({ server }: LinesContext, profile: ConnectionProfile, text: string): Promise<boolean> {
  const { rows } = await server.request(CheckLines, { text });
  const button = l10n.t('Write Lines');
  const message = l10n.t('Write {0} lines to the protected connection “{1}”?', formatCount(rows), profile.name);
  return (await window.showWarningMessage(message, { modal: true }, button)) === button;
}

async function tell({ lines, rejected, destination }: TextWriteReport, profile: ConnectionProfile): Promise<void> {
  const where = l10n.t('{0} on “{1}”', plainText(destination), profile.name);
  if (rejected.length === 0) {
    window.setStatusBarMessage(l10n.t('$(check) {0} lines written to {1}.', formatCount(lines), where), 6_000);
    return;
  }
  const show = l10n.t('Show Problems');
  const message = l10n.t('{0} of {1} lines were not written to {2}.', formatCount(rejected.length), formatCount(lines), where);
  if ((await window.showWarningMessage(message, show)) === show) await commands.executeCommand('workbench.actions.view.problems');
}

function takesNone({ name }: ConnectionProfile): HeadwaterError {
  return new HeadwaterError({
    what: l10n.t('Could not write the lines'),
    why: l10n.t('“{0}” takes no line protocol.', name),
    todo: l10n.t('Choose another connection for this document.'),
    kind: 'unsupported',
    code: 'no-text-writer',
  });
}
