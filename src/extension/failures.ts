import { l10n, window } from 'vscode';
import type { LogOutputChannel } from 'vscode';
import { failureOf, isCancelled, plainText } from '../core/errors';
import type { Failure } from '../core/errors';

/** A button under a failure. */
export interface FailureAction {
  readonly title: string;
  run(): unknown;
}

export interface FailureReporter {
  /** Tells a person about an error, under the title `what` where it has none. Does not wait for an answer; a cancelling is silent. */
  report(error: unknown, what: string, actions?: readonly FailureAction[]): void;
}

/** Tells in the editor's notifications: what did not happen, why, what to do, and buttons that do it. */
export class EditorFailures implements FailureReporter {
  constructor(private readonly log: LogOutputChannel) {}

  report(error: unknown, what: string, actions: readonly FailureAction[] = []): void {
    if (isCancelled(error)) return;
    const failure = failureOf(error, what);
    this.log.error([`${failure.what}: ${failure.why}`, failure.code, failure.detail].filter((part) => part !== undefined).join('\n'));
    void this.#show(failure, actions);
  }

  async #show(failure: Failure, actions: readonly FailureAction[]): Promise<void> {
    const all: readonly FailureAction[] = [...actions, { title: l10n.t('Show Log'), run: () => this.log.show(true) }];
    const chosen = await window.showErrorMessage(messageOf(failure), ...all.map(({ title }) => title));
    await all.find(({ title }) => title === chosen)?.run();
  }
}

function messageOf({ what, why, todo }: Failure): string {
  return plainText([`${what}: ${why}`, todo].filter((part) => part !== undefined && part !== '').join(' '));
}
