import type { ArrowMessage } from '../../core/contract/execution';
import type { FlightClient } from './client/flightClient';
import type { CallOptions, FlightInfo } from './client/types';
import { readSmall, type SmallRow } from './metadata/smallTable';
import type { Schema } from 'apache-arrow';

/** Calls of Flight SQL that more than one part of the backend makes. */
export class FlightCalls {
  constructor(
    readonly client: FlightClient,
    private readonly timeoutMs: number,
  ) {}

  /** A result that is small, read to its end within the connection's timeout of catalog calls. */
  async small(command: Uint8Array, options: CallOptions): Promise<{ readonly schema: Schema | undefined; readonly rows: readonly SmallRow[] }> {
    const call = { timeoutMs: this.timeoutMs, ...options };
    const info = await this.client.getFlightInfo({ kind: 'command', command }, call);
    return readSmall(this.rows(info, call));
  }

  /** The rows of all endpoints. */
  async *rows(info: FlightInfo, options: CallOptions): AsyncGenerator<ArrowMessage, void, undefined> {
    let first = true;
    for (const { ticket } of info.endpoints) {
      for await (const message of this.client.doGet(ticket, options).messages) if (message.kind !== 'schema' || first) yield message;
      first = false;
    }
  }
}
