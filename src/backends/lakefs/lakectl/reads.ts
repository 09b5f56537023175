import type { Objects, ObjectStat } from '../../../core/contract/objects';
import type { ChangeInfo, ChangePage, CommitInfo, RefInfo, Versions } from '../../../core/contract/versions';
import { HeadwaterError } from '../../../core/errors';
import type { RepositoriesApi } from '../api/repositoriesApi';
import type { Cell, Columns } from './rows';
import type { LakeFsUri } from './uri';

/** Rows of one page of a list, and where the next begins. */
interface Page {
  readonly rows: readonly (readonly Cell[])[];
  readonly next?: string | undefined;
}

/** Pages as they are asked for, up to `most` rows. */
async function* pagesOf(most: number, read: (cursor: string | undefined, limit: number) => Promise<Page>): AsyncGenerator<readonly (readonly Cell[])[]> {
  let cursor: string | undefined;
  let left = most;
  do {
    const { rows, next } = await read(cursor, Math.min(left, 1_000));
    yield rows.slice(0, left);
    left -= rows.length;
    cursor = next;
  } while (cursor !== undefined && left > 0);
}

const at = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor });

/** The lists that commands show. */
export interface Listing {
  readonly columns: Columns;
  readonly pages: AsyncIterable<readonly (readonly Cell[])[]>;
}

export function repositories(api: RepositoriesApi, most: number, signal: AbortSignal): Listing {
  return {
    columns: [['Repository', 'text'], ['Creation Date', 'time'], ['Default Ref Name', 'text'], ['Storage Namespace', 'text']],
    pages: pagesOf(most, async (after, amount) => {
      const { results, next } = await api.list({ after, amount }, signal);
      return { rows: results.map(({ id, creation_date, default_branch, storage_namespace }) => [id, BigInt(creation_date) * 1_000n, default_branch, storage_namespace]), next };
    }),
  };
}

export function refs(versions: Versions, { repository }: LakeFsUri, kind: 'branch' | 'tag', prefix: string | undefined, most: number, signal: AbortSignal): Listing {
  return {
    columns: REF_COLUMNS,
    pages: pagesOf(most, async (cursor, limit) => {
      const page = await versions.refs([repository], kind, { limit, ...at(cursor), ...(prefix === undefined ? {} : { prefix }) }, signal);
      return { rows: page.refs.map(refRow), next: page.next };
    }),
  };
}

const REF_COLUMNS: Columns = [['Ref', 'text'], ['Commit', 'text']];
const refRow = ({ name, commit }: RefInfo): readonly Cell[] => [name, commit];

export function oneRef(versions: Versions, { repository, ref }: LakeFsUri, signal: AbortSignal): Listing {
  return { columns: REF_COLUMNS, pages: pagesOf(1, async () => ({ rows: [refRow(await versions.resolve([repository], ref, signal))] })) };
}

export function log(versions: Versions, { repository, ref }: LakeFsUri, most: number, signal: AbortSignal): Listing {
  return {
    columns: COMMIT_COLUMNS,
    pages: pagesOf(most, async (cursor, limit) => {
      const page = await versions.log([repository], ref, { limit, ...at(cursor) }, signal);
      return { rows: page.commits.map(commitRow), next: page.next };
    }),
  };
}

const COMMIT_COLUMNS: Columns = [['ID', 'text'], ['Author', 'text'], ['Date', 'time'], ['Message', 'text'], ['Metadata', 'text'], ['Parents', 'text']];
const commitRow = ({ id, author, timeMs, message, metadata, parents }: CommitInfo): readonly Cell[] => [id, author, BigInt(timeMs), message, JSON.stringify(metadata), parents.join(' ')];

export function oneCommit(commit: () => Promise<CommitInfo>): Listing {
  return { columns: COMMIT_COLUMNS, pages: pagesOf(1, async () => ({ rows: [commitRow(await commit())] })) };
}

