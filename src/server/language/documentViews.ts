import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Catalog } from '../../core/contract/catalog';
import type { StatementChecks } from '../../core/contract/checks';
import type { StatementLanguage } from '../../core/contract/language';
import { splitStatements, type SplitText } from '../../core/sql/split';
import type { DocumentBinding } from '../../protocol/statements';
import type { NamedConnection } from './otherConnections';
import type { LanguageSources } from './sources';

/** A document as the features see it, at one version. */
export interface DocumentView {
  readonly document: TextDocument;
  readonly language: StatementLanguage;
  readonly split: SplitText;
  /** Present while its connection is open. */
  readonly catalog: Catalog | undefined;
  readonly checks: StatementChecks | undefined;
  /** Other open connections, by whose names their tables are there too. */
  others(): Promise<readonly NamedConnection[]>;
}

interface KnownSplit {
  readonly version: number;
  readonly language: StatementLanguage;
  readonly split: SplitText;
}

/** The open documents with their connections, each split once per version. */
export class DocumentViews {
  readonly #bindings = new Map<string, DocumentBinding>();
  readonly #splits = new WeakMap<TextDocument, KnownSplit>();

  constructor(
    private readonly documents: { get(uri: string): TextDocument | undefined },
    private readonly sources: LanguageSources,
  ) {}

  /** Kept when the document closes: the host tells it once, and a document may come back. */
  bind(binding: DocumentBinding): void {
    this.#bindings.set(binding.uri, binding);
  }

  /** `undefined` for a document that is not open, or whose language is not known. */
  async view(uri: string): Promise<DocumentView | undefined> {
    const binding = this.#bindings.get(uri);
    const own = binding?.connectionId === undefined ? undefined : this.sources.sessionLanguageOf(binding.connectionId);
    const language = own ?? (await this.sources.languageOf(binding?.backend)) ?? (await this.sources.languageOf(undefined));
    const document = this.documents.get(uri);
    if (!language || !document) return undefined;
    const catalog = binding?.connectionId === undefined ? undefined : this.sources.catalogOf(binding.connectionId);
    const checks = binding?.connectionId === undefined ? undefined : this.sources.checksOf?.(binding.connectionId);
    const others = async (): Promise<readonly NamedConnection[]> => (binding?.connectionId === undefined ? [] : ((await this.sources.connections?.()) ?? []).filter(({ id }) => id !== binding.connectionId));
    return { document, language, split: this.#splitOf(document, language), catalog, checks, others };
  }

  #splitOf(document: TextDocument, language: StatementLanguage): SplitText {
    const known = this.#splits.get(document);
    if (known?.version === document.version && known.language === language) return known.split;
    const split = splitStatements(document.getText(), language);
    this.#splits.set(document, { version: document.version, language, split });
    return split;
  }
}
