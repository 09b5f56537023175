import type { SqlType } from '../values/types';

export interface Place {
  readonly line: number;
  readonly column: number;
}

export type Literal = null | boolean | { readonly number: string; readonly kind: 'integer' | 'decimal' | 'double' } | { readonly text: string };

export type Expression =
  | { readonly kind: 'literal'; readonly value: Literal }
  | ({ readonly kind: 'column'; readonly source?: string; readonly name: string } & Place)
  | { readonly kind: 'field'; readonly of: Expression; readonly name: string }
  | { readonly kind: 'item'; readonly of: Expression; readonly index: Expression }
  | { readonly kind: 'not' | 'negative'; readonly of: Expression }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'in'; readonly of: Expression; readonly among: readonly Expression[] }
  | { readonly kind: 'isNull'; readonly of: Expression }
  | { readonly kind: 'case'; readonly of?: Expression; readonly branches: readonly (readonly [Expression, Expression])[]; readonly otherwise?: Expression }
  | { readonly kind: 'cast'; readonly of: Expression; readonly to: SqlType }
  | ({ readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[]; readonly star: boolean } & Place)
  | { readonly kind: 'array'; readonly items: readonly Expression[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly kind: 'struct'; readonly fields: readonly (readonly [string, Expression])[] };

export type SelectItem = { readonly kind: 'all'; readonly source?: string } | { readonly kind: 'value'; readonly value: Expression; readonly alias?: string };

export interface FromItem extends Place {
  readonly name: string;
  readonly alias: string;
}

export interface Join {
  readonly type: 'INNER' | 'LEFT' | 'RIGHT' | 'FULL';
  readonly source: FromItem;
  readonly withinMs?: number;
  readonly on: Expression;
}

export type Window = { readonly kind: 'TUMBLING'; readonly sizeMs: number; readonly graceMs?: number } | { readonly kind: 'HOPPING'; readonly sizeMs: number; readonly advanceMs: number; readonly graceMs?: number } | { readonly kind: 'SESSION'; readonly gapMs: number; readonly graceMs?: number };

export interface Select {
  readonly items: readonly SelectItem[];
  readonly from: FromItem;
  readonly joins: readonly Join[];
  readonly window?: Window;
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly partitionBy: readonly Expression[];
  readonly having?: Expression;
  readonly emit?: 'CHANGES' | 'FINAL';
  readonly limit?: number;
}

export interface ColumnDefinition {
  readonly name: string;
  readonly type: SqlType;
  readonly role?: 'KEY' | 'PRIMARY KEY' | 'HEADERS';
  readonly header?: string;
}

export type Properties = ReadonlyMap<string, string>;
export type SourceKind = 'STREAM' | 'TABLE';

interface Creation {
  readonly source: SourceKind;
  readonly name: string;
  readonly replace: boolean;
  readonly ifNotExists: boolean;
  readonly properties: Properties;
}

export type Statement =
  | { readonly kind: 'query'; readonly select: Select }
  | { readonly kind: 'print'; readonly topic: string; readonly fromBeginning: boolean; readonly every: number; readonly limit?: number }
  | { readonly kind: 'list'; readonly what: string; readonly extended: boolean }
  | { readonly kind: 'describe'; readonly name: string; readonly extended: boolean }
  | { readonly kind: 'describeAll'; readonly source: SourceKind; readonly extended: boolean }
  | { readonly kind: 'describeFunction' | 'describeConnector'; readonly name: string }
  | { readonly kind: 'explain'; readonly query?: string; readonly statement?: Statement; readonly text: string }
  | ({ readonly kind: 'create'; readonly readOnly: boolean; readonly columns: readonly ColumnDefinition[] } & Creation)
  | ({ readonly kind: 'createAs'; readonly select: Select } & Creation)
  | { readonly kind: 'insertSelect'; readonly name: string; readonly select: Select }
  | { readonly kind: 'insertValues'; readonly name: string; readonly columns?: readonly string[]; readonly values: readonly Expression[] }
  | { readonly kind: 'drop'; readonly source: SourceKind; readonly name: string; readonly ifExists: boolean; readonly deleteTopic: boolean }
  | { readonly kind: 'alter'; readonly source: SourceKind; readonly name: string; readonly columns: readonly ColumnDefinition[] }
  | { readonly kind: 'createType'; readonly name: string; readonly type: SqlType; readonly ifNotExists: boolean }
  | { readonly kind: 'dropType'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'createConnector'; readonly direction: 'SOURCE' | 'SINK'; readonly name: string; readonly ifNotExists: boolean; readonly properties: Properties }
  | { readonly kind: 'dropConnector'; readonly name: string; readonly ifExists: boolean }
  | { readonly kind: 'control'; readonly verb: 'TERMINATE' | 'PAUSE' | 'RESUME'; /** Absent: all. */ readonly query?: string }
  | { readonly kind: 'set' | 'define' | 'alterSystem'; readonly name: string; readonly value: string }
  | { readonly kind: 'unset' | 'undefine'; readonly name: string }
  | { readonly kind: 'assertTopic'; readonly topic: string; readonly exists: boolean };

/** A statement with its own text, which ends with its semicolon. */
export interface Parsed {
  readonly statement: Statement;
  readonly text: string;
}
