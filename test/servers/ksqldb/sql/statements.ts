import { Refusal } from '../refusal';
import type { ColumnDefinition, Parsed, Place, Properties, SourceKind, Statement } from './ast';
import { Expressions } from './expressions';
import { Reader } from './reader';
import { readSelect } from './selects';
import { type KnownTypes, readType } from './typeReader';
import { substitute } from './variables';

const STARTS = ['SELECT', 'PRINT', 'LIST', 'SHOW', 'DESCRIBE', 'EXPLAIN', 'CREATE', 'INSERT', 'DROP', 'ALTER', 'TERMINATE', 'PAUSE', 'RESUME', 'SET', 'UNSET', 'DEFINE', 'UNDEFINE', 'ASSERT'];

/**
 * Reads the statements of a text one after the other, so that DEFINE names what later ones use.
 * @throws Refusal with the place of what is wrong
 */
export function* readStatements(text: string, given: Readonly<Record<string, string>>, types: KnownTypes): Generator<Parsed> {
  const variables = new Map(Object.entries(given).map(([name, value]) => [name.toUpperCase(), value]));
  for (const { text: raw, line, column } of pieces(text)) {
    const reader = new Reader(substitute(raw, variables), { line, column });
    if (reader.next.kind === 'end') continue;
    const { start } = reader.next;
    const statement = new StatementReader(reader, types).read();
    const { end } = reader.next;
    reader.expectSymbol(';');
    if (statement.kind === 'define') variables.set(statement.name, statement.value);
    if (statement.kind === 'undefine') variables.delete(statement.name);
    yield { statement, text: reader.text.slice(start, end) };
  }
}

/** Up to each semicolon outside quotes and comments, with the place where the piece begins. */
function* pieces(text: string): Generator<{ readonly text: string } & Place> {
  let [line, column] = [1, 1];
  for (let at = 0; at < text.length; ) {
    const end = endOfPiece(text, at);
    const piece = text.slice(at, end);
    yield { text: piece, line, column };
    const lines = piece.split('\n');
    column = lines.length > 1 ? (lines.at(-1)?.length ?? 0) + 1 : column + piece.length;
    line += lines.length - 1;
    at = end;
  }
}

const SKIPS: readonly RegExp[] = [/'(?:[^']|'')*'/uy, /`(?:[^`]|``)*`/uy, /"(?:[^"]|"")*"/uy, /--[^\n]*/uy, /\/\*[\s\S]*?\*\//uy];

function endOfPiece(text: string, from: number): number {
  let at = from;
  while (at < text.length) {
    const skip = SKIPS.find((pattern) => {
      pattern.lastIndex = at;
      return pattern.test(text);
    });
    if (skip) at = skip.lastIndex;
    else if (text[at] === ';') return at + 1;
    else at += 1;
  }
  return at;
}

class StatementReader {
  private readonly expressions: Expressions;

  constructor(
    private readonly reader: Reader,
    private readonly types: KnownTypes,
  ) {
    this.expressions = new Expressions(reader, types);
  }

  read(): Statement {
    const { reader } = this;
    if (reader.isWord('SELECT')) return { kind: 'query', select: readSelect(reader, this.expressions) };
    if (reader.accept('PRINT')) return this.print();
    if (reader.accept('LIST') || reader.accept('SHOW')) return this.list();
    if (reader.accept('DESCRIBE')) return this.describe();
    if (reader.accept('EXPLAIN')) return this.explain();
    if (reader.accept('CREATE')) return this.create();
    if (reader.accept('INSERT', 'INTO')) return this.insert();
    if (reader.accept('DROP')) return this.drop();
    if (reader.accept('ALTER', 'SYSTEM')) return { kind: 'alterSystem', ...this.assignment() };
    if (reader.accept('ALTER')) return this.alter();
    for (const verb of ['TERMINATE', 'PAUSE', 'RESUME'] as const) if (reader.accept(verb)) return { kind: 'control', verb, ...(reader.accept('ALL') ? {} : { query: reader.take().value }) };
    if (reader.accept('SET')) return { kind: 'set', ...this.assignment() };
    if (reader.accept('UNSET')) return { kind: 'unset', name: reader.string() };
    if (reader.accept('DEFINE')) return this.define();
    if (reader.accept('UNDEFINE')) return { kind: 'undefine', name: reader.name() };
    if (reader.accept('ASSERT')) return this.assert();
    throw unknown(reader);
  }

