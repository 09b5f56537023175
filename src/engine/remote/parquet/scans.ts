import * as z from 'zod/mini';

/** One reading of Parquet files in a plan of DuckDB's. */
export interface ParquetScan {
  readonly files: readonly string[];
  /** The names that columns have in the plan, by index. */
  readonly names: readonly string[];
  /** Indexes of the columns read, those of filters included. */
  readonly columns: readonly number[];
  readonly filters: readonly { readonly column: number; readonly filter: unknown }[];
  /** Rows after which DuckDB reads no more, where nothing but LIMIT and projections stands above and filters are inside the scan. */
  readonly limit?: number;
}

const scanShape = z.object({
  type: z.literal('LOGICAL_GET'),
  names: z.array(z.string()),
  column_indexes: z.array(z.object({ index: z.number() })),
  table_filters: z.optional(z.object({ filters: z.optional(z.array(z.object({ key: z.number(), value: z.unknown() }))) })),
  function_data: z.object({ files: z.array(z.string()) }),
});
const amount = z.object({ type: z.string(), constant_integer: z.number() });
const limitShape = z.object({ type: z.literal('LOGICAL_LIMIT'), limit_val: amount, offset_val: amount });
const planShape = z.object({ error: z.literal(false), plans: z.array(z.unknown()) });

/** The statement that asks DuckDB for its own plan of a query. A constant is needed: it cannot be a parameter. */
export function planStatement(query: string): string {
  return `SELECT json_serialize_plan('${query.replaceAll("'", "''")}', optimize := true)`;
}

/** Readings of Parquet files in the answer to {@link planStatement}; `undefined` where DuckDB gave no plan. */
export function parquetScans(answer: string): readonly ParquetScan[] | undefined {
  const plan = z.safeParse(planShape, parsed(answer));
  if (!plan.success) return undefined;
  const scans: ParquetScan[] = [];
  walk(plan.data.plans, [], scans);
  return scans;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param above the operators between the plan's root and this place */
function walk(node: unknown, above: readonly unknown[], scans: ParquetScan[]): void {
  if (Array.isArray(node)) {
    for (const child of node) walk(child, above, scans);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const scan = z.safeParse(scanShape, node);
  if (scan.success) scans.push(readScan(scan.data, above));
  const isOperator = 'type' in node && typeof node.type === 'string' && node.type.startsWith('LOGICAL_');
  for (const child of Object.values(node)) walk(child, isOperator ? [...above, node] : above, scans);
}

function readScan({ function_data: { files }, names, column_indexes, table_filters }: z.infer<typeof scanShape>, above: readonly unknown[]): ParquetScan {
  const columns = column_indexes.map(({ index }) => index).filter((index) => index < names.length); // beyond: virtual columns, such as the file's name
  const filters = (table_filters?.filters ?? []).map(({ key, value }) => ({ column: key, filter: value }));
  const limit = limitOf(above);
  return { files, names, columns, filters, ...(limit === undefined ? {} : { limit }) };
}

function limitOf(above: readonly unknown[]): number | undefined {
  const limits = above.flatMap((operator) => {
    const read = z.safeParse(limitShape, operator);
    return read.success ? [read.data] : [];
  });
  const [limit] = limits;
  if (!limit || limits.length > 1 || !above.every((operator) => isPassing(operator))) return undefined;
  const rows = constant(limit.limit_val);
  const offset = limit.offset_val.type === 'UNSET' ? 0 : constant(limit.offset_val);
  return rows === undefined || offset === undefined ? undefined : rows + offset;
}

function constant({ type, constant_integer: value }: z.infer<typeof amount>): number | undefined {
  return type === 'CONSTANT_VALUE' && Number.isSafeInteger(value) ? value : undefined;
}

function isPassing(operator: unknown): boolean {
  return typeof operator === 'object' && operator !== null && 'type' in operator && (operator.type === 'LOGICAL_LIMIT' || operator.type === 'LOGICAL_PROJECTION');
}
