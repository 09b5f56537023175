import { CODES, Refusal } from '../refusal';
import type { Statement } from '../sql/ast';
import { coerce, named } from '../values/coerce';
import type { Json } from '../values/jsonReader';
import { typeText } from '../values/types';
import { plain, type Row, type Value } from '../values/value';
import { cast } from './cast';
import { compile, isNumberType } from './compile';
import { type Column, isKey, type Source } from './metastore';
import { Scope } from './scope';
import type { Topic } from './topic';

/** A row as its topic takes it. */
export interface Insertion {
  readonly key: Row;
  readonly value: ReadonlyMap<string, Value> | null;
  readonly rowtime: number;
}

export const insertInto = (topic: Topic, insertion: Insertion): void => void topic.append(insertion);

/** @throws Refusal where rows cannot be inserted at all */
export function checkTarget(source: Source, code: number = CODES.badStatement): void {
  if (source.readOnly) throw new Refusal(`Cannot insert values into read-only ${source.kind.toLowerCase()}: ${source.name}`, code);
  if (source.window) throw new Refusal('Cannot insert values into windowed stream/table!', code);
}

/** INSERT INTO … VALUES. */
export function insertionOfValues(statement: Extract<Statement, { kind: 'insertValues' }>, source: Source, now: number): Insertion {
  checkTarget(source);
  const fail = (why: string): Refusal => new Refusal(`Failed to insert values into '${source.name}'. ${why}`);
  const known = [...source.columns.filter((column) => column.role !== 'HEADERS'), { name: 'ROWTIME', type: { base: 'BIGINT' } } as const];
  const names = statement.columns ?? known.filter(({ name }) => name !== 'ROWTIME').map(({ name }) => name);
  if (names.length !== statement.values.length) throw fail(`Expected a value for each column. Expected columns: [${names.map((name) => `\`${name}\``).join(', ')}]. Got ${statement.values.length} values.`);
  const given = new Map<string, Value>();
  names.forEach((name, index) => {
    const column = known.find((one) => one.name === name);
    if (!column) throw fail(`Column name \`${name}\` does not exist.`);
    const compiled = compile(statement.values[index]!, new Scope([]), 'VALUES');
    const { type } = column;
    if (compiled.type && !assignable(type, compiled.type)) throw fail(`Expected type ${typeText(type)} for field \`${name}\` but got ${plain(compiled.of([]))}(${typeText(compiled.type)})`);
    given.set(name, compiled.type ? cast(compiled.of([]), compiled.type, type) : null);
  });
  const rowtime = given.get('ROWTIME');
  return insertion(source, given, typeof rowtime === 'bigint' ? Number(rowtime) : now, (key) => fail(`Value for primary key column(s) ${key.map((name) => `\`${name}\``).join(', ')} is required for tables`));
}

function assignable(to: Column['type'], from: Column['type']): boolean {
  if (isNumberType(to) && isNumberType(from)) return true;
  if (from.base === 'STRING') return ['STRING', 'BYTES', 'DATE', 'TIME', 'TIMESTAMP', 'DECIMAL'].includes(to.base);
  return to.base === from.base;
}

/** A row of /inserts-stream. */
export function insertionOfJson(row: ReadonlyMap<string, Json>, source: Source, now: number): Insertion {
  const given = named(row);
  const values = new Map<string, Value>();
  for (const column of source.columns) {
    if (given.has(column.name)) values.set(column.name, coerce(given.get(column.name) ?? null, column.type));
    else if (isKey(column)) throw new Refusal(`Key field must be specified: ${column.name}`, CODES.badRequest);
  }
  return insertion(source, values, now, () => new Refusal('Key field must be specified', CODES.badRequest));
}

function insertion(source: Source, given: ReadonlyMap<string, Value>, rowtime: number, keyless: (names: readonly string[]) => Refusal): Insertion {
  const keys = source.columns.filter(isKey);
  const key = keys.map((column) => given.get(column.name) ?? null);
  const lacking = keys.filter((_, index) => key[index] === null).map(({ name }) => name);
  if (source.kind === 'TABLE' && lacking.length > 0) throw keyless(lacking);
  return { key, value: new Map(source.columns.filter((column) => !isKey(column)).map((column) => [column.name, given.get(column.name) ?? null])), rowtime };
}
