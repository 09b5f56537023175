import { BadThrift, CompactReader, ThriftType } from './compactReader';

/** A column of values, as Parquet stores it. */
export interface LeafColumn {
  /** Place of the column of a row that it belongs to. */
  readonly column: number;
  /** True where it has exactly one value (or NULL) per row. */
  readonly flat: boolean;
  /** Parquet's number of the physical type. */
  readonly type: number;
  /** Of a time of day or a timestamp. */
  readonly timeUnit?: 'ms' | 'us' | 'ns';
  /** False for whole numbers from zero up, and for decimals and other types with an order of their own. */
  readonly signed: boolean;
}

interface Element {
  readonly name: string;
  readonly children: number;
  readonly repeated: boolean;
  readonly type: number;
  readonly converted?: number;
  readonly logical?: number;
  readonly timeUnit?: 'ms' | 'us' | 'ns';
}

const REPEATED = 2;
const MOST_LEVELS = 64;
/** `ConvertedType`s that are plain signed numbers: DATE, the times and timestamps, INT_8 to INT_64. */
const SIGNED_CONVERTED: ReadonlySet<number> = new Set([6, 7, 8, 9, 10, 15, 16, 17, 18]);
/** Members of the union `LogicalType` that are: DATE, TIME, TIMESTAMP. Of INTEGER the converted type tells. */
const SIGNED_LOGICAL: ReadonlySet<number> = new Set([6, 7, 8]);

/** Reads the list of `SchemaElement`s: a tree in the order of its nodes, whose first is the root. @throws BadThrift */
export function readSchema(reader: CompactReader): { readonly leaves: readonly LeafColumn[]; readonly columns: readonly string[] } {
  const { type, count } = reader.list();
  if (type !== ThriftType.struct) throw new BadThrift('the schema is no list of structs');
  const elements = Array.from({ length: count }, () => readElement(reader));
  const leaves: LeafColumn[] = [];
  const columns: string[] = [];
  let at = 1;
  const walk = (column: number, levels: number): void => {
    const element = elements[at++];
    if (!element || levels > MOST_LEVELS) throw new BadThrift('the schema is no tree');
    if (element.children === 0) leaves.push(leafOf(element, column, levels === 0));
    for (let child = 0; child < element.children; child++) walk(column, levels + 1);
  };
  for (let column = 0; column < (elements[0]?.children ?? 0); column++) {
    columns.push(elements[at]?.name ?? '');
    walk(column, 0);
  }
  if (at !== elements.length) throw new BadThrift('the schema is no tree');
  return { leaves, columns };
}

function leafOf({ type, repeated, converted, logical, timeUnit }: Element, column: number, top: boolean): LeafColumn {
  const plain = converted === undefined && logical === undefined;
  const signed = plain || (converted !== undefined && SIGNED_CONVERTED.has(converted)) || (logical !== undefined && SIGNED_LOGICAL.has(logical));
  return { column, flat: top && !repeated, type, signed, ...(timeUnit === undefined ? {} : { timeUnit }) };
}

function readElement(reader: CompactReader): Element {
  let element: Element = { name: '', children: 0, repeated: false, type: -1 };
  reader.struct((field) => {
    switch (field.id) {
      case 1:
        element = { ...element, type: reader.integer() };
        return true;
      case 3:
        element = { ...element, repeated: reader.integer() === REPEATED };
        return true;
      case 4:
        element = { ...element, name: reader.text() };
        return true;
      case 5:
        element = { ...element, children: reader.integer() };
        return true;
      case 6:
        element = withConverted(element, reader.integer());
        return true;
      case 10: {
        const from = reader.at;
        reader.skip(field.type);
        element = { ...element, ...readLogical(new CompactReader(reader.bytes, from)) };
        return true;
      }
      default:
        return false;
    }
  });
  return element;
}

function withConverted(element: Element, converted: number): Element {
  const timeUnit = converted === 7 || converted === 9 ? 'ms' : converted === 8 || converted === 10 ? 'us' : undefined;
  return { ...element, converted, ...(timeUnit === undefined ? {} : { timeUnit }) };
}

/** The union `LogicalType`: its member's id, and the unit of TIME (7) and TIMESTAMP (8), itself a union of MILLIS, MICROS and NANOS. */
function readLogical(reader: CompactReader): Pick<Element, 'logical' | 'timeUnit'> {
  let found: Pick<Element, 'logical' | 'timeUnit'> = {};
  reader.struct(({ id }) => {
    found = { logical: id };
    if (id !== 7 && id !== 8) return false;
    reader.struct((member) => {
      if (member.id !== 2) return false;
      reader.struct((unit) => {
        const timeUnit = ([undefined, 'ms', 'us', 'ns'] as const)[unit.id];
        found = { logical: id, ...(timeUnit === undefined ? {} : { timeUnit }) };
        return false;
      });
      return true;
    });
    return true;
  });
  return found;
}
