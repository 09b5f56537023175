import { ArrowDecoder } from '../../../core/arrow/decode';
import { encodeSchema } from '../../../core/arrow/messages';
import type { TableWriter, WriteReport, WriteRequest } from '../../../core/contract/tables';
import { HeadwaterError } from '../../../core/errors';
import type { FlussClient } from '../client/flussClient';
import { TableRowWriter, type WriteKind } from '../client/writer';
import { readable } from '../execution';
import { isKeyed, type TableInfo } from '../types/table';
import { outputColumn, outputSchema } from './openTable';

interface Opened {
  readonly writer: TableRowWriter;
  readonly decoder: ArrowDecoder;
}

const ALL_REPLICAS = -1;
const TIMEOUT_MS = 30_000;
const NOTHING: WriteReport = { written: 0n, rejected: [], rejectedRows: 0n, unknown: 0n };

/** Writes batches of the contract. */
export class ContractWriter implements TableWriter {
  #opened: Promise<Opened> | undefined;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;

  constructor(
    private readonly client: FlussClient,
    private readonly request: WriteRequest,
    private readonly info: (signal: AbortSignal) => Promise<TableInfo>,
  ) {
    this.#signal = AbortSignal.any([request.signal, this.#stop.signal]);
  }

  async write(batch: Uint8Array): Promise<void> {
    try {
      this.#opened ??= this.#open();
      const { writer, decoder } = await this.#opened;
      const decoded = decoder.batch(batch);
      await writer.write({ rows: decoded.rows, bytes: batch.byteLength, columns: new Map(this.request.columns.map((column, index) => [column, decoded.column(index)])) }, this.#signal);
    } catch (error) {
      throw readable(error, `Could not write to ${this.request.table.join('.')}`);
    }
  }

  async finish(): Promise<WriteReport> {
    const opened = await this.#opened;
    if (!opened) return NOTHING;
    try {
      await opened.writer.settled();
    } catch (error) {
      throw readable(error, `Could not write to ${this.request.table.join('.')}`);
    }
    return opened.writer.report();
  }

  async abort(): Promise<WriteReport> {
    this.#stop.abort();
    const opened = await this.#opened?.catch(() => undefined);
    await opened?.writer.settled().catch(() => undefined);
    return opened?.writer.report() ?? NOTHING;
  }

  async #open(): Promise<Opened> {
    const table = await this.info(this.#signal);
    if (this.request.columns.some((index) => outputColumn(table, index).kind === 'system')) throw this.#refused('The columns _change_type, _bucket, _offset and _timestamp are set by Fluss.', 'Leave them out.');
    const { zstd, idempotentWrites } = this.client.settings;
    const writer = new TableRowWriter(this.client.cluster, this.client.tables, table, this.#kind(table), { acks: ALL_REPLICAS, timeoutMs: TIMEOUT_MS, ...(zstd ? { zstd } : {}), ...(idempotentWrites ? { idempotent: true } : {}) });
    return { writer, decoder: new ArrowDecoder(encodeSchema(outputSchema(table, this.request.columns)).bytes, this.client.settings.codecs) };
  }

  #kind(table: TableInfo): WriteKind {
    const { kind, columns } = this.request;
    if (!isKeyed(table)) {
      if (kind === 'insert') return 'append';
      throw this.#refused('Rows of a log table can only be added.', 'Change rows in a table with a primary key.');
    }
    switch (kind) {
      case 'insert': // a put replaces; Fluss has nothing that fails on a key that is there
      case 'upsert':
        return columns.length === table.schema.columns.length ? 'upsert' : { partial: columns };
      case 'update':
        return { partial: columns };
      case 'delete':
        return 'delete';
    }
  }

  #refused(why: string, todo: string): HeadwaterError {
    return new HeadwaterError({ what: `Could not write to ${this.request.table.join('.')}`, why, todo, kind: 'unsupported' });
  }
}
