/** Ids of the tree. Each begins with a letter for what it names; those of objects and prefixes hold the whole key. */
export type NodePlace =
  | { readonly kind: 'root' }
  | { readonly kind: 'repository'; readonly repository: string }
  | { readonly kind: 'group'; readonly repository: string; readonly group: Group }
  | { readonly kind: 'ref'; readonly repository: string; readonly ref: NodeRef }
  | { readonly kind: 'changes'; readonly repository: string; readonly ref: NodeRef; readonly prefix: string }
  | { readonly kind: 'change'; readonly repository: string; readonly ref: NodeRef; readonly key: string }
  | { readonly kind: 'prefix'; readonly repository: string; readonly ref: NodeRef; readonly key: string }
  | { readonly kind: 'object'; readonly repository: string; readonly ref: NodeRef; readonly key: string }
  | { readonly kind: 'pull'; readonly repository: string; readonly id: string }
  | { readonly kind: 'import'; readonly repository: string; readonly id: string }
  | { readonly kind: 'run'; readonly repository: string; readonly id: string }
  | { readonly kind: 'hook'; readonly repository: string; readonly run: string; readonly id: string };

export interface NodeRef {
  readonly kind: 'branch' | 'tag' | 'commit';
  readonly name: string;
}

export const GROUPS = ['branches', 'tags', 'commits', 'pulls', 'imports', 'runs'] as const;
export type Group = (typeof GROUPS)[number];

const REF_GROUPS: Readonly<Record<NodeRef['kind'], Group>> = { branch: 'branches', tag: 'tags', commit: 'commits' };
/** The node of a branch that holds its uncommitted changes. */
const CHANGES = 'changes';

/** `undefined` where the ids are none of ours. */
export function parseNodePath(path: readonly string[]): NodePlace | undefined {
  const [first, second, third, ...rest] = path;
  if (first === undefined) return { kind: 'root' };
  const repository = named(first, 'r');
  if (repository === undefined) return undefined;
  if (second === undefined) return { kind: 'repository', repository };
  const group = GROUPS.find((one) => one === second);
  if (group === undefined) return undefined;
  if (third === undefined) return { kind: 'group', repository, group };
  return parseMember(repository, group, third, rest);
}

function parseMember(repository: string, group: Group, id: string, rest: readonly string[]): NodePlace | undefined {
  switch (group) {
    case 'branches':
      return parseRef(repository, named(id, 'b'), 'branch', rest);
    case 'tags':
      return parseRef(repository, named(id, 't'), 'tag', rest);
    case 'commits':
      return parseRef(repository, named(id, 'c'), 'commit', rest);
    case 'pulls':
    case 'imports':
      return rest.length > 0 ? undefined : member(repository, group === 'pulls' ? 'pull' : 'import', named(id, group === 'pulls' ? 'pr' : 'i'));
    case 'runs': {
      const run = named(id, 'run');
      const hook = named(rest[0], 'hook');
      if (run === undefined || rest.length > 1) return undefined;
      if (rest.length === 0) return { kind: 'run', repository, id: run };
      return hook === undefined ? undefined : { kind: 'hook', repository, run, id: hook };
    }
  }
}

function member(repository: string, kind: 'pull' | 'import', id: string | undefined): NodePlace | undefined {
  return id === undefined ? undefined : { kind, repository, id };
}

function parseRef(repository: string, name: string | undefined, kind: NodeRef['kind'], rest: readonly string[]): NodePlace | undefined {
  if (name === undefined || name === '') return undefined;
  const ref = { kind, name };
  const last = rest.at(-1);
  if (last === undefined) return { kind: 'ref', repository, ref };
  if (rest[0] === CHANGES) return kind === 'branch' ? parseChanges(repository, ref, rest.slice(1)) : undefined;
  if (!rest.slice(0, -1).every((id) => named(id, 'p') !== undefined)) return undefined;
  const [prefix, object] = [named(last, 'p'), named(last, 'o')];
  if (prefix !== undefined) return { kind: 'prefix', repository, ref, key: prefix };
  return object === undefined ? undefined : { kind: 'object', repository, ref, key: object };
}

function parseChanges(repository: string, ref: NodeRef, rest: readonly string[]): NodePlace | undefined {
  const last = rest.at(-1);
  if (last === undefined) return { kind: 'changes', repository, ref, prefix: '' };
  const [prefix, change] = [named(last, 'p'), named(last, 'x')];
  if (prefix !== undefined) return { kind: 'changes', repository, ref, prefix };
  return change === undefined ? undefined : { kind: 'change', repository, ref, key: change };
}

function named(id: string | undefined, letter: string): string | undefined {
  return id?.startsWith(`${letter}:`) === true ? id.slice(letter.length + 1) : undefined;
}

export function repositoryPath(repository: string): readonly string[] {
  return [`r:${repository}`];
}

export function groupPath(repository: string, group: Group): readonly string[] {
  return [`r:${repository}`, group];
}

export function refPath(repository: string, { kind, name }: NodeRef): readonly string[] {
  return [`r:${repository}`, REF_GROUPS[kind], `${kind.charAt(0)}:${name}`];
}

export function changesPath(repository: string, ref: NodeRef): readonly string[] {
  return [...refPath(repository, ref), CHANGES];
}

/** The node of a key: its prefixes first, each with its whole text. A key that ends with `/` is a prefix. */
export function keyPath(repository: string, ref: NodeRef, key: string): readonly string[] {
  const prefixes = [...key.matchAll(/\//gu)].map(({ index }) => `p:${key.slice(0, index + 1)}`);
  return [...refPath(repository, ref), ...prefixes, ...(key === '' || key.endsWith('/') ? [] : [`o:${key}`])];
}

export function objectNodePath(parent: readonly string[], key: string): readonly string[] {
  return [...parent, `o:${key}`];
}
export function prefixNodePath(parent: readonly string[], prefix: string): readonly string[] {
  return [...parent, `p:${prefix}`];
}
export function changeNodePath(parent: readonly string[], key: string): readonly string[] {
  return [...parent, `x:${key}`];
}
