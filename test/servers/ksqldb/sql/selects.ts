import type { FromItem, Join, Select, SelectItem, Window } from './ast';
import type { Expressions } from './expressions';
import type { Reader } from './reader';

const UNITS: Readonly<Record<string, number>> = { MILLISECOND: 1, SECOND: 1000, MINUTE: 60_000, HOUR: 3_600_000, DAY: 86_400_000 };

/** SELECT with all that follows it. */
export function readSelect(reader: Reader, expressions: Expressions): Select {
  reader.expect('SELECT');
  const items = reader.list(() => item(reader, expressions));
  reader.expect('FROM');
  const from = source(reader);
  const joins: Join[] = [];
  for (let found = join(reader, expressions); found; found = join(reader, expressions)) joins.push(found);
  const window = reader.accept('WINDOW') ? readWindow(reader) : undefined;
  const where = reader.accept('WHERE') ? expressions.read() : undefined;
  const groupBy = reader.accept('GROUP', 'BY') ? keys(reader, expressions) : [];
  const partitionBy = reader.accept('PARTITION', 'BY') ? keys(reader, expressions) : [];
  const having = reader.accept('HAVING') ? expressions.read() : undefined;
  const emit = reader.accept('EMIT') ? (reader.accept('FINAL') ? 'FINAL' : (reader.expect('CHANGES'), 'CHANGES')) : undefined;
  const limit = reader.accept('LIMIT') ? reader.integer() : undefined;
  return { items, from, joins, groupBy, partitionBy, ...(window ? { window } : {}), ...(where ? { where } : {}), ...(having ? { having } : {}), ...(emit ? { emit } : {}), ...(limit === undefined ? {} : { limit }) };
}

function item(reader: Reader, expressions: Expressions): SelectItem {
  if (reader.acceptSymbol('*')) return { kind: 'all' };
  if (reader.isName() && reader.peek(1).value === '.' && reader.peek(2).kind === 'symbol' && reader.peek(2).value === '*') {
    const name = reader.name();
    reader.take();
    reader.take();
    return { kind: 'all', source: name };
  }
  const value = expressions.read();
  if (reader.accept('AS')) return { kind: 'value', value, alias: reader.name() };
  return reader.isName() && !reader.isWord('EMIT') ? { kind: 'value', value, alias: reader.name() } : { kind: 'value', value };
}

const FOLLOWS_SOURCE = ['WINDOW', 'GROUP', 'PARTITION', 'EMIT', 'HAVING'];

function source(reader: Reader): FromItem {
  const { line, column } = reader.next;
  const name = reader.name();
  if (reader.accept('AS')) return { name, alias: reader.name(), line, column };
  const alias = reader.isName() && !FOLLOWS_SOURCE.some((word) => reader.isWord(word)) ? reader.name() : name;
  return { name, alias, line, column };
}

function join(reader: Reader, expressions: Expressions): Join | undefined {
  const type = (['LEFT', 'RIGHT', 'FULL'] as const).find((one) => reader.accept(one)) ?? (reader.isWord('INNER') || reader.isWord('JOIN') ? 'INNER' : undefined);
  if (!type) return undefined;
  if (type === 'INNER') reader.accept('INNER');
  else reader.accept('OUTER');
  reader.expect('JOIN');
  const joined = source(reader);
  let withinMs: number | undefined;
  if (reader.accept('WITHIN')) {
    withinMs = duration(reader);
    if (reader.accept('GRACE', 'PERIOD')) duration(reader);
  }
  reader.expect('ON');
  return { type, source: joined, on: expressions.read(), ...(withinMs === undefined ? {} : { withinMs }) };
}

function keys(reader: Reader, expressions: Expressions): Select['groupBy'] {
  if (!reader.isSymbol('(')) return reader.list(() => expressions.read());
  reader.take();
  const found = reader.list(() => expressions.read());
  reader.expectSymbol(')');
  return found;
}

function readWindow(reader: Reader): Window {
  const kind = (['TUMBLING', 'HOPPING', 'SESSION'] as const).find((one) => reader.accept(one));
  if (!kind) throw reader.wrong("{'TUMBLING', 'HOPPING', 'SESSION'}");
  reader.expectSymbol('(');
  if (kind !== 'SESSION') reader.expect('SIZE');
  const size = duration(reader);
  let advance = size;
  let grace: number | undefined;
  while (reader.acceptSymbol(',')) {
    if (reader.accept('ADVANCE', 'BY')) advance = duration(reader);
    else if (reader.accept('GRACE', 'PERIOD')) grace = duration(reader);
    else {
      reader.expect('RETENTION');
      duration(reader);
    }
  }
  reader.expectSymbol(')');
  const late = grace === undefined ? {} : { graceMs: grace };
  if (kind === 'SESSION') return { kind, gapMs: size, ...late };
  return kind === 'TUMBLING' ? { kind, sizeMs: size, ...late } : { kind, sizeMs: size, advanceMs: advance, ...late };
}

/** In milliseconds. */
function duration(reader: Reader): number {
  const count = reader.integer();
  const unit = reader.next.value;
  const each = UNITS[unit] ?? UNITS[unit.replace(/S$/u, '')];
  if (each === undefined) throw reader.wrong('windowUnit');
  reader.take();
  return count * each;
}
