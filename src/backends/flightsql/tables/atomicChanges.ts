import { readStream } from '../../../core/arrow/readStream';
import type { ChangeRequest, RejectedRow, RowChange, TableDescription, WriteReport } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { FlightSqlClient } from '../client/sqlClient';
import type { Dialect } from '../dialect';
import type { TableName } from '../metadata/metadata';
import { StatementWriter } from './statementWriter';

export interface AtomicParts {
  readonly sql: FlightSqlClient;
  readonly dialect: Dialect;
  readonly table: TableName;
  readonly description: Promise<TableDescription>;
}

/** Milliseconds that rolling back may take: the server does it by itself when the connection ends. */
const ROLLBACK_MS = 5_000;

/** Changes in one transaction, committed where the server took all of them. @throws HeadwaterError with `outcomeUnknown` where the commit may have happened */
export async function applyInTransaction({ sql, ...parts }: AtomicParts, { changes, signal }: ChangeRequest): Promise<WriteReport> {
  const what = `Could not write to \`${parts.table.table}\``;
  const transaction = await sql.beginTransaction({ signal, what });
  let ended = false;
  try {
    const rejected: RejectedRow[] = [];
    for (const [row, change] of changes.entries()) {
      const why = await refusal(change, new StatementWriter({ ...parts, sql, transaction, signal, kind: change.kind, columns: change.columns }));
      if (why === undefined) continue;
      rejected.push({ row: BigInt(row), why });
      break; // what comes behind it would be judged by a state that will not be
    }
    if (rejected.length > 0) return { written: 0n, rejected, rejectedRows: BigInt(rejected.length), unknown: 0n };
    ended = true; // whatever the answer: a commit whose outcome is unknown is followed by nothing
    await sql.endTransaction(transaction, 'commit', { signal, what, writes: true });
    return { written: BigInt(changes.length), rejected: [], rejectedRows: 0n, unknown: 0n };
  } catch (error) {
    // Nothing was committed, so nothing of it can stay.
    if (!ended && error instanceof HeadwaterError && error.failure.outcomeUnknown) throw certain(error);
    throw error;
  } finally {
    if (!ended) await sql.endTransaction(transaction, 'rollback', { signal: AbortSignal.timeout(ROLLBACK_MS) }).catch(() => undefined);
  }
}

/** Why the server did not take a change; `undefined` where it did. */
async function refusal({ row }: RowChange, writer: StatementWriter): Promise<string | undefined> {
  try {
    for (const batch of readStream(row).batches) await writer.write(batch);
  } catch (error) {
    await writer.abort();
    throw error;
  }
  const { rejected } = await writer.finish();
  return rejected[0]?.why;
}

function certain({ failure, cause }: HeadwaterError): HeadwaterError {
  return new HeadwaterError({ ...failure, outcomeUnknown: false }, { cause });
}
