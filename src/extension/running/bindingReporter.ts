import { BindDocument } from '../../protocol/statements';
import type { Disposal, Listen } from '../emitter';
import type { Server } from '../server/api';
import type { Bindings, DocumentUri } from '../services';
import type { Documents, OpenDocument } from './documents';
import { holdsStatements } from './documents';

/** Tells the server which connection each open document uses, for completion, hover and CodeLens. */
export class BindingReporter {
  readonly #listening: readonly Disposal[];

  constructor(
    private readonly server: Pick<Server, 'state' | 'onDidChangeState' | 'notify'>,
    documents: Pick<Documents, 'all' | 'onDidOpen'>,
    private readonly bindings: Omit<Bindings, 'onDidChange'> & { readonly onDidChange: Listen<DocumentUri> },
  ) {
    this.#listening = [
      server.onDidChangeState((state) => {
        if (state === 'running') for (const document of documents.all) this.#tell(document);
      }),
      documents.onDidOpen((document) => this.#tell(document)),
      bindings.onDidChange((uri) => {
        const document = server.state === 'running' && documents.all.find((open) => open.uri.toString() === uri.toString());
        if (document) this.#tell(document);
      }),
    ];
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
  }

  #tell(document: OpenDocument): void {
    if (this.server.state !== 'running' || !holdsStatements(document)) return;
    const profile = this.bindings.connectionOf(document.uri);
    this.server.notify(BindDocument, { uri: document.uri.toString(), ...(profile ? { connectionId: profile.id, backend: profile.backend } : {}) });
  }
}
