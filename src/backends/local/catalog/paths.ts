/** Ids of the tree, each with a letter for what it names, so that a database may be called like a folder. */

export type NodePath =
  | { readonly kind: 'root' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'schema'; readonly database: string; readonly schema: string }
  | TablePath
  | (Omit<TablePath, 'kind'> & { readonly kind: 'column'; readonly column: string })
  | { readonly kind: 'folder'; readonly root: number; readonly names: readonly string[] }
  /** `file` is absolute or a name below a workspace folder, as {@link FileTree} made it. */
  | { readonly kind: 'file'; readonly file: FilePath };

export interface TablePath {
  readonly kind: 'table';
  readonly database: string;
  readonly schema: string;
  readonly table: string;
}

export interface FilePath {
  readonly root: number;
  readonly names: readonly string[];
}

/** `undefined` where the ids are none of ours. */
export function parsePath(path: readonly string[]): NodePath | undefined {
  const [first] = path;
  if (first === undefined) return { kind: 'root' };
  return first === FILES ? parseFiles(path.slice(1)) : parseDatabase(path);
}

export const FILES = 'files';

function parseDatabase(path: readonly string[]): NodePath | undefined {
  const [database, schema, table, column] = [named(path[0], 'd'), named(path[1], 's'), named(path[2], 't'), named(path[3], 'c')];
  if (database === undefined || path.length > 4) return undefined;
  if (path.length === 1) return { kind: 'database', database };
  if (schema === undefined) return undefined;
  if (path.length === 2) return { kind: 'schema', database, schema };
  if (table === undefined) return undefined;
  if (path.length === 3) return { kind: 'table', database, schema, table };
  return column === undefined ? undefined : { kind: 'column', database, schema, table, column };
}

function parseFiles(path: readonly string[]): NodePath | undefined {
  const [first, ...rest] = path;
  const root = first === undefined ? 0 : Number(named(first, 'r'));
  if (!Number.isInteger(root) || root < 0) return undefined;
  if (first === undefined) return { kind: 'folder', root: -1, names: [] };
  const names: string[] = [];
  for (const [index, id] of rest.entries()) {
    const folder = named(id, 'f');
    const file = named(id, 'p');
    const name = folder ?? file;
    if (name === undefined || !safe(name)) return undefined;
    names.push(name);
    if (file !== undefined) return index === rest.length - 1 ? { kind: 'file', file: { root, names } } : undefined;
  }
  return { kind: 'folder', root, names };
}

/** One name, never a way up or elsewhere. */
function safe(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\\\0]/u.test(name);
}

function named(id: string | undefined, letter: string): string | undefined {
  return id?.startsWith(`${letter}:`) ? id.slice(2) : undefined;
}

export function databaseId(name: string): string {
  return `d:${name}`;
}
export function schemaId(name: string): string {
  return `s:${name}`;
}
export function tableId(name: string): string {
  return `t:${name}`;
}
export function columnId(name: string): string {
  return `c:${name}`;
}
export function rootId(index: number): string {
  return `r:${index}`;
}
export function folderId(name: string): string {
  return `f:${name}`;
}
export function fileId(name: string): string {
  return `p:${name}`;
}
