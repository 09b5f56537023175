import { type CancellationToken, CodeLensRefreshRequest, type CompletionList, type Connection, type Disposable, type Hover, MarkupKind, type SignatureHelp, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { BindDocument, type DocumentBinding, ReportProblem } from '../../protocol/statements';
import type { Router } from '../router';
import { CatalogLookups } from './catalogLookups';
import { codeLensesOf } from './codeLenses';
import { Completer } from './completion';
import { Diagnostics } from './diagnostics';
import { type DocumentView, DocumentViews } from './documentViews';
import { foldsOf } from './folds';
import { HoverFinder } from './hover';
import { OtherConnections } from './otherConnections';
import { rangeOf } from './ranges';
import type { LanguageSources } from './sources';
import { callAt } from './pure/callAt';
import { fieldPathAt } from './pure/fieldPath';
import { tokensOf } from './pure/tokens';
import { signatureOf } from './signature';
import { statementTextAt } from './statementText';
import { symbolsOf } from './symbols';
import { within } from './within';

/** Milliseconds that the other side may take. */
const COMPLETION_MS = 5_000;
const HOVER_MS = 4_000;
/** Splitting needs no other side; the bound is for a backend that does not load. */
const LOCAL_MS = 5_000;

const NO_ITEMS: CompletionList = { isIncomplete: true, items: [] };

/**
 * The language features on the connection to the editor. Wiring, inside the handler of `initialize`:
 * `new LanguageService(connection, router, sources).register()`, and {@link languageCapabilities} merged into its answer.
 */
export class LanguageService {
  readonly #documents = new TextDocuments(TextDocument);
  readonly #views: DocumentViews;
  readonly #diagnostics: Diagnostics;
  readonly #lookups = new CatalogLookups();
  readonly #completer = new Completer(this.#lookups);

  constructor(
    private readonly connection: Connection,
    private readonly router: Pick<Router, 'listen'>,
    sources: LanguageSources,
  ) {
    this.#views = new DocumentViews(this.#documents, sources);
    this.#diagnostics = new Diagnostics(this.#views, (uri, diagnostics) => {
      connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] }).catch(() => undefined);
    });
  }

  register(): Disposable {
    const { connection } = this;
    this.#documents.onDidChangeContent(({ document }) => this.#diagnostics.changed(document));
    this.#documents.onDidClose(({ document }) => this.#diagnostics.closed(document.uri));
    this.router.listen(BindDocument, (binding) => this.#bind(binding));
    this.router.listen(ReportProblem, (problem) => this.#diagnostics.report(this.#documents.get(problem.uri), problem));
    const registered = [
      this.#documents.listen(connection),
      connection.onCodeLens(({ textDocument }, token) => this.#local(textDocument.uri, token, codeLensesOf)),
      connection.onDocumentSymbol(({ textDocument }, token) => this.#local(textDocument.uri, token, symbolsOf)),
      connection.onFoldingRanges(({ textDocument }, token) => this.#local(textDocument.uri, token, foldsOf)),
      connection.onCompletion(({ textDocument, position, context }, token) => this.#complete(textDocument.uri, position, token, context?.triggerCharacter)),
      connection.onSignatureHelp(({ textDocument, position }, token) => this.#signature(textDocument.uri, position, token)),
      connection.onHover(({ textDocument, position }, token) => this.#hover(textDocument.uri, position, token)),
    ];
    return {
      dispose: () => {
        this.#diagnostics.dispose();
        for (const registration of registered) registration.dispose();
      },
    };
  }

  #bind(binding: DocumentBinding): void {
    this.#views.bind(binding);
    if (!this.#documents.get(binding.uri)) return;
    this.#diagnostics.bound(binding.uri);
    // The editor may not know the request; then the lenses follow with the next edit.
    this.connection.sendRequest(CodeLensRefreshRequest.type).catch(() => undefined);
  }

  /** A feature that needs only the document. */
  async #local<T>(uri: string, token: CancellationToken, make: (view: DocumentView) => readonly T[]): Promise<T[]> {
    const made = await within(LOCAL_MS, token, async () => {
      const view = await this.#views.view(uri);
      return view ? make(view) : [];
    });
    return [...(made ?? [])];
  }

  async #complete(uri: string, position: { readonly line: number; readonly character: number }, token: CancellationToken, typed: string | undefined): Promise<CompletionList> {
    const list = await within(COMPLETION_MS, token, async () => {
      const view = await this.#views.view(uri);
      if (!view) return NO_ITEMS;
      const { document, language, catalog } = view;
      const offset = document.offsetAt(position);
      const { text: statement, start } = statementTextAt(document.getText(), view.split, offset);
      // This key is a comparison too, and then no occasion to offer anything.
      if (typed === '>' && !fieldPathAt(statement, offset - start, language)) return NO_ITEMS;
      return this.#completer.complete({ statement, offset: offset - start, language, catalog, others: await this.#others(view), token }, (range) => rangeOf(document, { start: range.start + start, end: range.end + start }));
    });
    return list ?? NO_ITEMS;
  }

  async #others(view: DocumentView): Promise<OtherConnections> {
    return new OtherConnections(await view.others(), this.#lookups, view.language);
  }

  async #signature(uri: string, position: { readonly line: number; readonly character: number }, token: CancellationToken): Promise<SignatureHelp | undefined> {
    return within(HOVER_MS, token, async (signal) => {
      const view = await this.#views.view(uri);
      if (!view?.catalog?.callOf) return undefined;
      const { document, language, catalog } = view;
      const offset = document.offsetAt(position);
      const { text, start } = statementTextAt(document.getText(), view.split, offset);
      const call = callAt(tokensOf(text, language), offset - start);
      const help = call && (await catalog.callOf?.(call.name, signal));
      return help && signatureOf(help, call.argument);
    });
  }

  async #hover(uri: string, position: { readonly line: number; readonly character: number }, token: CancellationToken): Promise<Hover | undefined> {
    return within(HOVER_MS, token, async (signal) => {
      const view = await this.#views.view(uri);
      if (!view?.catalog) return undefined;
      const { document, language, catalog } = view;
      const offset = document.offsetAt(position);
      const { text, start } = statementTextAt(document.getText(), view.split, offset);
      const found = await new HoverFinder(this.#lookups, catalog, language, await this.#others(view)).find(text, offset - start, signal);
      if (!found) return undefined;
      const range = rangeOf(document, { start: found.range.start + start, end: found.range.end + start });
      return { contents: { kind: MarkupKind.Markdown, value: found.markdown }, range };
    });
  }
}
