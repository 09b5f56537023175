import { commands, Disposable, l10n } from 'vscode';
import type { FailureReporter } from '../../failures';
import { registerCommand } from '../command';
import type { ReportDeps } from './report';

/** Commands that help a person along. */
export function registerHelpCommands(deps: ReportDeps, reporter: FailureReporter): Disposable {
  const keys = { id: 'headwater.help.keyboardShortcuts', failing: l10n.t('Could not show the keyboard shortcuts'), run: async () => commands.executeCommand('workbench.action.openGlobalKeybindings', '@ext:headwater.headwater') };
  const report = { id: 'headwater.help.reportProblem', failing: l10n.t('Could not make the report'), run: async () => (await import('./report')).reportProblem(deps) };
  return Disposable.from(registerCommand(keys, reporter), registerCommand(report, reporter));
}
