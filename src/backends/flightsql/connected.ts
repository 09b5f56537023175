import { type Field, RecordBatchReader } from 'apache-arrow';
import type { EndpointReader } from './client/endpointReader';
import type { FlightSqlClient } from './client/sqlClient';
import type { CallOptions, FlightInfo } from './client/types';
import { readSmall, type SmallRow } from './metadata/smallTable';

/** A connected client with what reads the rows behind its answers. */
export class Connected {
  constructor(
    readonly sql: FlightSqlClient,
    readonly endpoints: EndpointReader,
    /** Milliseconds of catalog calls. */
    private readonly timeoutMs: number,
  ) {}

  /** Options of a catalog call. */
  brief(signal: AbortSignal): CallOptions {
    return { signal, timeoutMs: this.timeoutMs };
  }

  /** A result that is small, read to its end within the connection's timeout of catalog calls. */
  async small(ask: (options: CallOptions) => Promise<FlightInfo>, signal: AbortSignal, what?: string): Promise<readonly SmallRow[]> {
    const options = { ...this.brief(signal), ...(what === undefined ? {} : { what }) };
    return (await readSmall(this.endpoints.read(await ask(options), options).messages)).rows;
  }

  /** The columns that a statement gives, as its rows have them: what is announced before may differ. */
  async fields(statement: string, signal: AbortSignal, what: string): Promise<readonly Field[] | undefined> {
    const options = { ...this.brief(signal), what };
    const info = await this.sql.query(statement, options);
    for await (const message of this.endpoints.read(info, options).messages) if (message.kind === 'schema') return RecordBatchReader.from(message.bytes).open().schema.fields;
    return undefined;
  }
}
