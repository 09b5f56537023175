import { l10n } from 'vscode';
import type { TextDocument } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import type { DocumentBindings } from '../running/documentBindings';
import type { Connections } from '../services';
import { lineSettings } from './lineSettings';

/** Which connection a document of line protocol is written to: the one it names, or the one chosen for it. */
export class LineConnections {
  constructor(
    private readonly connections: Pick<Connections, 'findByName' | 'pick'>,
    private readonly bindings: Pick<DocumentBindings, 'bindingOf' | 'bind' | 'onDidChange'>,
  ) {}

  get onDidChange() {
    return this.bindings.onDidChange;
  }

  /** `undefined` while none is chosen, or the one that the document names does not exist. */
  of(document: TextDocument): ConnectionProfile | undefined {
    const name = this.#named(document);
    if (name !== undefined) return this.connections.findByName(name);
    const binding = this.bindings.bindingOf(document.uri);
    return binding.from === 'remembered' ? binding.profile : undefined;
  }

  /** Asks where none is chosen. @throws HeadwaterError where the document names one that does not exist */
  async need(document: TextDocument): Promise<ConnectionProfile | undefined> {
    const known = this.of(document);
    if (known) return known;
    const name = this.#named(document);
    if (name !== undefined) {
      throw new HeadwaterError({ what: l10n.t('Could not write the lines'), why: l10n.t('There is no connection “{0}”, which the document names.', name), todo: l10n.t('Correct the name in its first lines.'), kind: 'notFound', code: 'unknown-connection' });
    }
    return this.choose(document);
  }

  async choose(document: TextDocument): Promise<ConnectionProfile | undefined> {
    const profile = await this.connections.pick(l10n.t('Write {0} to', document.uri.path.split('/').at(-1) ?? ''));
    if (profile) await this.bindings.bind(document.uri, profile.id);
    return profile;
  }

  #named(document: TextDocument): string | undefined {
    const name = lineSettings(document.getText())['connection'];
    return name === '' ? undefined : name;
  }
}
