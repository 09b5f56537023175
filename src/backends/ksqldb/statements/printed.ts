import { BatchParts, encodeBatch } from '../../../core/arrow/batchMessage';
import type { ArrowMessage } from '../../../core/contract/execution';
import { StringColumn } from '../rows/bytesColumns';
import { RowBatch } from '../rows/rowBatch';
import type { SqlColumn } from '../types/sqlType';

const NAMES = ['ROWTIME', 'KEY', 'VALUE', 'PARTITION'] as const;
const COLUMNS: readonly SqlColumn[] = NAMES.map((name) => ({ name, type: { kind: 'STRING' }, key: false }));
/** Bytes of one line at most. */
const LARGEST_LINE = 64 * 1024 * 1024;

/** `rowtime: 2026/01/01 00:00:00.000 Z, key: <null>, value: {…}, partition: 0`; older servers leave out the partition. */
const RECORD = /^rowtime: (?<rowtime>.*?), (?:key: (?<key>.*?), )?value: (?<value>.*?)(?:, partition: (?<partition>\d+))?$/su;

/** A line of PRINT that came in the place of a row: an error, as JSON. */
export class PrintedError extends Error {
  override readonly name = 'PrintedError';
}

/** Lines that PRINT writes as rows: what each says of its record. Lines that are no records are told. */
export class PrintedLines {
  readonly #columns = NAMES.map(() => new StringColumn());
  #rest: Buffer = Buffer.alloc(0);
  rows = 0;

  schema(live: boolean): ArrowMessage {
    return new RowBatch(COLUMNS).schema(live);
  }

  /** @returns lines that are no records */
  feed(chunk: Uint8Array): readonly string[] {
    const other: string[] = [];
    let bytes = this.#rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#rest, chunk]);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      this.#line(bytes.toString('utf8', 0, end).trimEnd(), other);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > LARGEST_LINE) throw new PrintedError('a line of it has no end');
    this.#rest = bytes;
    return other;
  }

  /** The last line, where it has no end of its own. */
  finish(): readonly string[] {
    const other: string[] = [];
    this.#line(this.#rest.toString('utf8').trimEnd(), other);
    this.#rest = Buffer.alloc(0);
    return other;
  }

  take(): ArrowMessage {
    const parts = new BatchParts();
    for (const column of this.#columns) column.finish(parts);
    const bytes = encodeBatch(this.rows, parts);
    const { rows } = this;
    this.rows = 0;
    for (const column of this.#columns) column.truncate(0);
    return { kind: 'batch', rows, bytes };
  }

  #line(line: string, other: string[]): void {
    if (line.trim() === '') return;
    const groups = RECORD.exec(line)?.groups;
    if (!groups) {
      other.push(line.trim());
      return;
    }
    [groups['rowtime'], groups['key'], groups['value'], groups['partition']].forEach((value, index) => {
      if (value === undefined || value === '<null>') this.#columns[index]?.appendNull();
      else this.#columns[index]?.put(Buffer.from(value, 'utf8'));
    });
    this.rows += 1;
  }
}
