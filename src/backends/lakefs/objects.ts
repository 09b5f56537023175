import type { ObjectPage, ObjectPath, ObjectReadOptions, Objects, ObjectStat, ObjectWriteOptions } from '../../core/contract/objects';
import { HeadwaterError, isCancelled } from '../../core/errors';
import type { LakeFs } from './api/lakeFs';
import type { ObjectStats } from './api/objectShape';
import { named, type Place } from './api/objectsApi';
import { pathOf, placeOf, prefixOf } from './place';
import type { KnownRepositories } from './repositoryFacts';
import type { ObjectTransfer } from './transfer/objectTransfer';

/** Keys deleted with one call. */
const DELETED_AT_ONCE = 1000;

/** Objects as the path repository, ref, key. */
export class LakeFsObjects implements Objects {
  readonly scheme = 'lakefs';
  readonly containerParts = 2;

  constructor(
    private readonly lakeFs: LakeFs,
    private readonly known: KnownRepositories,
    private readonly transfer: ObjectTransfer,
  ) {}

  async list(prefix: ObjectPath, page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }, signal: AbortSignal): Promise<ObjectPage> {
    const { repository, ref, key } = prefixOf(prefix, 'Could not list objects');
    const ask = { prefix: key, after: page.cursor, amount: page.limit, delimiter: page.recursive ? undefined : '/' };
    const { results, next } = await this.lakeFs.objects.list(repository, ref, ask, signal);
    const objects = results.filter((result) => result.path_type === 'object').map((stats) => statOf({ repository, ref, key: stats.path }, stats));
    const prefixes = results.filter((result) => result.path_type === 'common_prefix').map((result) => pathOf({ repository, ref, key: result.path }));
    return { objects, prefixes, ...(next === undefined ? {} : { next }) };
  }

  async stat(path: ObjectPath, signal: AbortSignal): Promise<ObjectStat> {
    const place = placeOf(path, 'Could not find the object');
    return statOf(place, await this.lakeFs.objects.stat(place, {}, signal));
  }

  read(path: ObjectPath, { range, ifContentId, transient }: ObjectReadOptions, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return this.transfer.read(placeOf(path, 'Could not read the object'), { range, contentId: ifContentId, bulk: transient === true }, signal);
  }

  async writable(path: ObjectPath, signal: AbortSignal): Promise<boolean> {
    const { repository, ref } = prefixOf(path, 'Could not find out whether it can be changed');
    const { repository: facts, isProtected } = await this.known.of(repository, signal);
    if (facts.read_only || isProtected(ref) || !/^\w[-\w]*$/u.test(ref)) return false;
    try {
      await this.lakeFs.refs.branch(repository, ref, signal);
      return true;
    } catch (error) {
      if (error instanceof HeadwaterError && (error.failure.kind === 'notFound' || error.failure.kind === 'invalid')) return false;
      throw error;
    }
  }

  async write(path: ObjectPath, content: AsyncIterable<Uint8Array>, options: ObjectWriteOptions, signal: AbortSignal): Promise<ObjectStat> {
    const place = placeOf(path, 'Could not upload the object');
    if (options.ifContentId !== undefined) await this.#mustBe(place, options.ifContentId, signal);
    return statOf(place, await this.transfer.write(place, content, options, signal));
  }

  async copy(from: ObjectPath, to: ObjectPath, signal: AbortSignal): Promise<ObjectStat> {
    const [source, target] = [placeOf(from, 'Could not copy the object'), placeOf(to, 'Could not copy the object')];
    if (source.repository === target.repository) return statOf(target, await this.lakeFs.objects.copy(source, target, signal));
    const stats = await this.lakeFs.objects.stat(source, {}, signal);
    const content = this.transfer.read(source, { contentId: stats.checksum }, signal);
    const options = { size: stats.size_bytes, metadata: stats.metadata ?? {}, ...(stats.content_type === undefined ? {} : { contentType: stats.content_type }) };
    return statOf(target, await this.transfer.write(target, content, options, signal));
  }

  /** Not atomic: what was deleted before a failure stays deleted, and the failure says how many. */
  async delete(paths: readonly ObjectPath[], signal: AbortSignal): Promise<void> {
    const places = paths.map((path) => placeOf(path, 'Could not delete the object'));
    let deleted = 0;
    for (const group of byBranch(places)) {
      for (let at = 0; at < group.length; at += DELETED_AT_ONCE) {
        const some = group.slice(at, at + DELETED_AT_ONCE);
        await this.#deleteSome(some, deleted, signal);
        deleted += some.length;
      }
    }
  }

  async #deleteSome(places: readonly Place[], before: number, signal: AbortSignal): Promise<void> {
    const [first] = places;
    if (!first) return;
    if (places.length === 1 && before === 0) return this.lakeFs.objects.delete(first, signal);
    const failures = await this.lakeFs.objects.deleteMany(first.repository, first.ref, places.map(({ key }) => key), signal);
    const [failure] = failures;
    if (!failure) return;
    throw new HeadwaterError({
      what: `Could not delete ${failures.length} of ${places.length} objects at \`${first.ref}\` of \`${first.repository}\``,
      why: `\`${failure.path}\`: ${failure.message}${failures.length > 1 ? ', and others' : ''}. ${before + places.length - failures.length} objects were deleted.`,
      code: String(failure.status_code),
      detail: failures.slice(0, 100).map(({ path, message }) => `${path}: ${message}`).join('\n'),
      ...(failure.status_code === 403 ? { kind: 'readOnly' as const } : {}),
    });
  }

  /** The server cannot compare while it writes: between this look and the upload somebody else may still write. */
  async #mustBe(place: Place, contentId: string, signal: AbortSignal): Promise<void> {
    const found = await this.#contentId(place, signal);
    if (found === contentId) return;
    throw new HeadwaterError({
      what: `Could not upload ${named(place)}`,
      why: found === undefined ? 'It has been deleted meanwhile.' : 'Somebody has changed it meanwhile.',
      todo: 'Compare both contents, then overwrite or keep the other.',
      kind: 'changed',
    });
  }

  async #contentId(place: Place, signal: AbortSignal): Promise<string | undefined> {
    try {
      return (await this.lakeFs.objects.stat(place, {}, signal)).checksum;
    } catch (error) {
      if (!isCancelled(error) && error instanceof HeadwaterError && error.failure.kind === 'notFound') return undefined;
      throw error;
    }
  }
}

function byBranch(places: readonly Place[]): Iterable<readonly Place[]> {
  const groups = new Map<string, Place[]>();
  for (const place of places) {
    const branch = JSON.stringify([place.repository, place.ref]);
    const group = groups.get(branch);
    if (group) group.push(place);
    else groups.set(branch, [place]);
  }
  return groups.values();
}

function statOf(place: Place, stats: ObjectStats): ObjectStat {
  return {
    path: pathOf(place),
    size: stats.size_bytes,
    modifiedMs: stats.mtime * 1000,
    ...(stats.checksum === '' ? {} : { contentId: stats.checksum }),
    ...(stats.content_type === undefined ? {} : { contentType: stats.content_type }),
    ...(stats.metadata === undefined || stats.metadata === null ? {} : { metadata: stats.metadata }),
  };
}
