import { Range, window } from 'vscode';
import type { TextDocument } from 'vscode';
import type { StatementDialect } from '../../core/contract/language';
import type { ConnectionService } from '../connections/connectionService';
import type { DocumentBindings } from '../running/documentBindings';
import { holdsStatements } from '../running/documents';
import { HEAD_LINES } from '../running/headerLine';
import { namedLanguage } from './languageLine';

export interface ActiveDialects {
  readonly document: TextDocument;
  /** The first lines. */
  readonly head: string;
  readonly dialects: readonly [StatementDialect, ...StatementDialect[]];
  /** What the document names. */
  readonly named: string | undefined;
  /** Absent where it names none that the connection knows. */
  readonly current: StatementDialect | undefined;
}

/** The languages that the active document may be in; `undefined` where its connection is not open or has but one. */
export function activeDialects(bindings: Pick<DocumentBindings, 'connectionOf'>, connections: Pick<ConnectionService, 'info'>): ActiveDialects | undefined {
  const document = window.activeTextEditor?.document;
  if (!document || !holdsStatements(document)) return undefined;
  const profile = bindings.connectionOf(document.uri);
  const [own, ...others] = (profile && connections.info(profile.id)?.dialects) ?? [];
  if (!own) return undefined;
  const head = document.getText(new Range(0, 0, HEAD_LINES, 0));
  const named = namedLanguage(head);
  const dialects = [own, ...others] as const;
  return { document, head, dialects, named, current: named === undefined ? own : dialects.find(({ id }) => id === named) };
}
