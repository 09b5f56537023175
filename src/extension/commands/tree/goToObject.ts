import { l10n, QuickPickItemKind, ThemeIcon, window } from 'vscode';
import type { QuickInputButton, QuickPick, QuickPickItem } from 'vscode';
import { HeadwaterError } from '../../../core/errors';
import type { FoundObject, ObjectSearch } from '../../find/objectFinder';
import { ObjectFinder } from '../../find/objectFinder';
import type { TreeCommandDeps } from './deps';
import { firstRows } from './selectFirstRows';

/** Milliseconds without a key before a text is looked for. */
const TYPING_MS = 150;

interface Item extends QuickPickItem {
  readonly found?: FoundObject;
  /** Opens the other connections and goes on. */
  readonly connect?: true;
}

interface Choice {
  readonly found: FoundObject;
  /** Shows first rows, instead of the place in the tree. */
  readonly rows: boolean;
}

/** Finds an object or a column by its name on all open connections, and shows it in the tree; called with a place, it goes there. */
export async function goToObject(deps: TreeCommandDeps, argument: unknown): Promise<void> {
  if (isPlace(argument)) {
    await show(deps, argument, false);
    return;
  }
  const choice = await choose(deps);
  if (!choice) return;
  const { connection, node, column } = choice.found;
  if (choice.rows) await firstRows(connection.id, node);
  else await show(deps, { connectionId: connection.id, path: node.path }, column !== undefined);
}

interface Place {
  readonly connectionId: string;
  readonly path: readonly string[];
}

function isPlace(value: unknown): value is Place {
  if (typeof value !== 'object' || value === null || !('connectionId' in value && 'path' in value)) return false;
  return typeof value.connectionId === 'string' && Array.isArray(value.path) && value.path.every((part) => typeof part === 'string');
}

async function show({ model, view, connections }: TreeCommandDeps, { connectionId, path }: Place, expand: boolean): Promise<void> {
  const place = await model.locate(connectionId, path);
  if (place) {
    await view.reveal(place, { select: true, focus: true, expand });
    return;
  }
  const name = connections.find(connectionId)?.name;
  throw new HeadwaterError({
    what: l10n.t('Could not go to {0}', path.at(-1) ?? ''),
    why: name === undefined ? l10n.t('Its connection is gone.') : l10n.t('It is no longer listed in *{0}*.', name),
    todo: l10n.t('Look for it by Headwater: Go to Object.'),
  });
}

async function choose({ server, connections }: TreeCommandDeps): Promise<Choice | undefined> {
  const finder = new ObjectFinder(server, connections);
  const rows: QuickInputButton = { iconPath: new ThemeIcon('table'), tooltip: l10n.t('Select First Rows') };
  const pick: QuickPick<Item> = window.createQuickPick<Item>();
  pick.title = l10n.t('Go to Object');
  pick.placeholder = l10n.t('Name of a table, a file, a topic, a column…');
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  const closed = new AbortController();
  let round = new AbortController();
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    round.abort();
    round = new AbortController();
    const both = AbortSignal.any([closed.signal, round.signal]);
    void finder.find(pick.value.trim(), both, (search) => {
      pick.busy = search.waiting > 0;
      pick.items = itemsOf(search, finder, rows);
    });
  };
  const connect = async (): Promise<void> => {
    pick.busy = true;
    pick.ignoreFocusOut = true; // a question for a password takes the focus
    for (const { id } of finder.closed) await connections.open(id, closed.signal).catch(() => undefined); // the tree tells why
    pick.ignoreFocusOut = false;
    if (closed.signal.aborted) return;
    pick.show();
    finder.prepare(closed.signal);
    look();
  };

  try {
    return await new Promise<Choice | undefined>((resolve) => {
      pick.onDidChangeValue(() => {
        clearTimeout(timer);
        timer = setTimeout(look, TYPING_MS);
      });
      pick.onDidTriggerItemButton(({ item }) => {
        if (item.found) resolve({ found: item.found, rows: true });
      });
      pick.onDidAccept(() => {
        const [item] = pick.selectedItems;
        if (item?.found) resolve({ found: item.found, rows: false });
        else if (item?.connect) void connect();
      });
      pick.onDidHide(() => {
        if (!pick.ignoreFocusOut) resolve(undefined);
      });
      pick.show();
      finder.prepare(closed.signal);
      look();
    });
  } finally {
    clearTimeout(timer);
    closed.abort();
    pick.dispose();
  }
}

function itemsOf({ found, waiting, failures }: ObjectSearch, finder: ObjectFinder, rows: QuickInputButton): readonly Item[] {
  const others = finder.closed;
  const nothing = found.length === 0 && waiting === 0;
  return [
    ...found.map((one) => itemOf(one, rows)),
    ...(nothing ? [{ label: l10n.t('Nothing of that name on the open connections'), iconPath: new ThemeIcon('info'), alwaysShow: true }] : []),
    ...(failures.length > 0 || others.length > 0 ? [{ label: '', kind: QuickPickItemKind.Separator, alwaysShow: true }] : []),
    ...failures.map(({ connection, failure }) => ({ label: l10n.t('Could not search {0}', connection.name), description: failure.why, iconPath: new ThemeIcon('warning'), alwaysShow: true })),
    ...(others.length > 0 ? [connectItem(others.map(({ name }) => name))] : []),
  ];
}

function itemOf(found: FoundObject, rows: QuickInputButton): Item {
  const { connection, node, column } = found;
  const place = node.reference === undefined || node.reference === node.label ? connection.name : `${node.reference} · ${connection.name}`;
  const buttons = node.selectable === true && node.reference !== undefined ? [rows] : [];
  if (!column) return { label: node.label, description: place, iconPath: new ThemeIcon(node.icon), buttons, found };
  return { label: column.name, description: `${column.type} · ${node.reference ?? node.label} · ${connection.name}`, iconPath: new ThemeIcon('symbol-field'), buttons, found };
}

function connectItem(names: readonly string[]): Item {
  const label = names.length === 1 ? l10n.t('Connect to {0} and search there', names.join('')) : l10n.t('Connect to {0} more connections and search there', names.length);
  return { label, description: names.join(', '), iconPath: new ThemeIcon('plug'), alwaysShow: true, connect: true };
}
