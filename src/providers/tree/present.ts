import type { CatalogNode } from '../../core/contract/catalog';
import type { ConnectionProfile } from '../../core/contract/profile';
import { plainText } from '../../core/errors';
import { DATA_ENDING } from '../../core/format/dataNames';
import type { Failure } from '../../core/errors';
import type { ConnectionNotice } from '../../extension/connections/notices';
import { addressOf, expressible } from '../../extension/objects/objectUri';
import type { SessionInfo } from '../../protocol/sessions';
import type { SessionState } from '../../extension/services';
import { matchesIn } from './matches';
import type { ConnectionNode, FailureNode, MoreNode, ObjectNode, TreeNode } from './nodes';
import { escapeMarkdown } from './presentation';
import type { Presentation } from './presentation';
import type { Words } from './words';

export interface PresentContext {
  readonly words: Words;
  readonly id: string;
  readonly filter: string;
  /** True where something below the node matches the filter. */
  readonly uncovered: boolean;
  readonly connections: {
    find(id: string): ConnectionProfile | undefined;
    state(id: string): SessionState;
    info(id: string): SessionInfo | undefined;
    failure(id: string): Failure | undefined;
    isShared(id: string): boolean;
  };
}

/** How a node of the connections tree looks and reads. */
export function present(node: TreeNode, context: PresentContext): Presentation {
  const { id, filter, words } = context;
  const expansion = context.uncovered ? 'expanded' : 'collapsed';
  switch (node.kind) {
    case 'folder': {
      const label = node.levels.at(-1) ?? '';
      return { id, label, highlights: matchesIn(label, filter), icon: 'folder', expansion: 'expanded', context: ['folder'], accessible: words.folder(label) };
    }
    case 'connection':
      return { ...connection(node, context), id, expansion };
    case 'object':
      return { ...object(node, context), id, expansion: node.object.children ? expansion : 'none' };
    case 'more':
      return { ...more(node, words), id, expansion: 'none' };
    case 'failure':
      return { ...failureLook(node, words), id, expansion: 'none' };
    case 'connect':
      return {
        ...{ id, label: words.notConnected, icon: 'debug-disconnect', expansion: 'none', context: ['connect'], accessible: words.notConnected },
        command: { id: 'headwater.tree.retry', title: words.connect },
      };
    case 'notice':
      return { ...notice(node.notice, words), id, expansion: 'none' };
  }
}

type Look = Omit<Presentation, 'id' | 'expansion'>;

function connection({ connectionId }: ConnectionNode, { connections, filter, words }: PresentContext): Look {
  const profile = connections.find(connectionId);
  const label = profile?.name ?? '';
  const state = connections.state(connectionId);
  const info = connections.info(connectionId);
  const product = info && `${info.server.product} ${info.server.version}`.trim();
  const marks = [product, profile?.protected ? words.protected : undefined, connections.isShared(connectionId) ? words.workspace : undefined];
  const description = marks.filter((mark) => mark !== undefined).join(' · ');
  const origin = connections.isShared(connectionId) ? 'shared' : connectionId === 'local' ? 'builtin' : 'own';
  return {
    label,
    description,
    highlights: matchesIn(label, filter),
    icon: state === 'opening' ? 'loading~spin' : profile?.protected ? 'lock' : 'database',
    ...(profile?.colour ? { colour: `headwater.${profile.colour}` } : {}),
    context: ['connection', origin, state, profile?.protected ? 'protected' : 'unprotected', ...(info?.capabilities.includes('graphs') ? ['graph'] : [])],
    tooltip: connectionTooltip(words, profile, info, connections.failure(connectionId)),
    resource: `headwater-connection:/${connectionId}`,
    accessible: [words.connection(label), words.state(state), description].filter((part) => part !== '').join(', '),
  };
}

function connectionTooltip(words: Words, profile: ConnectionProfile | undefined, info: SessionInfo | undefined, failure: Failure | undefined): string {
  const facts: (readonly [string, string])[] = info
    ? [[words.product, `${info.server.product} ${info.server.version}`], ...info.server.facts, [words.connectTime, `${Math.round(info.connectMs)} ms`]]
    : [];
  const limits: (readonly [string, string])[] = [];
  if (profile?.statementTimeoutMs !== undefined) limits.push([words.timeout, `${profile.statementTimeoutMs / 1000} s`]);
  if (profile?.rowCap !== undefined) limits.push([words.rowCap, profile.rowCap.toLocaleString('en-US')]);
  const rows = [...facts, ...limits].map(([label, value]) => `- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}`);
  const title = `**${escapeMarkdown(profile?.name ?? '')}**${profile?.protected ? ` $(lock) ${words.protectedLong}` : ''}`;
  return [title, ...(failure ? [failureText(failure)] : []), rows.join('\n')].filter((part) => part !== '').join('\n\n');
}