  private assignment(): { readonly name: string; readonly value: string } {
    const name = this.reader.string();
    this.reader.expectSymbol('=');
    return { name, value: this.reader.string() };
  }

  private define(): Statement {
    const name = this.reader.name();
    this.reader.expectSymbol('=');
    return { kind: 'define', name, value: this.reader.string() };
  }

  private print(): Statement {
    const { reader } = this;
    const raw = reader.next;
    const topic = raw.kind === 'string' ? reader.string() : reader.name();
    const written = raw.kind === 'word' ? reader.text.slice(raw.start, raw.end) : topic;
    const fromBeginning = reader.accept('FROM', 'BEGINNING');
    const every = reader.accept('INTERVAL') || reader.accept('SAMPLE') ? reader.integer() : 1;
    const limit = reader.accept('LIMIT') ? reader.integer() : undefined;
    return { kind: 'print', topic: written, fromBeginning, every, ...(limit === undefined ? {} : { limit }) };
  }

  private list(): Statement {
    const { reader } = this;
    if (reader.accept('CONNECTOR', 'PLUGINS')) return { kind: 'list', what: 'CONNECTOR PLUGINS', extended: false };
    const direction = reader.accept('ALL') ? '' : reader.accept('SOURCE') ? 'SOURCE ' : reader.accept('SINK') ? 'SINK ' : '';
    const what = ['PROPERTIES', 'TOPICS', 'STREAMS', 'TABLES', 'FUNCTIONS', 'CONNECTORS', 'TYPES', 'VARIABLES', 'QUERIES'].find((word) => reader.accept(word));
    if (!what) throw reader.wrong("{'PROPERTIES', 'TOPICS', 'STREAMS', 'TABLES', 'FUNCTIONS', 'CONNECTORS', 'TYPES', 'VARIABLES', 'QUERIES'}");
    return { kind: 'list', what: direction + what, extended: reader.accept('EXTENDED') };
  }

  private describe(): Statement {
    const { reader } = this;
    if (reader.accept('FUNCTION')) return { kind: 'describeFunction', name: reader.name() };
    if (reader.accept('CONNECTOR')) return { kind: 'describeConnector', name: reader.name() };
    if (reader.accept('STREAMS')) return { kind: 'describeAll', source: 'STREAM', extended: reader.accept('EXTENDED') };
    if (reader.accept('TABLES')) return { kind: 'describeAll', source: 'TABLE', extended: reader.accept('EXTENDED') };
    return { kind: 'describe', name: reader.name(), extended: reader.accept('EXTENDED') };
  }

  private explain(): Statement {
    const { reader } = this;
    if (!STARTS.some((word) => reader.isWord(word))) return { kind: 'explain', query: reader.name(), text: '' };
    const { start } = reader.next;
    const statement = this.read();
    return { kind: 'explain', statement, text: `${reader.text.slice(start, reader.next.start)};` };
  }

  private create(): Statement {
    const { reader } = this;
    const replace = reader.accept('OR', 'REPLACE');
    if (reader.accept('TYPE')) {
      const ifNotExists = reader.accept('IF', 'NOT', 'EXISTS');
      const name = reader.name();
      reader.expect('AS');
      return { kind: 'createType', name, ifNotExists, type: readType(reader, this.types) };
    }
    for (const direction of ['SOURCE', 'SINK'] as const) {
      if (!reader.accept(direction, 'CONNECTOR')) continue;
      const ifNotExists = reader.accept('IF', 'NOT', 'EXISTS');
      return { kind: 'createConnector', direction, ifNotExists, name: reader.name(), properties: this.with() };
    }
    const readOnly = reader.accept('SOURCE');
    const source = this.sourceKind();
    const ifNotExists = reader.accept('IF', 'NOT', 'EXISTS');
    const name = reader.name();
    const columns = reader.isSymbol('(') ? this.columns() : [];
    const properties = this.with();
    const common = { source, name, replace, ifNotExists, properties };
    return reader.accept('AS') ? { kind: 'createAs', ...common, select: readSelect(reader, this.expressions) } : { kind: 'create', ...common, readOnly, columns };
  }

  private sourceKind(): SourceKind {
    const { reader } = this;
    if (reader.accept('STREAM')) return 'STREAM';
    if (reader.accept('TABLE')) return 'TABLE';
    const { kind, value, line, column } = reader.next;
    if (kind === 'word') throw new Refusal(`line ${line}:${column}: Syntax Error\nUnknown statement 'CREATE ${value}'\nDid you mean 'CREATE ${nearest(value, ['STREAM', 'TABLE', 'TYPE'])}'?`);
    throw reader.wrong("{'STREAM', 'TABLE'}");
  }

