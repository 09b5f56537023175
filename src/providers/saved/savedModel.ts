import { byName } from '../../extension/connections/treeOrder';
import { Emitter } from '../../extension/emitter';
import type { Disposal } from '../../extension/emitter';
import { labelOf } from '../../extension/history/search';
import type { Translator } from '../../extension/running/runWords';
import type { Kept, SavedStore } from '../../extension/saved/savedStore';
import type { Connections } from '../../extension/services';
import { codeBlock } from '../codeBlock';
import type { TreeModel } from '../tree/modelTree';
import { escapeMarkdown } from '../tree/presentation';
import type { Presentation } from '../tree/presentation';

/** Items of one connection, or of none. */
export interface SavedGroup {
  readonly kind: 'group';
  readonly title: string;
  readonly items: readonly SavedNode[];
}
export interface SavedNode {
  readonly kind: 'saved';
  readonly kept: Kept;
  readonly group: string;
}

export interface SavedModelDeps {
  readonly store: Pick<SavedStore, 'all' | 'onDidChange'>;
  readonly connections: Pick<Connections, 'find' | 'onDidChange'>;
  readonly l10n: Translator;
}

/** Saved queries and bookmarks by connection; what belongs to none comes last. */
export class SavedModel implements TreeModel<SavedGroup | SavedNode> {
  readonly #changed = new Emitter<SavedGroup | SavedNode | undefined>();
  readonly #listening: readonly Disposal[];
  #groups: readonly SavedGroup[] = [];
  readonly onDidChange = this.#changed.event;

  constructor(private readonly deps: SavedModelDeps) {
    const changed = (): void => this.#changed.fire(undefined);
    this.#listening = [deps.store.onDidChange(changed), deps.connections.onDidChange(changed)];
  }

  children(node: SavedGroup | SavedNode | undefined): readonly (SavedGroup | SavedNode)[] {
    if (node) return node.kind === 'group' ? node.items : [];
    const titles = new Map<string, Kept[]>();
    for (const kept of this.deps.store.all()) {
      const title = this.#titleOf(kept);
      titles.set(title, [...(titles.get(title) ?? []), kept]);
    }
    const last = (title: string): number => Number(title === '');
    this.#groups = [...titles]
      .sort(([one], [other]) => last(one) - last(other) || byName(one, other))
      .map(([title, all]) => ({ kind: 'group', title, items: all.sort((one, other) => byName(one.item.name, other.item.name)).map((kept) => ({ kind: 'saved', kept, group: title })) }));
    return this.#groups;
  }

  parent(node: SavedGroup | SavedNode): SavedGroup | undefined {
    return node.kind === 'saved' ? this.#groups.find(({ title }) => title === node.group) : undefined;
  }

  present(node: SavedGroup | SavedNode): Presentation {
    return node.kind === 'group' ? this.#group(node) : this.#item(node);
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #titleOf({ item: { connectionId, connectionName = '' } }: Kept): string {
    return (connectionId === undefined ? undefined : this.deps.connections.find(connectionId)?.name) ?? connectionName;
  }

  #group({ title, items }: SavedGroup): Presentation {
    const label = title === '' ? this.deps.l10n.t('Any Connection') : title;
    return { id: `group ${title}`, label, icon: 'plug', expansion: 'expanded', context: ['group'], accessible: `${label}, ${items.length}` };
  }

  #item({ kept: { item, scope } }: SavedNode): Presentation {
    const { l10n } = this.deps;
    const where = scope === 'workspace' ? [l10n.t('this workspace')] : [];
    const detail = item.kind === 'query' ? labelOf(item.text) : (item.reference ?? '');
    return {
      id: `saved ${item.id}`,
      label: item.name,
      description: [...where, detail].filter((part) => part !== '').join(' · '),
      tooltip: item.kind === 'query' ? codeBlock(item.text, item.language) : escapeMarkdown(detail),
      icon: item.kind === 'query' ? 'file-code' : item.icon,
      expansion: 'none',
      context: ['saved', item.kind, ...(item.kind === 'query' && item.language === 'sql' ? ['runnable'] : [])],
      command: { id: 'headwater.saved.open', title: item.kind === 'query' ? l10n.t('Open in Editor') : l10n.t('Show in Connections') },
      accessible: `${item.kind === 'query' ? l10n.t('Saved query') : l10n.t('Bookmark')} ${item.name}`,
    };
  }
}