export function changes(read: (page: { readonly cursor?: string; readonly limit: number; readonly recursive: boolean }) => Promise<ChangePage>): Listing {
  const row = ({ change, path, size }: ChangeInfo): readonly Cell[] => [change, path, size === undefined ? null : BigInt(size)];
  return {
    columns: [['Change', 'text'], ['Path', 'text'], ['Size', 'size']],
    pages: pagesOf(Infinity, async (cursor) => {
      const page = await read({ limit: 1_000, recursive: true, ...at(cursor) });
      return { rows: page.changes.map(row), next: page.next };
    }),
  };
}

export function list(objects: Objects, { repository, ref, path }: LakeFsUri, recursive: boolean, signal: AbortSignal): Listing {
  return {
    columns: [['Path', 'text'], ['Size', 'size'], ['Modified', 'time'], ['Checksum', 'text']],
    pages: pagesOf(Infinity, async (cursor) => {
      const page = await objects.list([repository, ref, path], { limit: 1_000, recursive, ...at(cursor) }, signal);
      const key = (parts: readonly string[]): string => parts.slice(2).join('/');
      const rows: readonly (readonly Cell[])[] = [...page.prefixes.map((prefix): readonly Cell[] => [key(prefix), null, null, null]), ...page.objects.map(objectRow)];
      return { rows: [...rows].sort(byPath), next: page.next };
    }),
  };
}

const byPath = ([one]: readonly Cell[], [other]: readonly Cell[]): number => (String(one) < String(other) ? -1 : 1);

const objectRow = ({ path, size, modifiedMs, contentId }: ObjectStat): readonly Cell[] => [path.slice(2).join('/'), BigInt(size), modifiedMs === undefined ? null : BigInt(modifiedMs), contentId ?? null];

export function stat(objects: Objects, { repository, ref, path }: LakeFsUri, signal: AbortSignal): Listing {
  return facts(async () => {
    const { size, modifiedMs, contentId, contentType, metadata } = await objects.stat([repository, ref, path], signal);
    return [['Path', path], ['Size', String(size)], ['Modified', modifiedMs === undefined ? null : new Date(modifiedMs).toISOString()], ['Checksum', contentId ?? null], ['Content type', contentType ?? null], ['Metadata', JSON.stringify(metadata ?? {})]];
  });
}

/** What came of something, as label and value. */
export function facts(read: () => Promise<readonly (readonly [string, string | null])[]>): Listing {
  return { columns: [['Fact', 'text'], ['Value', 'text']], pages: pagesOf(Infinity, async () => ({ rows: await read() })) };
}

/** Bytes of one object that are shown as lines. */
const MOST_SHOWN = 16 * 1_048_576;

/** Lines of a text. */
export function cat(objects: Objects, { repository, ref, path }: LakeFsUri, signal: AbortSignal): Listing {
  return {
    columns: [['Line', 'text']],
    pages: (async function* () {
      const decoder = new TextDecoder('utf-8', { fatal: true });
      let rest = '';
      let bytes = 0;
      for await (const piece of objects.read([repository, ref, path], {}, signal)) {
        bytes += piece.length;
        if (bytes > MOST_SHOWN) throw refused(path, 'It has more than 16 MiB.');
        const lines = (rest + decode(decoder, piece, path)).split('\n');
        rest = lines.pop() ?? '';
        yield lines.map((line) => [line]);
      }
      if (rest !== '') yield [[rest]];
    })(),
  };
}

function decode(decoder: TextDecoder, piece: Uint8Array, path: string): string {
  try {
    return decoder.decode(piece, { stream: true });
  } catch {
    throw refused(path, 'Its content is no UTF-8 text.');
  }
}

function refused(path: string, why: string): HeadwaterError {
  return new HeadwaterError({ what: `Could not show \`${path}\``, why, todo: 'Open it from the tree, or download it.', kind: 'invalid' });
}
