import type { Expression } from '../sql/ast';
import { keyText, type Row } from '../values/value';
import { compile, type Compiled } from './compile';
import type { Input } from './change';
import type { Plan } from './plan';
import { Scope } from './scope';

interface Side {
  readonly isTable: boolean;
  readonly on: Compiled;
  readonly blank: Row;
  /** Of a table: the row of each key. */
  readonly rows: Map<string, Row>;
  /** Of a stream: what came, for as long as it can meet the other side. */
  readonly recent: { readonly key: string; readonly row: Row; readonly at: number }[];
}

/** A join of two sources: each change meets what the other side has at that moment. */
export class Joining {
  private readonly sides: readonly [Side, Side];
  private readonly keepsLeft: boolean;
  private readonly keepsRight: boolean;

  constructor(
    private readonly plan: Plan,
    private readonly emit: (input: Input) => void,
  ) {
    const { type, on } = plan.select.joins[0]!;
    this.keepsLeft = type === 'LEFT' || type === 'FULL';
    this.keepsRight = type === 'RIGHT' || type === 'FULL';
    const expressions = on.kind === 'binary' ? [on.left, on.right] : [];
    this.sides = [this.side(0, expressions), this.side(1, expressions)];
  }

  private side(index: number, expressions: readonly Expression[]): Side {
    const { alias, source } = this.plan.sources[index]!;
    const columns = this.plan.scope.columns.filter((column) => column.source === alias);
    const scope = new Scope(columns);
    const own = expressions.map((expression) => tried(() => compile(expression, scope, 'JOIN'))).find((one) => one !== undefined);
    return { isTable: source.kind === 'TABLE', on: own ?? { type: undefined, of: () => null }, blank: columns.map(() => null), rows: new Map(), recent: [] };
  }

  accept(index: number, input: Input): void {
    const [side, other] = index === 0 ? this.sides : [this.sides[1], this.sides[0]];
    const pair = (mine: Row, theirs: Row): Row => (index === 0 ? [...mine, ...theirs] : [...theirs, ...mine]);
    if (side.isTable && other.isTable) this.tables(index, side, other, input, pair);
    else if (side.isTable) this.keep(side, input);
    else if (input.row) this.stream(index, side, other, { ...input, row: input.row }, pair);
  }

  private keep(side: Side, { key, row }: Input): string {
    const name = row ? keyText(side.on.of(row)) : key.map(keyText).join('|');
    if (row) side.rows.set(name, row);
    else side.rows.delete(name);
    return name;
  }

  private tables(index: number, side: Side, other: Side, input: Input, pair: (mine: Row, theirs: Row) => Row): void {
    const name = this.keep(side, input);
    const theirs = other.rows.get(name);
    const alone = index === 0 ? this.keepsLeft : this.keepsRight;
    const othersAlone = index === 0 ? this.keepsRight : this.keepsLeft;
    const row = input.row && theirs ? pair(input.row, theirs) : input.row && alone ? pair(input.row, other.blank) : theirs && othersAlone ? pair(side.blank, theirs) : null;
    this.emit({ key: input.key, row, rowtime: input.rowtime });
  }

  private stream(index: number, side: Side, other: Side, input: Input & { readonly row: Row }, pair: (mine: Row, theirs: Row) => Row): void {
    const key = side.on.of(input.row);
    const name = keyText(key);
    const within = this.plan.select.joins[0]?.withinMs ?? 0;
    const found = key === null ? [] : other.isTable ? [other.rows.get(name)].filter((row) => row !== undefined) : other.recent.filter((one) => one.key === name && Math.abs(one.at - input.rowtime) <= within).map(({ row }) => row);
    if (!other.isTable) this.remember(side, { key: name, row: input.row, at: input.rowtime }, within);
    const alone = index === 0 ? this.keepsLeft : this.keepsRight;
    const rows = found.length > 0 ? found : alone ? [other.blank] : [];
    for (const theirs of rows) this.emit({ key: [key], row: pair(input.row, theirs), rowtime: input.rowtime });
  }

  private remember({ recent }: Side, one: Side['recent'][number], within: number): void {
    recent.push(one);
    while ((recent[0]?.at ?? Infinity) < one.at - 2 * within) recent.shift();
  }
}

function tried<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
