import { DataType, DateUnit, type Field, IntervalUnit, Precision, TimeUnit, UnionMode } from 'apache-arrow';
import { FAMILY_KEY, isDisplayText, kindOf, TYPE_KEY } from './metadata';

/** What the values of a column are, for alignment, icons and the choice of a detail view. */
export type Family = 'number' | 'text' | 'boolean' | 'time' | 'binary' | 'nested';

export function alignOf(field: Field): 'left' | 'right' {
  return familyOf(field) === 'number' ? 'right' : 'left';
}

export function familyOf(field: Field): Family {
  if (isDisplayText(field)) return readFamily(field.metadata.get(FAMILY_KEY));
  switch (kindOf(field)) {
    case 'integer':
      return 'number';
    case 'timetz':
    case 'interval':
      return 'time';
    case 'bit':
    case 'uuid':
      return 'text';
    case 'json':
      return 'nested';
    case 'union':
    case undefined:
      return familyOfType(field.type);
  }
}

function readFamily(text: string | undefined): Family {
  const families: readonly Family[] = ['number', 'text', 'boolean', 'time', 'binary', 'nested'];
  return families.find((family) => family === text) ?? 'text';
}

function familyOfType(type: unknown): Family {
  if (DataType.isInt(type) || DataType.isFloat(type) || DataType.isDecimal(type)) return 'number';
  if (DataType.isBool(type)) return 'boolean';
  if (DataType.isDate(type) || DataType.isTime(type) || DataType.isTimestamp(type) || DataType.isInterval(type) || DataType.isDuration(type)) return 'time';
  if (DataType.isBinary(type) || DataType.isLargeBinary(type) || DataType.isBinaryView(type) || DataType.isFixedSizeBinary(type)) return 'binary';
  if (DataType.isList(type) || DataType.isLargeList(type) || DataType.isFixedSizeList(type) || DataType.isStruct(type) || DataType.isMap(type) || DataType.isUnion(type)) return 'nested';
  if (DataType.isDictionary(type)) return familyOfType(type.dictionary);
  return 'text';
}

/** The type in the source's own words where it said them, else the Arrow type in words: `decimal(10, 2)`, `list<int32>`. */
export function typeLabel(field: Field): string {
  return field.metadata.get(TYPE_KEY) ?? arrowLabel(field.type);
}

function arrowLabel(type: unknown): string {
  if (DataType.isInt(type)) return `${type.isSigned ? 'int' : 'uint'}${type.bitWidth}`;
  if (DataType.isFloat(type)) return { [Precision.HALF]: 'float16', [Precision.SINGLE]: 'float32', [Precision.DOUBLE]: 'float64' }[type.precision];
  if (DataType.isDecimal(type)) return `decimal(${type.precision}, ${type.scale})`;
  if (DataType.isFixedSizeBinary(type)) return `binary(${type.byteWidth})`;
  return timeLabel(type) ?? nestedLabel(type) ?? plainLabel(type);
}

function plainLabel(type: unknown): string {
  if (DataType.isNull(type)) return 'null';
  if (DataType.isBool(type)) return 'bool';
  if (DataType.isUtf8(type)) return 'utf8';
  if (DataType.isLargeUtf8(type)) return 'large utf8';
  if (DataType.isUtf8View(type)) return 'utf8 view';
  if (DataType.isBinary(type)) return 'binary';
  if (DataType.isLargeBinary(type)) return 'large binary';
  return DataType.isBinaryView(type) ? 'binary view' : 'unknown';
}

function timeLabel(type: unknown): string | undefined {
  if (DataType.isDate(type)) return type.unit === DateUnit.DAY ? 'date' : 'date(ms)';
  if (DataType.isTime(type)) return `time(${unitLabel(type.unit)})`;
  if (DataType.isDuration(type)) return `duration(${unitLabel(type.unit)})`;
  if (DataType.isTimestamp(type)) return `timestamp(${unitLabel(type.unit)}${type.timezone ? `, ${type.timezone}` : ''})`;
  if (!DataType.isInterval(type)) return undefined;
  return { [IntervalUnit.YEAR_MONTH]: 'interval(year month)', [IntervalUnit.DAY_TIME]: 'interval(day time)', [IntervalUnit.MONTH_DAY_NANO]: 'interval(month day nano)' }[type.unit];
}

function unitLabel(unit: TimeUnit): string {
  return { [TimeUnit.SECOND]: 's', [TimeUnit.MILLISECOND]: 'ms', [TimeUnit.MICROSECOND]: 'µs', [TimeUnit.NANOSECOND]: 'ns' }[unit];
}

function nestedLabel(type: unknown): string | undefined {
  if (DataType.isMap(type)) {
    const entries: unknown = type.children[0]?.type;
    return `map<${(DataType.isStruct(entries) ? entries.children : []).map(typeLabel).join(', ')}>`;
  }
  if (DataType.isList(type)) return `list<${labels(type.children)}>`;
  if (DataType.isLargeList(type)) return `large list<${labels(type.children)}>`;
  if (DataType.isFixedSizeList(type)) return `list<${labels(type.children)}>[${type.listSize}]`;
  if (DataType.isStruct(type)) return `struct<${named(type.children)}>`;
  if (DataType.isUnion(type)) return `${type.mode === UnionMode.Dense ? 'dense' : 'sparse'} union<${named(type.children)}>`;
  return DataType.isDictionary(type) ? `dictionary<${arrowLabel(type.indices)}, ${arrowLabel(type.dictionary)}>` : undefined;
}

function labels(fields: readonly Field[]): string {
  return fields.map(typeLabel).join(', ');
}

function named(fields: readonly Field[]): string {
  return fields.map((field) => `${field.name}: ${typeLabel(field)}`).join(', ');
}
