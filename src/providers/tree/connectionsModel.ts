import type { CatalogNode, CatalogPage } from '../../core/contract/catalog';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { ConnectionNotice } from '../../extension/connections/notices';
import { byName, levelsOf } from '../../extension/connections/treeOrder';
import type { Listen } from '../../extension/emitter';
import { Emitter } from '../../extension/emitter';
import type { Connections } from '../../extension/services';
import type { SessionInfo } from '../../protocol/sessions';
import type { Failure } from '../../core/errors';
import { CancelledError } from '../../core/errors';
import { LazyChildren } from './lazyChildren';
import { matchesIn } from './matches';
import type { TreeModel } from './modelTree';
import type { ConnectNode, ConnectionNode, FailureNode, FolderNode, MoreNode, NoticeNode, ObjectNode, ParentNode, TreeNode } from './nodes';
import { isParent, pathOf } from './nodes';
import { present } from './present';
import type { Presentation } from './presentation';
import type { Words } from './words';

/** What the tree needs of the connections. */
export interface TreeConnections extends Pick<Connections, 'profiles' | 'find' | 'state' | 'onDidChange' | 'onDidChangeState'> {
  readonly notices: readonly ConnectionNotice[];
  open(id: string, cancel: AbortSignal): Promise<SessionInfo>;
  info(id: string): SessionInfo | undefined;
  failure(id: string): Failure | undefined;
  isShared(id: string): boolean;
  /** Fired with the id of a connection that a person has closed, or whose settings have changed. */
  readonly onDidClose: Listen<string>;
}

/** What the tree needs of the catalogs in the server. */
export interface TreeCatalog {
  children(connectionId: string, path: readonly string[], cursor: string | undefined, signal: AbortSignal): Promise<CatalogPage>;
  search(connectionId: string, text: string, signal: AbortSignal): Promise<readonly CatalogNode[]>;
}

/** Pages that are read to find one match of the filter below its parent. */
const MOST_PAGES = 20;

/** Folders, connections and their catalogs. A connection is opened when a person expands it, never before. */
export class ConnectionsModel implements TreeModel<TreeNode> {
  readonly #changed = new Emitter<TreeNode | undefined>();
  readonly onDidChange = this.#changed.event;
  readonly #listening: readonly { dispose(): void }[];
  readonly #folders = new Map<string, FolderNode>();
  readonly #connections = new Map<string, ConnectionNode>();
  /** Objects by parent and last part of the path. */
  readonly #objects = new WeakMap<ParentNode, Map<string, ObjectNode>>();
  readonly #extras = new WeakMap<ParentNode, { more: MoreNode; failure?: FailureNode; connect: ConnectNode }>();
  /** Counts how often a connection was closed: its node then gets a new id, so that it shows collapsed. */
  readonly #closings = new Map<string, number>();
  #filter = '';
  #filters = 0;

