import type { Data, Union } from 'apache-arrow';
import { brokenArrow } from './broken';
import { offsetsOf, type Piece, PieceList, rowsOf } from './pieces';

/** Type ids of the pieces of a union. Nulls that a union itself does not have become nulls of its first member. */
export function typeIdsIn(type: Union, pieces: readonly Piece[]): Int8Array {
  const ids = new Int8Array(rowsOf(pieces)).fill(type.typeIds[0] ?? 0);
  let at = 0;
  for (const { data, start, count } of pieces) {
    if (data) ids.set(typeIdsOf(data).subarray(start, start + count), at);
    at += count;
  }
  return ids;
}

/** Where the values of a dense union's pieces stand in its members, and offsets into members that hold just those. */
export function denseMembers(type: Union, pieces: readonly Piece[]): { readonly offsets: Int32Array; readonly lists: readonly PieceList[] } {
  const typeIds = typeIdsIn(type, pieces);
  const lists = type.children.map(() => new PieceList());
  const counts = new Int32Array(lists.length);
  const offsets = new Int32Array(typeIds.length);
  let row = 0;
  for (const { data, start, count } of pieces) {
    for (let index = start; index < start + count; index++, row++) {
      const child = type.typeIdToChildIndex[typeIds[row] ?? 0] ?? -1;
      const list = lists[child];
      if (!list) throw brokenArrow('a union has a type id that its type does not name.');
      list.add(data?.children[child], data ? placeIn(data, child, index) : 0);
      offsets[row] = counts[child] ?? 0;
      counts[child] = (counts[child] ?? 0) + 1;
    }
  }
  return { offsets, lists };
}

function placeIn(data: Data, child: number, index: number): number {
  const place = Number(offsetsOf(data)[index] ?? -1);
  if (place < 0 || place >= (data.children[child]?.length ?? 0)) throw brokenArrow('a union points beyond its values.');
  return place;
}

function typeIdsOf(data: Data): Int8Array {
  const typeIds: unknown = data.typeIds;
  if (typeIds instanceof Int8Array) return typeIds;
  throw brokenArrow('a union has no type ids.');
}