function object({ object: entry, connectionId }: ObjectNode, { connections, filter, words }: PresentContext): Look {
  const context = ['object', `kind:${entry.kind}`];
  if (entry.reference !== undefined) context.push('reference');
  if (entry.selectable) context.push('selectable');
  if (entry.file !== undefined) context.push('file');
  if (entry.children) context.push('parent');
  if (entry.table !== undefined) context.push('table', ...(connections.info(connectionId)?.capabilities.includes('live') ? ['live'] : []));
  if (entry.graph) context.push('graph');
  if (entry.actions?.length) context.push('actions');
  const stored = storedContext(entry);
  context.push(...stored);
  return {
    label: entry.label,
    highlights: matchesIn(entry.label, filter),
    icon: entry.icon,
    context,
    ...(entry.description === undefined ? {} : { description: entry.description }),
    tooltip: entry.tooltip ?? `**${escapeMarkdown(entry.label)}** ${escapeMarkdown(entry.description ?? '')}`,
    accessible: [`${entry.kind} ${entry.label}`, entry.description].filter((part) => part !== undefined).join(', '),
    ...(entry.file === undefined ? {} : { command: { id: 'headwater.tree.openFile', title: words.open } }),
    ...(stored.includes('isStored') ? { command: { id: 'headwater.objects.open', title: words.open }, ...dragged(connectionId, entry) } : {}),
  };
}

/** The address of an object: by it the editor marks what is changed and chooses the icon, and it goes along where the object is dragged. */
function dragged(connectionId: string, entry: CatalogNode): { readonly resource?: string } {
  const resource = storedAddress(connectionId, entry);
  return resource === undefined ? {} : { resource };
}

/** The address of a stored object as text; `undefined` for everything else, and for keys that no address can hold. */
export function storedAddress(connectionId: string, entry: CatalogNode): string | undefined {
  const path = entry.object ?? [];
  const joined = path.join('/');
  if (!storedContext(entry).includes('isStored') || !expressible(joined) || /\p{Cs}/u.test(joined)) return undefined;
  const address = addressOf(connectionId, path);
  return `${address.scheme}://${address.authority}${address.path.split('/').map(encodeURIComponent).join('/')}`;
}

/** What menus ask about objects and versions. A node with children stands for a prefix. */
function storedContext({ object: path, children, version }: CatalogNode): readonly string[] {
  const words: string[] = [];
  if (path) words.push((path.at(-1) ?? '') === '' || path.at(-1)?.endsWith('/') || children ? 'isPrefix' : 'isStored');
  if (words.includes('isStored') && DATA_ENDING.test(path?.at(-1) ?? '')) words.push('isData');
  if (version) words.push('isVersioned');
  if (version?.ref) words.push({ branch: 'isBranch', tag: 'isTag', commit: 'isCommit' }[version.ref.kind]);
  return words;
}

function more({ parent }: MoreNode, words: Words): Look {
  const { items, total } = parent.children.shown;
  const description = words.shown(items.length, total);
  return {
    ...{ label: words.loadMore, description, icon: 'ellipsis', context: ['more'], accessible: `${words.loadMore} ${description}` },
    command: { id: 'headwater.tree.loadMore', title: words.loadMore },
  };
}

function failureLook({ failure }: FailureNode, words: Words): Look {
  return {
    label: plainText(failure.why), // what failed is the row above
    icon: 'error',
    colour: 'list.errorForeground',
    context: ['failure'],
    tooltip: failureText(failure),
    accessible: plainText(words.failed(failure)),
    command: { id: 'headwater.tree.retry', title: words.retry },
  };
}

function failureText({ what, why, todo, code, detail }: Failure): string {
  const text = [`**${escapeMarkdown(plainText(what))}**`, ...[why, todo].flatMap((part) => (part === undefined ? [] : [escapeMarkdown(plainText(part))]))];
  if (detail !== undefined || code !== undefined) text.push(`\n\`\`\`text\n${[code, detail].filter((part) => part !== undefined).join('\n').replaceAll('```', "'''")}\n\`\`\``);
  return text.join('\n\n');
}

function notice(entry: ConnectionNotice, words: Words): Look {
  const look = (label: string, description: string, icon: string, command: string, title: string): Look => ({
    ...{ label, description, icon, context: ['notice', entry.kind], accessible: `${label}. ${description}`, tooltip: `**${escapeMarkdown(label)}**\n\n${escapeMarkdown(description)}` },
    ...(entry.kind === 'first' ? {} : { colour: 'list.warningForeground' }),
    command: { id: command, title },
  });
  switch (entry.kind) {
    case 'read-only':
      return look(words.readOnly, words.readOnlyWhy, 'lock', 'workbench.extensions.action.checkForUpdates', words.update);
    case 'unreadable':
      return look(words.unreadable(entry.entries.length), entry.entries[0]?.reason ?? '', 'warning', 'headwater.connection.showUnreadable', words.show);
    case 'malformed':
      return look(words.malformed(entry.problem), entry.problem.reason, 'warning', 'headwater.connection.openSetting', words.openSettings);
    case 'first':
      return look(words.addFirst, words.addFirstWhy, 'add', 'headwater.connection.add', words.addFirst);
    case 'ignored':
      return look(words.ignored(entry.count), words.ignoredWhy, 'shield', 'workbench.trust.manage', words.trust);
  }
}