  /** `birth` differs for each window session: what was expanded in an earlier one must not open connections by itself. */
  constructor(
    private readonly connections: TreeConnections,
    private readonly catalog: TreeCatalog,
    private readonly birth: string,
    private readonly words: Words,
  ) {
    this.#listening = [
      connections.onDidChange(() => {
        for (const id of [...this.#connections.keys()]) if (!connections.find(id)) this.#connections.delete(id);
        this.#changed.fire(undefined);
      }),
      connections.onDidChangeState((id) => {
        const node = this.#connections.get(id);
        if (!node) return;
        const failed = node.children.shown.failure !== undefined && !node.children.busy;
        if (failed && connections.state(id) === 'open') void node.children.refresh(); // opened by somebody else
        this.#changed.fire(node);
      }),
      connections.onDidClose((id) => {
        this.#forget(id);
      }),
    ];
  }

  get filter(): string {
    return this.#filter;
  }

  children(node: TreeNode | undefined): readonly TreeNode[] | Promise<readonly TreeNode[]> {
    if (!node) return this.#visible(this.#level([]));
    switch (node.kind) {
      case 'folder':
        return this.#visible(this.#level(node.levels));
      case 'connection':
      case 'object':
        return node.children.get().then(() => this.#visible(this.#loaded(node)));
      case 'more':
      case 'failure':
      case 'connect':
      case 'notice':
        return [];
    }
  }

  parent(node: TreeNode): TreeNode | undefined {
    switch (node.kind) {
      case 'folder':
        return this.#folder(node.levels.slice(0, -1));
      case 'connection':
        return this.#folder(levelsOf(this.connections.find(node.connectionId)?.folder));
      case 'object':
      case 'more':
      case 'failure':
      case 'connect':
        return node.parent;
      case 'notice':
        return undefined;
    }
  }

  present(node: TreeNode): Presentation {
    return present(node, {
      words: this.words,
      filter: this.#filter,
      id: this.#idOf(node),
      connections: this.connections,
      uncovered: this.#filter !== '' && isParent(node) && this.#below(node).some((child) => this.#shows(child)),
    });
  }

  connection(id: string): ConnectionNode | undefined {
    const profile = this.connections.find(id);
    return profile && this.#connection(profile);
  }

  /** Reads the children of a node, or of everything that is loaded, again. */
  async refresh(node?: TreeNode): Promise<void> {
    if (node && isParent(node)) {
      await Promise.all([node.children.refresh(), ...this.loadedObjects(node).filter(isTried).map((child) => this.refresh(child))]);
      return;
    }
    const below = node?.kind === 'folder' ? this.#below(node).filter((child) => child.kind !== 'object') : [...this.#connections.values()];
    await Promise.all(below.filter((child) => !isParent(child) || isTried(child)).map((child) => this.refresh(child)));
    if (!node) this.#changed.fire(undefined);
  }

  /** Reads an object at a path again, where it is loaded; an empty path is the connection itself. */
  async refreshPath(id: string, path: readonly string[]): Promise<void> {
    let at: ParentNode | undefined = this.#connections.get(id);
    for (let depth = 1; at && depth <= path.length; depth++) {
      const wanted = path[depth - 1];
      at = this.loadedObjects(at).find((child) => child.object.path.at(-1) === wanted);
    }
    if (at && isTried(at)) await this.refresh(at);
  }

  /** Reads the next page below the parent of a {@link MoreNode}. */
  async more({ parent }: MoreNode): Promise<void> {
    await parent.children.more();
  }

  /** Shows only what matches, what contains it and what it contains; open connections are searched for more. */
  async setFilter(filter: string): Promise<void> {
    const text = filter.trim();
    if (text === this.#filter) return;
    this.#filter = text;
    const round = ++this.#filters;
    this.#changed.fire(undefined);
    if (text === '') return;
    const open = [...this.#connections.values()].filter(({ connectionId }) => this.connections.state(connectionId) === 'open');
    const stale = (): boolean => round !== this.#filters;
    await Promise.all(open.map((node) => this.#uncover(node, text, stale)));
    if (!stale()) this.#changed.fire(undefined);
  }

  /** The node of an object, read from the server as far as it has to be; `undefined` where it is not there. */
  async locate(id: string, path: readonly string[]): Promise<ObjectNode | undefined> {
    let at: ParentNode | undefined = this.connection(id);
    while (at && pathOf(at).length < path.length) at = await this.#find(at, path);
    return at?.kind === 'object' ? at : undefined;
  }

  /** How many loaded nodes match the filter. */
  get matches(): number {
    const count = (nodes: readonly TreeNode[]): number => nodes.reduce((sum, node) => sum + Number(this.#matches(node)) + count(this.#below(node)), 0);
    return this.#filter === '' ? 0 : count(this.#level([]));
  }

  /** The objects in memory below a node. */
  loadedObjects(node: ParentNode): readonly ObjectNode[] {
    return node.children.shown.items.map((item) => this.#object(node, item));
  }

  dispose(): void {
    for (const listening of this.#listening) listening.dispose();
    for (const node of this.#connections.values()) node.children.forget();
    this.#changed.dispose();
  }

  /** Notices, then folders and connections that stand at a place, in tree order. */
  #level(levels: readonly string[]): readonly TreeNode[] {
    const notices: readonly NoticeNode[] = levels.length === 0 ? this.connections.notices.map((notice) => ({ kind: 'notice', notice })) : [];
    const inside = this.connections.profiles
      .map((profile) => ({ profile, at: levelsOf(profile.folder) }))
      .filter(({ at }) => levels.every((level, index) => at[index] === level));
    const names = [...new Set(inside.flatMap(({ at }) => at[levels.length] ?? []))].sort(byName);
    const folders = names.flatMap((name) => this.#folder([...levels, name]) ?? []);
    const here = inside.filter(({ at }) => at.length === levels.length).map(({ profile }) => this.#connection(profile));
    const [local, others] = levels.length === 0 ? [here.slice(0, 1), here.slice(1)] : [[], here];
    const [invitations, warnings] = [notices.filter(({ notice }) => notice.kind === 'first'), notices.filter(({ notice }) => notice.kind !== 'first')];
    return [...warnings, ...local, ...folders, ...others, ...invitations];
  }

  /** What is in memory below a node that the server fills. */
  #loaded(node: ParentNode): readonly TreeNode[] {
    const { items, next, failure, status } = node.children.shown;
    const extras = this.#extrasOf(node);
    if (failure) extras.failure = extras.failure ? Object.assign(extras.failure, { failure }) : { kind: 'failure', parent: node, failure };
    if (status !== 'known') return [extras.connect];
    return [...(failure && extras.failure ? [extras.failure] : []), ...items.map((item) => this.#object(node, item)), ...(next === undefined ? [] : [extras.more])];
  }

  #below(node: TreeNode): readonly TreeNode[] {
    if (node.kind === 'folder') return this.#level(node.levels);
    return isParent(node) ? this.loadedObjects(node) : [];
  }

  #visible(nodes: readonly TreeNode[]): readonly TreeNode[] {
    if (this.#filter === '') return nodes;
    return nodes.filter((node) => this.#shows(node) || this.#inside(node));
  }

  /** True where the node or something loaded below it matches; notes of the tree itself always show. */
  #shows(node: TreeNode): boolean {
    if (node.kind === 'notice' || node.kind === 'failure' || node.kind === 'more') return true;
    return this.#matches(node) || this.#below(node).some((child) => this.#shows(child));
  }

  /** True below an object that matches. */
  #inside(node: TreeNode): boolean {
    const parent = this.parent(node);
    return parent?.kind === 'object' && (this.#matches(parent) || this.#inside(parent));
  }

  #matches(node: TreeNode): boolean {
    return this.#filter !== '' && matchesIn(this.#labelOf(node), this.#filter).length > 0;
  }

  #labelOf(node: TreeNode): string {
    if (node.kind === 'object') return node.object.label;
    if (node.kind === 'connection') return this.connections.find(node.connectionId)?.name ?? '';
    return node.kind === 'folder' ? (node.levels.at(-1) ?? '') : '';
  }

  /** Loads what leads to the objects that the server finds, page by page where needed. */
  async #uncover(node: ConnectionNode, text: string, stale: () => boolean): Promise<void> {
    const found = await this.catalog.search(node.connectionId, text, AbortSignal.timeout(30_000)).catch(() => []); // the loaded part still shows
    for (const { path } of found) if (!stale()) await this.locate(node.connectionId, path);
  }

  /** The child that the path leads to or through: a level that has one node only may have been left out of the tree. */
  async #find(parent: ParentNode, path: readonly string[]): Promise<ObjectNode | undefined> {
    await parent.children.get();
    const depth = pathOf(parent).length;
    const leads = ({ object }: ObjectNode): boolean => object.path.length > depth && object.path.every((id, index) => id === path[index]);
    for (let page = 0; page < MOST_PAGES; page++) {
      const found = this.loadedObjects(parent).find(leads);
      if (found || parent.children.shown.next === undefined) return found;
      await parent.children.more();
    }
    return undefined;
  }

  #folder(levels: readonly string[]): FolderNode | undefined {
    if (levels.length === 0) return undefined;
    return interned(this.#folders, JSON.stringify(levels), () => ({ kind: 'folder', levels }));
  }

  #connection({ id }: ConnectionProfile): ConnectionNode {
    return interned(this.#connections, id, () => {
      const node: ConnectionNode = { kind: 'connection', connectionId: id, children: this.#lazy(id, () => node) };
      return node;
    });
  }

  #object(parent: ParentNode, object: CatalogNode): ObjectNode {
    const siblings = this.#objects.get(parent) ?? new Map<string, ObjectNode>();
    this.#objects.set(parent, siblings);
    const { connectionId } = parent;
    const node = interned(siblings, object.path.at(-1) ?? '', () => {
      const made: ObjectNode = { kind: 'object', connectionId, parent, object, children: this.#lazy(connectionId, () => made) };
      return made;
    });
    node.object = object;
    return node;
  }

  #lazy(id: string, node: () => ParentNode): LazyChildren<CatalogNode> {
    return new LazyChildren(
      async (cursor, signal) => {
        await this.connections.open(id, signal);
        const { nodes, ...page } = await this.catalog.children(id, pathOf(node()), cursor, signal);
        if (signal.aborted) throw new CancelledError();
        return { items: nodes, ...page };
      },
      () => {
        this.#changed.fire(node());
      },
    );
  }

  #extrasOf(node: ParentNode): { more: MoreNode; failure?: FailureNode; connect: ConnectNode } {
    const extras = this.#extras.get(node) ?? { more: { kind: 'more', parent: node }, connect: { kind: 'connect', parent: node } };
    this.#extras.set(node, extras);
    return extras;
  }

  #forget(id: string): void {
    const node = this.#connections.get(id);
    if (!node) return;
    node.children.forget();
    this.#objects.delete(node);
    this.#closings.set(id, (this.#closings.get(id) ?? 0) + 1);
    this.#changed.fire(undefined);
  }

  #idOf(node: TreeNode): string {
    const round = this.#filter === '' ? '' : `filter ${this.#filters} `;
    switch (node.kind) {
      case 'folder':
        return `${round}folder ${JSON.stringify(node.levels)}`;
      case 'connection':
        return `${round}${this.birth} ${this.#closings.get(node.connectionId) ?? 0} connection ${node.connectionId}`;
      case 'object':
        return `${this.#idOf(node.parent)} ${JSON.stringify(node.object.path.at(-1))}`;
      case 'more':
      case 'failure':
      case 'connect':
        return `${this.#idOf(node.parent)} ${node.kind}`;
      case 'notice':
        return `notice ${JSON.stringify(node.notice)}`;
    }
  }
}

function isTried(node: ParentNode): boolean {
  return node.children.shown.status === 'known';
}

function interned<V>(map: Map<string, V>, key: string, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
