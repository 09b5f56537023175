import { HeadwaterError } from '../errors';
import { checkSchema } from './checkSchema';
import { FlatTable } from './flatTable';
import { metadataOf } from './header';

/** Ids of the format's `Type` union (Schema.fbs) that the Arrow library does not know, and what stands in for them while the schema is decoded. */
const RUN_END_ENCODED = 22;
const LIST_VIEW = 25;
const LARGE_LIST_VIEW = 26;
const LIST = 12;
const STRUCT = 13;
const LARGE_LIST = 21;

const FIELD_TYPE = 2;
const FIELD_DICTIONARY = 4;
const FIELD_CHILDREN = 5;

export type NewType = 'listView' | 'largeListView' | 'runs';

/** What a field is beyond what the library's type for it says. */
export interface TypeMark {
  readonly newType: NewType | undefined;
  /** Whether it or anything below it is of a new type. */
  readonly any: boolean;
  /** Whether something of a new type stands in a dictionary. */
  readonly inDictionary: boolean;
  readonly children: readonly TypeMark[];
}

/**
 * A schema message that the library can decode, with marks where it says something else than the server did; `undefined` where there is nothing to mark.
 * Lists by views are decoded as lists and run-end encoded values as structs: all of these types have the same empty table, so that only their ids differ.
 * @throws HeadwaterError where a column has a type that nobody here knows: what follows it in a batch could not be found
 */
export function markNewTypes(message: Uint8Array): { readonly schema: Uint8Array; readonly marks: readonly TypeMark[] } | undefined {
  // Without this, fields that point at each other would be followed without end.
  checkSchema(message);
  const copy = new Uint8Array(message);
  const metadata = metadataOf(copy);
  const view = new DataView(metadata.buffer, metadata.byteOffset, metadata.byteLength);
  const schema = FlatTable.root(view).table(2);
  if (!schema) return undefined;
  const marks = childrenOf(schema, 1).map(mark);
  return marks.some(({ any }) => any) ? { schema: copy, marks } : undefined;
}

function mark(field: FlatTable): TypeMark {
  const children = childrenOf(field, FIELD_CHILDREN).map(mark);
  const newType = replaceType(field);
  const any = newType !== undefined || children.some((child) => child.any);
  const inDictionary = (any && field.table(FIELD_DICTIONARY) !== undefined) || children.some((child) => child.inDictionary);
  return { newType, any, inDictionary, children };
}

function replaceType(field: FlatTable): NewType | undefined {
  const place = field.place(FIELD_TYPE);
  const id = place === undefined ? 0 : field.view.getUint8(place);
  if (place === undefined || id < RUN_END_ENCODED) return undefined;
  switch (id) {
    case RUN_END_ENCODED:
      field.view.setUint8(place, STRUCT);
      return 'runs';
    case LIST_VIEW:
      field.view.setUint8(place, LIST);
      return 'listView';
    case LARGE_LIST_VIEW:
      field.view.setUint8(place, LARGE_LIST);
      return 'largeListView';
    default:
      if (id <= LARGE_LIST_VIEW) return undefined;
      throw new HeadwaterError({
        what: 'Could not read the rows',
        why: `The column “${nameOf(field)}” has a type that this version does not know (number ${id} of the Arrow format).`,
        todo: 'Leave the column out, or CAST it to another type in the statement.',
        kind: 'unsupported',
        code: 'arrow-type',
      });
  }
}

function nameOf(field: FlatTable): string {
  const { at, length } = field.vector(0, 1);
  return new TextDecoder().decode(new Uint8Array(field.view.buffer, field.view.byteOffset + at, length));
}

function childrenOf(table: FlatTable, slot: number): readonly FlatTable[] {
  const { at, length } = table.vector(slot, 4);
  return Array.from({ length }, (_, index) => table.tableAt(at + index * 4));
}
