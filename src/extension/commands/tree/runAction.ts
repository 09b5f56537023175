import { randomUUID } from 'node:crypto';
import { l10n, ProgressLocation, ThemeIcon, window, workspace } from 'vscode';
import type { ConnectionProfile, FieldValue } from '../../../core/contract/profile';
import type { ObjectNode } from '../../../providers/tree/nodes';
import { ActionProgressNote, PreviewAction, RunAction, StartAction } from '../../../protocol/sessions';
import type { ActionDescriptor } from '../../../protocol/sessions';
import { ActionFormHost } from '../../forms/actionFormHost';
import type { Command } from '../command';
import type { TreeCommandDeps } from './deps';
import { nodeFor } from './deps';

/** Lets the person pick one of the actions that the session offers for a node, and runs it. */
export function runAction(deps: TreeCommandDeps): Command {
  return {
    id: 'headwater.tree.runAction',
    failing: l10n.t('Could not run the action'),
    run: async (argument) => {
      const node = nodeFor(deps, argument);
      if (node?.kind !== 'object') return;
      const session = await deps.connections.open(node.connectionId);
      const offered = session.actions.filter((action) => node.object.actions?.includes(action.id));
      const items = offered.map((action) => ({ label: action.title, iconPath: new ThemeIcon(action.icon ?? 'play'), action }));
      const chosen = await window.showQuickPick(items, { title: l10n.t('Actions of {0}', node.object.label) });
      if (!chosen) return;
      const { action } = chosen;
      if (action.fields.length === 0 && !action.prepared) await confirmAndPerform(deps, action, node, {});
      else await deps.openForm(await formOf(deps, action, node));
    },
  };
}

type Values = Readonly<Record<string, FieldValue>>;

async function formOf(deps: TreeCommandDeps, action: ActionDescriptor, node: ObjectNode): Promise<ActionFormHost> {
  const params = { connectionId: node.connectionId, action: action.id, path: node.object.path };
  const { values: initial, fields = action.fields } = action.prepared ? await deps.server.request(StartAction, params) : { values: {} };
  const preview = action.previewed ? (values: Values, signal: AbortSignal) => deps.server.request(PreviewAction, { ...params, values }, signal) : undefined;
  return new ActionFormHost({ ...action, fields }, node.object.label, (values) => confirmAndPerform(deps, action, node, values), initial, preview);
}

/** False where the person did not confirm. */
async function confirmAndPerform(deps: TreeCommandDeps, action: ActionDescriptor, node: ObjectNode, values: Values): Promise<boolean> {
  const confirmed = await mayRun(action, node, deps.connections.find(node.connectionId));
  if (confirmed) await perform(deps, action, node, values);
  return confirmed;
}

/** What the action itself asks, and on a protected connection a question before each change in any case. */
async function mayRun(action: ActionDescriptor, node: ObjectNode, profile: ConnectionProfile | undefined): Promise<boolean> {
  const { title, confirm } = action;
  const guarded = action.writes && profile?.protected === true;
  if (!confirm && !guarded) return true;
  const button = confirm?.button ?? title;
  const message = confirm?.message ?? l10n.t('{0} on “{1}”?', title, node.object.label);
  const warning = guarded ? [l10n.t('The connection “{0}” is protected.', profile.name)] : [];
  const detail = [...(confirm ? [confirm.detail] : []), ...warning].join('\n\n');
  return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button;
}

async function perform({ server, model }: TreeCommandDeps, action: ActionDescriptor, node: ObjectNode, values: Values): Promise<void> {
  const progress = { location: ProgressLocation.Notification, title: `${action.title}: ${node.object.label}`, cancellable: true };
  const params = { connectionId: node.connectionId, action: action.id, path: node.object.path, values, token: randomUUID() };
  const outcome = await window.withProgress(progress, async (shown, cancel) => {
    const listening = server.on(ActionProgressNote, ({ token, text: message }) => {
      if (token === params.token) shown.report({ message });
    });
    return server.request(RunAction, params, cancel).finally(() => listening.dispose());
  });
  if (outcome.message !== undefined) window.setStatusBarMessage(outcome.message, 6000);
  if (outcome.document) await window.showTextDocument(await workspace.openTextDocument({ language: outcome.document.language, content: outcome.document.text }));
  for (const path of outcome.changed ?? []) await model.refreshPath(node.connectionId, path);
}
