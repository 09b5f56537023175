import type { Expression } from './ast';
import type { Reader } from './reader';
import { readType, type KnownTypes } from './typeReader';

/** Reads expressions: OR binds weakest, then AND, NOT, comparison, concatenation and sums, products, signs, and what follows a value. */
export class Expressions {
  constructor(
    private readonly reader: Reader,
    private readonly types: KnownTypes,
  ) {}

  read(): Expression {
    let left = this.and();
    while (this.reader.accept('OR')) left = { kind: 'binary', operator: 'OR', left, right: this.and() };
    return left;
  }

  private and(): Expression {
    let left = this.not();
    while (this.reader.accept('AND')) left = { kind: 'binary', operator: 'AND', left, right: this.not() };
    return left;
  }

  private not(): Expression {
    return this.reader.accept('NOT') ? { kind: 'not', of: this.not() } : this.comparison();
  }

  private comparison(): Expression {
    const { reader } = this;
    const left = this.sum();
    const operator = ['=', '<>', '!=', '<=', '>=', '<', '>'].find((one) => reader.acceptSymbol(one));
    if (operator) return { kind: 'binary', operator: operator === '!=' ? '<>' : operator, left, right: this.sum() };
    if (reader.accept('IS')) {
      const negated = reader.accept('NOT');
      reader.expect('NULL');
      return negate(negated, { kind: 'isNull', of: left });
    }
    const negated = reader.accept('NOT');
    if (reader.accept('BETWEEN')) {
      const from = this.sum();
      reader.expect('AND');
      const to = this.sum();
      return negate(negated, { kind: 'binary', operator: 'AND', left: { kind: 'binary', operator: '>=', left, right: from }, right: { kind: 'binary', operator: '<=', left, right: to } });
    }
    if (reader.accept('IN')) {
      reader.expectSymbol('(');
      const among = reader.list(() => this.read());
      reader.expectSymbol(')');
      return negate(negated, { kind: 'in', of: left, among });
    }
    if (reader.accept('LIKE')) return negate(negated, { kind: 'binary', operator: 'LIKE', left, right: this.sum() });
    if (negated) throw reader.wrong("{'BETWEEN', 'IN', 'LIKE'}");
    return left;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      const operator = ['+', '-', '||'].find((one) => this.reader.acceptSymbol(one));
      if (!operator) return left;
      left = { kind: 'binary', operator, left, right: this.product() };
    }
  }

  private product(): Expression {
    let left = this.signed();
    for (;;) {
      const operator = ['*', '/', '%'].find((one) => this.reader.acceptSymbol(one));
      if (!operator) return left;
      left = { kind: 'binary', operator, left, right: this.signed() };
    }
  }

  private signed(): Expression {
    if (this.reader.acceptSymbol('-')) return { kind: 'negative', of: this.signed() };
    this.reader.acceptSymbol('+');
    return this.followed(this.primary());
  }

  private followed(start: Expression): Expression {
    const { reader } = this;
    let of = start;
    for (;;) {
      if (reader.acceptSymbol('->')) of = { kind: 'field', of, name: reader.name() };
      else if (reader.acceptSymbol('[')) {
        of = { kind: 'item', of, index: this.read() };
        reader.expectSymbol(']');
      } else return of;
    }
  }

  private primary(): Expression {
    const { reader } = this;
    const { kind, value } = reader.next;
    if (kind === 'string') return { kind: 'literal', value: { text: reader.string() } };
    if (kind === 'integer' || kind === 'decimal' || kind === 'double') return { kind: 'literal', value: { number: reader.take().value, kind } };
    if (reader.accept('NULL')) return { kind: 'literal', value: null };
    if (reader.accept('TRUE')) return { kind: 'literal', value: true };
    if (reader.accept('FALSE')) return { kind: 'literal', value: false };
    if (reader.acceptSymbol('(')) {
      const inner = this.read();
      reader.expectSymbol(')');
      return inner;
    }
    if (reader.accept('CASE')) return this.cases();
    if (reader.accept('CAST')) return this.cast();
    const following = reader.peek(1);
    if (kind === 'word' && following.kind === 'symbol') {
      if (value === 'ARRAY' && following.value === '[') return this.array();
      if (value === 'MAP' && following.value === '(') return this.map();
      if (value === 'STRUCT' && following.value === '(') return this.struct();
      if (following.value === '(') return this.call();
    }
    return this.column();
  }

  private column(): Expression {
    const { line, column } = this.reader.next;
    const first = this.reader.name();
    return this.reader.acceptSymbol('.') ? { kind: 'column', source: first, name: this.reader.name(), line, column } : { kind: 'column', name: first, line, column };
  }

  private call(): Expression {
    const { reader } = this;
    const { value: name, line, column } = reader.take();
    reader.expectSymbol('(');
    const star = reader.acceptSymbol('*');
    const args = star || reader.isSymbol(')') ? [] : reader.list(() => this.read());
    reader.expectSymbol(')');
    return { kind: 'call', name, args, star, line, column };
  }

  private cast(): Expression {
    const { reader } = this;
    reader.expectSymbol('(');
    const of = this.read();
    reader.expect('AS');
    const to = readType(reader, this.types);
    reader.expectSymbol(')');
    return { kind: 'cast', of, to };
  }

  private cases(): Expression {
    const { reader } = this;
    const of = reader.isWord('WHEN') ? undefined : this.read();
    const branches: (readonly [Expression, Expression])[] = [];
    while (reader.accept('WHEN')) {
      const condition = this.read();
      reader.expect('THEN');
      branches.push([condition, this.read()]);
    }
    if (branches.length === 0) throw reader.wrong("'WHEN'");
    const otherwise = reader.accept('ELSE') ? this.read() : undefined;
    reader.expect('END');
    return { kind: 'case', branches, ...(of ? { of } : {}), ...(otherwise ? { otherwise } : {}) };
  }

  private array(): Expression {
    const { reader } = this;
    reader.take();
    reader.expectSymbol('[');
    const items = reader.isSymbol(']') ? [] : reader.list(() => this.read());
    reader.expectSymbol(']');
    return { kind: 'array', items };
  }

  private map(): Expression {
    return { kind: 'map', entries: this.assignments(() => this.read()) };
  }

  private struct(): Expression {
    return { kind: 'struct', fields: this.assignments(() => this.reader.name()) };
  }

  private assignments<Name>(name: () => Name): readonly (readonly [Name, Expression])[] {
    const { reader } = this;
    reader.take();
    reader.expectSymbol('(');
    const found = reader.isSymbol(')')
      ? []
      : reader.list(() => {
          const key = name();
          reader.expectSymbol(':=');
          return [key, this.read()] as const;
        });
    reader.expectSymbol(')');
    return found;
  }
}

const negate = (negated: boolean, of: Expression): Expression => (negated ? { kind: 'not', of } : of);
