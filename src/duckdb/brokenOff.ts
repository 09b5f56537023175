import duckdb from '@duckdb/node-bindings';
import type { DuckDbError, RunRequest } from './messages';
import { describeNativeError } from './nativeError';
import type { ParameterBinder } from './parameters';

/** Rows that ended before their end. */
export class BrokenOff extends Error {
  override readonly name = 'BrokenOff';
  readonly described: DuckDbError;

  /** @param rows sent before */
  constructor(reason: DuckDbError | undefined, rows: number) {
    super('The rows broke off.');
    const untold = `DuckDB stopped reading after ${rows.toLocaleString('en-US')} rows and does not say why.`;
    this.described = reason ?? { type: 'Broken Off', message: untold };
  }
}

export type WhyBroken = (connection: duckdb.Connection, request: RunRequest, binder: ParameterBinder) => Promise<DuckDbError | undefined>;

/** Milliseconds for finding the reason. */
const MOST_MS = 15_000;
const AGAIN = 'EXPLAIN ANALYZE ';

/**
 * Why the rows of a single reading statement broke off. The library keeps the reason of a broken stream to itself, so the
 * statement is run once more without its rows. `undefined` where that is not possible, or finds nothing.
 */
export async function whyBroken(connection: duckdb.Connection, { text, parameters }: RunRequest, binder: ParameterBinder): Promise<DuckDbError | undefined> {
  const { extracted_statements: statements, statement_count: count } = await duckdb.extract_statements(connection, text);
  if (count !== 1 || !(await readsOnly(connection, statements, text))) return undefined;
  const tooLong = setTimeout(() => {
    duckdb.interrupt(connection);
  }, MOST_MS);
  try {
    const again = await duckdb.prepare(connection, `${AGAIN}${text}`);
    await binder.bind(again, parameters);
    await duckdb.execute_prepared(again);
    return undefined;
  } catch (error) {
    return told(describeNativeError(error));
  } finally {
    clearTimeout(tooLong);
  }
}

/** A sequence would move on once more. */
async function readsOnly(connection: duckdb.Connection, statements: duckdb.ExtractedStatements, text: string): Promise<boolean> {
  const statement = await duckdb.prepare_extracted_statement(connection, statements, 0);
  return duckdb.prepared_statement_type(statement) === duckdb.StatementType.SELECT && !/nextval/iu.test(text);
}

/** Errors that stem from running it once more tell nothing. */
function told(error: DuckDbError): DuckDbError | undefined {
  if (['TransactionContext', 'Interrupt', 'INTERRUPT', 'Parser'].includes(error.type)) return undefined;
  return error.byte === undefined ? error : { ...error, byte: Math.max(0, error.byte - AGAIN.length) };
}
