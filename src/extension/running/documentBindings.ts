import type { ConnectionProfile } from '../../core/contract/profile';
import { LOCAL_ID } from '../connections/localProfile';
import { Emitter } from '../emitter';
import type { Disposal, Listen } from '../emitter';
import type { Bindings, Connections, DocumentUri } from '../services';
import type { Documents, OpenDocument } from './documents';
import { holdsStatements } from './documents';
import { headerConnection } from './headerLine';
import type { HeaderConnection } from './headerLine';
import type { RememberedBindings } from './rememberedBindings';
import { SavedAs } from './savedAs';

/** Where a document's connection comes from. */
export type Binding =
  | { readonly from: 'header'; readonly profile: ConnectionProfile; readonly header: HeaderConnection }
  | { readonly from: 'given' | 'remembered' | 'default'; readonly profile: ConnectionProfile }
  /** The document, or the setting, names a connection that does not exist. */
  | { readonly from: 'unknown'; readonly name: string; readonly header?: HeaderConnection }
  | { readonly from: 'none' };

export interface BindingDeps {
  readonly connections: Pick<Connections, 'find' | 'findByName' | 'onDidChange'>;
  readonly documents: Documents;
  readonly remembered: RememberedBindings;
  /** What a document is part of may name a connection for it, as a notebook does for its cells. */
  readonly given: { nameOf(uri: DocumentUri): string | undefined; readonly onDidChange: Listen<DocumentUri> };
  /** The setting `headwater.sql.defaultConnection` for a document: a name, `none`, or empty for Local. */
  defaultName(uri: DocumentUri): string;
  /** Told when the setting may have changed. */
  readonly onDidChangeDefault: (listener: () => void) => Disposal;
}

/** Every document with statements has at most one connection; this is the one place that knows which. */
export class DocumentBindings implements Bindings {
  readonly #changed = new Emitter<DocumentUri>();
  readonly #listening: readonly Disposal[];
  readonly #savedAs = new SavedAs();
  readonly onDidChange = this.#changed.event;

  constructor(private readonly deps: BindingDeps) {
    const { documents, connections } = deps;
    this.#listening = [
      documents.onDidOpen((document) => this.#opened(document)),
      documents.onDidClose((document) => this.#closed(document)),
      documents.onDidChange(({ document, head }) => {
        if (head && holdsStatements(document)) this.#changed.fire(document.uri);
      }),
      documents.onDidRename((renames) => this.#renamed(renames)),
      documents.onDidDelete(async (uris) => {
        for (const uri of uris) await deps.remembered.forget(uri.toString());
      }),
      connections.onDidChange(() => this.#allChanged()),
      deps.onDidChangeDefault(() => this.#allChanged()),
      deps.given.onDidChange((uri) => this.#changed.fire(uri)),
    ];
  }

  connectionOf(uri: DocumentUri): ConnectionProfile | undefined {
    const binding = this.bindingOf(uri);
    return 'profile' in binding ? binding.profile : undefined;
  }

  bindingOf(uri: DocumentUri): Binding {
    const { connections, remembered } = this.deps;
    const document = this.#find(uri.toString());
    const header = document && headerConnection(this.deps.documents.head(document));
    if (header) {
      const profile = connections.findByName(header.name);
      return profile ? { from: 'header', profile, header } : { from: 'unknown', name: header.name, header };
    }
    const given = this.deps.given.nameOf(uri);
    if (given !== undefined) {
      const profile = connections.findByName(given);
      return profile ? { from: 'given', profile } : { from: 'unknown', name: given };
    }
    const id = remembered.get(uri.toString());
    const chosen = id === undefined ? undefined : connections.find(id);
    return chosen ? { from: 'remembered', profile: chosen } : this.#default(uri);
  }

  /** Remembers the choice. A header line in the document goes on winning: see {@link Binding}. */
  async bind(uri: DocumentUri, connectionId: string): Promise<void> {
    await this.deps.remembered.set(uri.toString(), connectionId);
    this.#changed.fire(uri);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #default(uri: DocumentUri): Binding {
    const name = this.deps.defaultName(uri).trim();
    const profile = name === '' ? this.deps.connections.find(LOCAL_ID) : this.deps.connections.findByName(name);
    if (profile) return { from: 'default', profile };
    return name === '' || name.toLowerCase() === 'none' ? { from: 'none' } : { from: 'unknown', name };
  }

  #find(uri: string): OpenDocument | undefined {
    return this.deps.documents.all.find((document) => document.uri.toString() === uri);
  }

  #allChanged(): void {
    for (const document of this.deps.documents.all) if (holdsStatements(document)) this.#changed.fire(document.uri);
  }

  async #opened(document: OpenDocument): Promise<void> {
    if (!holdsStatements(document)) return;
    const inherited = this.deps.remembered.get(document.uri.toString()) === undefined ? this.#savedAs.opened(document) : undefined;
    if (inherited === undefined) this.#changed.fire(document.uri);
    else await this.bind(document.uri, inherited);
  }

  /** An untitled document that is saved is closed, and a file of the same text is opened, before or after. */
  async #closed(document: OpenDocument): Promise<void> {
    if (!document.isUntitled || !holdsStatements(document)) return;
    const key = document.uri.toString();
    const id = this.deps.remembered.get(key);
    if (id === undefined) return;
    await this.deps.remembered.forget(key);
    const saved = this.#savedAs.closed(document, id);
    if (saved && this.deps.remembered.get(saved.toString()) === undefined) await this.bind(saved, id);
  }

  async #renamed(renames: readonly { readonly from: DocumentUri; readonly to: DocumentUri }[]): Promise<void> {
    for (const { from, to } of renames) await this.deps.remembered.move(from.toString(), to.toString());
    this.#allChanged();
  }
}
