import { commands, l10n, Range, window, workspace, WorkspaceEdit } from 'vscode';
import type { TextDocument } from 'vscode';
import type { ConnectionProfile } from '../../../core/contract/profile';
import { quotedName } from '../../running/headerLine';
import type { QueryContext } from './context';
import { documentOf } from './document';

/** Binds the active document to a connection that the person picks. */
export async function chooseConnection(context: QueryContext, given?: unknown): Promise<void> {
  const document = await documentOf(given);
  if (document) await choose(context, document, l10n.t('Connection of {0}', nameOf(document)));
}

/** The connection of a document; asks where it has none, or names one that does not exist. */
export async function connectionFor(context: QueryContext, document: TextDocument): Promise<ConnectionProfile | undefined> {
  const binding = context.bindings.bindingOf(document.uri);
  switch (binding.from) {
    case 'header':
    case 'given':
    case 'remembered':
    case 'default':
      return binding.profile;
    case 'none':
      return choose(context, document, l10n.t('Run {0} on', nameOf(document)));
    case 'unknown':
      return (await explainUnknown(context, binding.name, binding.header !== undefined)) ? choose(context, document, l10n.t('Connection of {0}', nameOf(document))) : undefined;
  }
}

async function explainUnknown({ connections }: QueryContext, name: string, inDocument: boolean): Promise<boolean> {
  const [choose, add] = [l10n.t('Choose Connection'), l10n.t('Add Connection')];
  const known = connections.profiles.slice(0, 8).map((profile) => `“${profile.name}”`).join(', ');
  const where = inDocument ? l10n.t('The document names it in its first lines') : l10n.t('The setting headwater.sql.defaultConnection names it');
  const chosen = await window.showErrorMessage(l10n.t('There is no connection “{0}”. {1}; known are {2}.', name, where, known), choose, add);
  if (chosen === add) await commands.executeCommand('headwater.connection.add');
  return chosen === choose;
}

/** A connection that the document names itself is changed there, since it goes before all others. */
async function choose({ bindings, connections }: QueryContext, document: TextDocument, title: string): Promise<ConnectionProfile | undefined> {
  const profile = await connections.pick(title);
  if (!profile) return undefined;
  const binding = bindings.bindingOf(document.uri);
  const header = 'header' in binding ? binding.header : undefined;
  if (header) {
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(header.start), document.positionAt(header.end)), quotedName(profile.name));
    await workspace.applyEdit(edit);
  } else await bindings.bind(document.uri, profile.id);
  return profile;
}

function nameOf(document: TextDocument): string {
  return document.uri.path.split('/').at(-1) ?? document.uri.path;
}
