import { DataType, type Field } from 'apache-arrow';
import type { Literal, Predicate } from '../../core/contract/tables';
import { kindOf } from '../../core/format/metadata';
import { agreedUpon } from '../planner/floats';
import type { PlannedScan } from '../planner/plan';
import type { Shape, ShapeValue } from './shape';
import type { StatementPlan } from './statementPlan';

/** Plans a text. */
export type Planning = (text: string) => Promise<StatementPlan>;
/** The columns of a reference. */
export type FieldsOf = (plan: StatementPlan, reference: number) => readonly Field[];

/** What is asked of the sources by any statement of a shape: the plan of one of them, and the values that stand for others. */
export class ShapedPlan {
  private constructor(
    private readonly plan: StatementPlan,
    private readonly standIns: readonly ShapeValue[],
    private readonly fieldsOf: FieldsOf,
  ) {}

  /**
   * Plans the shape with values that stand in its text nowhere else, so that each is found again in what is asked. `undefined` where that does not
   * give, with the values of a statement that was planned by itself, the very plan of that statement.
   */
  static async make(text: string, shape: Shape, own: StatementPlan, planning: Planning, fieldsOf: FieldsOf): Promise<ShapedPlan | undefined> {
    if (own.lookups.length > 0) return undefined;
    const standIns = shape.values.map(({ type }, index): ShapeValue => ({ type, value: type === 'integer' ? String(FIRST_NUMBER + index) : `${STAND_IN}${index}` }));
    if (standIns.some(({ value }) => text.includes(value))) return undefined;
    const made = new ShapedPlan(await planning(shape.with(standIns)), standIns, fieldsOf);
    const again = made.of(shape);
    return again && JSON.stringify(shown(again)) === JSON.stringify(shown(own)) ? made : undefined;
  }

  /**
   * The plan of another statement of the shape. `undefined` where a value is not one of its column's type, since DuckDB would compare otherwise then,
   * and where one is not asked exactly once of a source: such a statement is planned by itself.
   */
  of({ values }: Shape): StatementPlan | undefined {
    const scans: [number, PlannedScan][] = [];
    for (const [reference, scan] of this.plan.scans) {
      const fields = this.fieldsOf(this.plan, reference);
      const filling = new Filling(this.standIns, values, fields);
      const predicate = scan.predicate && filling.predicate(scan.predicate);
      if (!filling.whole || (predicate && agreedUpon({ predicate, exact: scan.exact }, fields).predicate !== predicate)) return undefined;
      scans.push([reference, { ...scan, predicate }]);
    }
    return { ...this.plan, scans: new Map(scans) };
  }
}

/** Numbers of every integer type. */
const FIRST_NUMBER = 97;
const STAND_IN = '~headwater~';

function shown({ references, scans, lookups }: StatementPlan): unknown {
  return [references, [...scans].map(([reference, scan]) => [reference, { ...scan, columns: [...scan.columns] }]), lookups];
}

/** Puts values in the places of those that stand for them. */
class Filling {
  readonly #used = new Map<number, number>();
  #fits = true;

  constructor(
    private readonly standIns: readonly ShapeValue[],
    private readonly values: readonly ShapeValue[],
    private readonly fields: readonly Field[],
  ) {}

  /** Every value was used once, and fits its column. */
  get whole(): boolean {
    return this.#fits && this.#used.size === this.values.length && [...this.#used.values()].every((times) => times === 1);
  }

  predicate(predicate: Predicate): Predicate {
    switch (predicate.op) {
      case 'and':
      case 'or':
        return { ...predicate, args: predicate.args.map((arg) => this.predicate(arg)) };
      case 'not':
        return { ...predicate, arg: this.predicate(predicate.arg) };
      case 'compare':
        return { ...predicate, value: this.#literal(predicate.value, this.fields[predicate.column]) };
      case 'in':
        return { ...predicate, values: predicate.values.map((value) => this.#literal(value, this.fields[predicate.column])) };
      case 'null':
      case 'notnull':
      case 'prefix':
      case 'suffix':
      case 'contains':
      case 'like':
        return predicate;
    }
  }

  #literal(literal: Literal, field: Field | undefined): Literal {
    const index = this.standIns.findIndex(({ value }) => value === literal.value);
    if (index < 0) return literal;
    this.#used.set(index, (this.#used.get(index) ?? 0) + 1);
    const value = this.values[index];
    const known = value && field && literalOf(value, field);
    if (!known) this.#fits = false;
    return known ?? literal;
  }
}

/** As DuckDB's own plan has it. */
function literalOf({ type, value }: ShapeValue, field: Field): Literal | undefined {
  const of: unknown = field.type;
  if (kindOf(field) !== undefined) return undefined;
  if (type === 'text') return DataType.isUtf8(of) || DataType.isLargeUtf8(of) ? { type: 'VARCHAR', value } : undefined;
  if (!DataType.isInt(of)) return undefined;
  const number = BigInt(value);
  const fits = of.isSigned ? BigInt.asIntN(of.bitWidth, number) === number : BigInt.asUintN(of.bitWidth, number) === number;
  return fits ? { type: BigInt.asIntN(32, number) === number ? 'INTEGER' : 'BIGINT', value: number.toString() } : undefined;
}
