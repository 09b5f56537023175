import { l10n, QuickPickItemKind, window } from 'vscode';
import type { QuickPickItem } from 'vscode';
import type { RefInfo } from '../../../core/contract/versions';
import { ListRefs } from '../../../protocol/versions';
import type { SessionRequests } from '../../objects/sessionRequests';

export interface RefChoice {
  readonly connectionId: string;
  readonly container: readonly string[];
  readonly title: string;
  readonly placeholder: string;
  /** Names that are not offered. */
  readonly without?: readonly string[];
  readonly kinds?: readonly ('branch' | 'tag')[];
  /** Entries of other kinds, before all. */
  readonly extra?: readonly (QuickPickItem & { readonly run: 'create' })[];
}

type Item = QuickPickItem & { readonly ref?: RefInfo; readonly run?: 'create' };

/** Refs that one list shows; a longer list is searched on the server while somebody types. */
const PAGE = 500;

/** Lets the person pick a branch or tag. */
export async function pickRef(requests: SessionRequests, choice: RefChoice): Promise<RefInfo | 'create' | undefined> {
  const pick = window.createQuickPick<Item>();
  pick.title = choice.title;
  pick.placeholder = choice.placeholder;
  pick.matchOnDescription = true;
  let asked = 0;
  const load = async (prefix: string): Promise<void> => {
    const round = ++asked;
    pick.busy = true;
    try {
      const items = await itemsOf(requests, choice, prefix);
      if (round === asked) pick.items = items;
    } finally {
      if (round === asked) pick.busy = false;
    }
  };
  let failure: Error | undefined;
  const loading = (prefix: string): void => {
    load(prefix).catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
      pick.hide();
    });
  };
  pick.onDidChangeValue((value) => {
    if (pick.items.length >= PAGE || value === '') loading(value);
  });
  loading('');
  const chosen = await new Promise<Item | undefined>((resolve) => {
    pick.onDidAccept(() => {
      resolve(pick.selectedItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
    });
    pick.show();
  });
  pick.dispose();
  if (failure) throw failure;
  return chosen?.run ?? chosen?.ref;
}

async function itemsOf(requests: SessionRequests, { connectionId, container, without = [], kinds = ['branch', 'tag'], extra = [] }: RefChoice, prefix: string): Promise<readonly Item[]> {
  const lists = await Promise.all(kinds.map(async (kind) => ({ kind, ...(await requests.request(ListRefs, { connectionId, container, kind, limit: PAGE, ...(prefix === '' ? {} : { prefix }) })) })));
  const groups = lists.map(({ kind, refs }): readonly Item[] => {
    const shown = refs.filter(({ name }) => !without.includes(name));
    const label = kind === 'branch' ? l10n.t('branches') : l10n.t('tags');
    return shown.length === 0 ? [] : [{ label, kind: QuickPickItemKind.Separator }, ...shown.map(itemOf)];
  });
  return [...extra, ...groups.flat()];
}

function itemOf(ref: RefInfo): Item {
  const icon = ref.kind === 'tag' ? 'tag' : ref.protected ? 'lock' : 'git-branch';
  return { label: `$(${icon}) ${ref.name}`, description: `${ref.commit.slice(0, 10)}${ref.default ? ` ${l10n.t('default')}` : ''}`, ref };
}
