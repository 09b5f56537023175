import type { Catalog } from '../../core/contract/catalog';
import type { StatementChecks } from '../../core/contract/checks';
import type { StatementLanguage } from '../../core/contract/language';
import type { NamedConnection } from './otherConnections';

/** What the language features need of the rest of the server. */
export interface LanguageSources {
  /** The catalog of an open session; `undefined` while it is closed. Nothing is opened for it. */
  catalogOf(connectionId: string): Catalog | undefined;
  /** Open connections whose tables any statement may name; absent where statements name none. */
  connections?(): Promise<readonly NamedConnection[]>;
  /** What the open session finds in statements that did not run; `undefined` where it finds nothing, or where nobody wants it. */
  checksOf?(connectionId: string): StatementChecks | undefined;
  /** The language of an open session, where it differs from its backend's. */
  sessionLanguageOf(connectionId: string): StatementLanguage | undefined;
  /** The language of a backend; `undefined` asks for the one of documents without a connection. */
  languageOf(backend: string | undefined): Promise<StatementLanguage | undefined>;
}
