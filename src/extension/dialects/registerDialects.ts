import { Disposable } from 'vscode';
import { registerCommand } from '../commands/command';
import type { ConnectionService } from '../connections/connectionService';
import type { FailureReporter } from '../failures';
import type { DocumentBindings } from '../running/documentBindings';
import { chooseLanguage } from './chooseLanguage';
import { DialectItem } from './dialectItem';

export interface DialectDeps {
  readonly bindings: Pick<DocumentBindings, 'connectionOf' | 'onDidChange'>;
  readonly connections: Pick<ConnectionService, 'info' | 'profiles' | 'onDidChangeState'>;
  readonly failures: FailureReporter;
}

/** The item in the status bar, and its command. */
export function registerDialects({ bindings, connections, failures }: DialectDeps): Disposable {
  return Disposable.from(new DialectItem(bindings, connections), registerCommand(chooseLanguage(bindings, connections), failures));
}
