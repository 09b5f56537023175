import { DataType, type Field, UnionMode } from 'apache-arrow';

/** How many nodes and buffers a column has in a batch, and how many of its parts are views with data buffers of a number told apart. */
export interface Slots {
  readonly nodes: number;
  readonly buffers: number;
  readonly views: number;
}

/** @param unionBitmaps whether unions have a validity bitmap: before format version 5 */
export function slotsOf(type: unknown, unionBitmaps: boolean): Slots {
  const children = (own: number, fields: readonly Field[]): Slots => {
    let sum: Slots = { nodes: 1, buffers: own, views: 0 };
    for (const field of fields) {
      const slots = slotsOf(field.type, unionBitmaps);
      sum = { nodes: sum.nodes + slots.nodes, buffers: sum.buffers + slots.buffers, views: sum.views + slots.views };
    }
    return sum;
  };
  if (DataType.isNull(type)) return { nodes: 1, buffers: 0, views: 0 };
  if (DataType.isUtf8(type) || DataType.isBinary(type) || DataType.isLargeUtf8(type) || DataType.isLargeBinary(type)) return { nodes: 1, buffers: 3, views: 0 };
  if (DataType.isUtf8View(type) || DataType.isBinaryView(type)) return { nodes: 1, buffers: 2, views: 1 };
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isMap(type)) return children(2, type.children);
  if (DataType.isFixedSizeList(type) || DataType.isStruct(type)) return children(1, type.children);
  if (DataType.isUnion(type)) return children((type.mode === UnionMode.Dense ? 2 : 1) + (unionBitmaps ? 1 : 0), type.children);
  return { nodes: 1, buffers: 2, views: 0 };
}