  private columns(): readonly ColumnDefinition[] {
    const { reader } = this;
    reader.expectSymbol('(');
    const found = reader.list(() => this.column());
    reader.expectSymbol(')');
    return found;
  }

  private column(): ColumnDefinition {
    const { reader } = this;
    const name = reader.name();
    const type = readType(reader, this.types);
    if (reader.accept('PRIMARY', 'KEY')) return { name, type, role: 'PRIMARY KEY' };
    if (reader.accept('KEY')) return { name, type, role: 'KEY' };
    if (reader.accept('HEADERS')) return { name, type, role: 'HEADERS' };
    if (!reader.accept('HEADER')) return { name, type };
    reader.expectSymbol('(');
    const header = reader.string();
    reader.expectSymbol(')');
    return { name, type, role: 'HEADERS', header };
  }

  private with(): Properties {
    const { reader } = this;
    if (!reader.accept('WITH')) return new Map();
    reader.expectSymbol('(');
    const found = reader.isSymbol(')')
      ? []
      : reader.list(() => {
          const name = reader.next.kind === 'string' ? reader.string() : reader.name();
          reader.expectSymbol('=');
          return [name, reader.take().value] as const;
        });
    reader.expectSymbol(')');
    return new Map(found);
  }

  private insert(): Statement {
    const { reader } = this;
    const name = reader.name();
    this.with();
    if (reader.isWord('SELECT')) return { kind: 'insertSelect', name, select: readSelect(reader, this.expressions) };
    let columns: readonly string[] | undefined;
    if (reader.acceptSymbol('(')) {
      columns = reader.list(() => reader.name());
      reader.expectSymbol(')');
    }
    reader.expect('VALUES');
    reader.expectSymbol('(');
    const values = reader.list(() => this.expressions.read());
    reader.expectSymbol(')');
    return { kind: 'insertValues', name, values, ...(columns ? { columns } : {}) };
  }

  private drop(): Statement {
    const { reader } = this;
    if (reader.accept('TYPE')) return { kind: 'dropType', ifExists: reader.accept('IF', 'EXISTS'), name: reader.name() };
    if (reader.accept('CONNECTOR')) return { kind: 'dropConnector', ifExists: reader.accept('IF', 'EXISTS'), name: reader.name() };
    const source = reader.accept('STREAM') ? 'STREAM' : (reader.expect('TABLE'), 'TABLE');
    return { kind: 'drop', source, ifExists: reader.accept('IF', 'EXISTS'), name: reader.name(), deleteTopic: reader.accept('DELETE', 'TOPIC') };
  }

  private alter(): Statement {
    const { reader } = this;
    const source = this.sourceKind();
    const name = reader.name();
    const columns = reader.list(() => {
      reader.expect('ADD');
      reader.accept('COLUMN');
      return this.column();
    });
    return { kind: 'alter', source, name, columns };
  }

  private assert(): Statement {
    const { reader } = this;
    const exists = !reader.accept('NOT', 'EXISTS');
    reader.expect('TOPIC');
    const { start, end, kind } = reader.next;
    const name = kind === 'string' ? reader.string() : reader.name();
    this.with();
    if (reader.accept('TIMEOUT')) {
      reader.integer();
      reader.name();
    }
    return { kind: 'assertTopic', exists, topic: kind === 'word' ? reader.text.slice(start, end) : name };
  }
}

function unknown(reader: Reader): Refusal {
  const { kind, value, line, column } = reader.next;
  const place = `line ${line}:${column}: Syntax Error\n`;
  if (kind !== 'word') return new Refusal(`${place}mismatched input '${value}' expecting {${STARTS.map((word) => `'${word}'`).join(', ')}}`);
  const near = nearest(value, STARTS);
  return new Refusal(`${place}Unknown statement '${value}'${near ? `\nDid you mean '${near}'?` : ''}`);
}

/** The word with the fewest changed letters, if it is near at all. */
export function nearest(word: string, among: readonly string[]): string | undefined {
  const distances = among.map((one) => [distance(word, one), one] as const).sort(([a], [b]) => a - b);
  const best = distances[0];
  return best && best[0] <= Math.floor(word.length / 2) ? best[1] : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const above = row;
    row = [i];
    for (let j = 1; j <= b.length; j += 1) row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)));
  }
  return row[b.length] ?? 0;
}
