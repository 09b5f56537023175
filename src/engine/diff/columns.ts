/** How a column differs between two relations. Columns are the same where their names are, whatever their case. */
export type ColumnDifference =
  | { readonly kind: 'same'; readonly name: string; readonly type: string }
  | { readonly kind: 'retyped'; readonly name: string; readonly left: string; readonly right: string }
  | { readonly kind: 'removed'; readonly name: string; readonly type: string }
  | { readonly kind: 'added'; readonly name: string; readonly type: string };

export interface DescribedColumn {
  readonly name: string;
  /** In DuckDB's words. */
  readonly type: string;
}

/** Those of the left in their order, then those only the right has. */
export function compareColumns(left: readonly DescribedColumn[], right: readonly DescribedColumn[]): readonly ColumnDifference[] {
  const others = new Map(right.map((column) => [column.name.toLowerCase(), column]));
  const own = left.map((column): ColumnDifference => {
    const other = others.get(column.name.toLowerCase());
    others.delete(column.name.toLowerCase());
    if (!other) return { kind: 'removed', ...column };
    return other.type === column.type ? { kind: 'same', ...column } : { kind: 'retyped', name: column.name, left: column.type, right: other.type };
  });
  return [...own, ...[...others.values()].map((column): ColumnDifference => ({ kind: 'added', ...column }))];
}

/** A difference in words; `undefined` where there is none. */
export function tellColumn(column: ColumnDifference): string | undefined {
  switch (column.kind) {
    case 'same':
      return undefined;
    case 'retyped':
      return `Column ${column.name} was ${column.left} and is ${column.right}: its values are compared as text.`;
    case 'removed':
      return `Column ${column.name} (${column.type}) is only on the left: it is not compared.`;
    case 'added':
      return `Column ${column.name} (${column.type}) is only on the right: it is not compared.`;
  }
}
