import type { TableInfo } from '../types/table';
import type { Bucket } from './tableMetadata';

type Place = Pick<Bucket, 'partition' | 'bucket'>;

/** Somebody who reads logs of one table on and on. */
export interface Follower {
  readonly table: TableInfo;
  /** The offset that is read next; `undefined` of a bucket that is not read. */
  position(place: Place): bigint | undefined;
}

/** The live reads of a session, so that it can be told how far they are. */
export class Followed {
  readonly #followers = new Set<Follower>();

  /** @returns what ends it */
  add(follower: Follower): Disposable {
    this.#followers.add(follower);
    return { [Symbol.dispose]: () => void this.#followers.delete(follower) };
  }

  /** Of the one that is furthest behind. */
  position({ tableId }: TableInfo, place: Place): bigint | undefined {
    const positions = [...this.#followers].flatMap((follower) => (follower.table.tableId === tableId ? (follower.position(place) ?? []) : []));
    return positions.reduce<bigint | undefined>((least, at) => (least === undefined || at < least ? at : least), undefined);
  }
}
