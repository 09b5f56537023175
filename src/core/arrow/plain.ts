import { Binary, DataType, DenseUnion, Field, FixedSizeList, List, Map_, SparseUnion, Struct, UnionMode, Utf8 } from 'apache-arrow';

/**
 * The field as windows carry it: dictionaries as their values, views and large types as the plain ones.
 * A window is small, and whoever reads it needs to know fewer layouts.
 */
export function plainField(field: Field): Field<DataType> {
  return new Field<DataType>(field.name, plainType(field.type), field.nullable, field.metadata);
}

function plainType(type: unknown): DataType {
  if (DataType.isDictionary(type)) return plainType(type.dictionary);
  if (DataType.isUtf8View(type) || DataType.isLargeUtf8(type)) return new Utf8();
  if (DataType.isBinaryView(type) || DataType.isLargeBinary(type)) return new Binary();
  if (DataType.isMap(type)) return new Map_(entriesField(type.children[0]), type.keysSorted);
  if (DataType.isList(type) || DataType.isLargeList(type)) return new List(onlyChild(type.children));
  if (DataType.isFixedSizeList(type)) return new FixedSizeList(type.listSize, onlyChild(type.children));
  if (DataType.isStruct(type)) return new Struct(type.children.map(plainField));
  if (DataType.isUnion(type)) {
    const children = type.children.map(plainField);
    return type.mode === UnionMode.Dense ? new DenseUnion(type.typeIds, children) : new SparseUnion(type.typeIds, children);
  }
  if (DataType.isDataType(type)) return type;
  throw new TypeError('A field without a type.');
}

type Entries = Struct<{ key: DataType; value: DataType }>;

function entriesField(field: Field | undefined): Field<Entries> {
  const type: unknown = field?.type;
  if (!field || !DataType.isStruct(type)) throw new TypeError('A map without entries.');
  const entries: Entries = new Struct(type.children.map(plainField));
  return new Field(field.name, entries, field.nullable, field.metadata);
}

function onlyChild(children: readonly Field[]): Field<DataType> {
  const [child] = children;
  if (!child) throw new TypeError('A list without the field of its values.');
  return plainField(child);
}
