import type { ObjectPage, ObjectPath, Objects, ObjectStat, ObjectWriteOptions } from '../../../src/core/contract/objects';
import { type Blob, type Repository, sampleError } from './repository';

/** Objects of repositories in memory. The path is repository, ref, key. */
export class SampleObjects implements Objects {
  readonly scheme = 'sample';
  readonly containerParts = 2;

  constructor(private readonly repositories: ReadonlyMap<string, Repository>) {}

  async list(prefix: ObjectPath, page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }): Promise<ObjectPage> {
    const { repository, ref, key } = this.#at(prefix);
    const tree = repository.tree(ref);
    const names = new Set([...tree.keys()].filter((name) => name.startsWith(key)).map((name) => (page.recursive ? name : this.#cut(name, key.length))));
    const sorted = [...names].sort().filter((name) => page.cursor === undefined || name > page.cursor);
    const shown = sorted.slice(0, page.limit);
    const isObject = (name: string): boolean => page.recursive || !name.endsWith('/') || tree.has(name);
    return {
      objects: shown.filter(isObject).map((name) => stat([...prefix.slice(0, 2), name], tree.get(name)!)),
      prefixes: shown.filter((name) => !isObject(name)).map((name) => [...prefix.slice(0, 2), name]),
      ...(sorted.length > shown.length ? { next: shown.at(-1)! } : {}),
    };
  }

  async stat(path: ObjectPath): Promise<ObjectStat> {
    return stat(path, this.#blob(path));
  }

  async *read(path: ObjectPath, { range, ifContentId }: { readonly range?: { readonly start: number; readonly end: number }; readonly ifContentId?: string }): AsyncGenerator<Uint8Array> {
    const { bytes, contentId } = this.#blob(path);
    if (ifContentId !== undefined && ifContentId !== contentId) throw sampleError('changed', 'The object was changed meanwhile.');
    yield bytes.slice(range?.start ?? 0, range?.end ?? bytes.length);
  }

  async writable(path: ObjectPath): Promise<boolean> {
    const { repository, ref } = this.#at(path);
    return repository.resolve(ref).kind === 'branch';
  }

  async write(path: ObjectPath, content: AsyncIterable<Uint8Array>, { ifAbsent, ifContentId, progress }: ObjectWriteOptions): Promise<ObjectStat> {
    const { repository, ref, key } = this.#at(path);
    const pieces: Uint8Array[] = [];
    for await (const piece of content) {
      pieces.push(Uint8Array.from(piece));
      progress?.(pieces.reduce((sum, { length }) => sum + length, 0));
    }
    const before = repository.tree(ref).get(key);
    if (ifAbsent && before) throw sampleError('exists', `There is an object “${key}” already.`);
    if (ifContentId !== undefined && before?.contentId !== ifContentId) throw sampleError('changed', 'The object was changed meanwhile.');
    return stat(path, repository.put(ref, key, Buffer.concat(pieces)));
  }

  async copy(from: ObjectPath, to: ObjectPath): Promise<ObjectStat> {
    const { repository, ref, key } = this.#at(to);
    return stat(to, repository.put(ref, key, this.#blob(from).bytes));
  }

  async delete(paths: readonly ObjectPath[]): Promise<void> {
    for (const path of paths) {
      const { repository, ref, key } = this.#at(path);
      repository.remove(ref, key);
    }
  }

  #blob(path: ObjectPath): Blob {
    const { repository, ref, key } = this.#at(path);
    const blob = repository.tree(ref).get(key);
    if (!blob) throw sampleError('notFound', `There is no object “${key}”.`);
    return blob;
  }

  #at([name = '', ref = 'main', ...rest]: ObjectPath): { repository: Repository; ref: string; key: string } {
    const repository = this.repositories.get(name);
    if (!repository) throw sampleError('notFound', `There is no repository “${name}”.`);
    return { repository, ref, key: rest.join('/') };
  }

  #cut(name: string, from: number): string {
    const slash = name.indexOf('/', from);
    return slash === -1 ? name : name.slice(0, slash + 1);
  }
}

function stat(path: ObjectPath, { bytes, modifiedMs, contentId }: Blob): ObjectStat {
  return { path, size: bytes.length, modifiedMs, contentId };
}
