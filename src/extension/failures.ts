import { commands, l10n, window } from 'vscode';
import type { Failure } from '../core/errors';

export interface FailureButton {
  readonly title: string;
  run(): unknown;
}

/** Tells a person what did not happen, why, and what to do, with buttons that do it. */
export async function showFailure(failure: Failure, ...buttons: readonly FailureButton[]): Promise<void> {
  const all: readonly FailureButton[] = [...buttons, { title: l10n.t('Show Log'), run: () => commands.executeCommand('headwater.showLog') }];
  const text = [`${failure.what}.`, failure.why, failure.todo].filter((part) => part !== undefined && part !== '').join(' ');
  const chosen = await window.showErrorMessage(text, ...all.map(({ title }) => title));
  await all.find(({ title }) => title === chosen)?.run();
}
