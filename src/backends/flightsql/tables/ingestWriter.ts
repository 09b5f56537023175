import { type Field, Schema } from 'apache-arrow';
import { readHeader } from '../../../core/arrow/header';
import { encodeSchema } from '../../../core/arrow/messages';
import type { TableWriter, WriteReport } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { FlightSqlClient, Ingest } from '../client/sqlClient';
import type { TableName } from '../metadata/metadata';

/** Sends rows by bulk ingestion: one call, all batches, one answer at its end. */
export class IngestWriter implements TableWriter {
  #ingest: Promise<Ingest> | undefined;
  #sent = 0n;

  constructor(
    private readonly sql: FlightSqlClient,
    private readonly table: TableName,
    private readonly fields: Promise<readonly Field[]>,
    private readonly signal: AbortSignal,
  ) {}

  async write(batch: Uint8Array): Promise<void> {
    this.#ingest ??= this.#begin();
    const ingest = await this.#ingest;
    this.#sent += BigInt(rowsIn(batch));
    await ingest.send(batch);
  }

  async finish(): Promise<WriteReport> {
    const ingest = await this.#ingest;
    if (!ingest) return report(0n, 0n);
    const taken = await ingest.finish();
    // A server that does not say how many has taken all, or would have failed.
    return report(taken ?? this.#sent, taken === undefined || taken > this.#sent ? 0n : this.#sent - taken);
  }

  async abort(): Promise<WriteReport> {
    const ingest = await this.#ingest?.catch(() => undefined);
    ingest?.cancel();
    return report(0n, this.#sent);
  }

  async #begin(): Promise<Ingest> {
    const { catalog, schema, table } = this.table;
    const target = { table, ...(schema === null ? {} : { schema }), ...(catalog === null ? {} : { catalog }), ifMissing: 'fail', ifExists: 'append' } as const;
    const ingest = await this.sql.ingest(target, { signal: this.signal });
    await ingest.send(encodeSchema(new Schema([...(await this.fields)])).bytes);
    return ingest;
  }
}

export function rowsIn(batch: Uint8Array): number {
  const header = readHeader(batch);
  if (header.kind === 'batch') return header.batch.rows;
  throw new HeadwaterError({ what: 'Could not write the rows', why: 'What was to be sent is no batch of rows.', code: 'no-batch' });
}

export function report(written: bigint, unknown: bigint): WriteReport {
  return { written, rejected: [], rejectedRows: 0n, unknown };
}
