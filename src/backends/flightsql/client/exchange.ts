import type { Call } from '../wire/call';
import type { FlightData } from '../wire/flightData';
import { arrowRows } from './arrowRows';
import { DataSender } from './dataSender';
import type { ArrowRows } from './types';

/** Rows both ways at once, by DoExchange. Methods throw HeadwaterError or CancelledError. */
export class Exchange {
  /** What the server sends; to be read while sending, since it may wait for that. */
  readonly rows: ArrowRows;
  readonly #sender: DataSender;

  constructor(
    private readonly call: Call<FlightData>,
    descriptor: Uint8Array,
    told: (error: unknown) => Error,
  ) {
    this.#sender = new DataSender(call, descriptor, told);
    this.rows = arrowRows(async () => call, told);
  }

  /** As {@link DataSender.send}. */
  send(message: Uint8Array, appMetadata?: Uint8Array): Promise<void> {
    return this.#sender.send(message, appMetadata);
  }

  endSending(): void {
    this.call.endSending();
  }

  cancel(): void {
    this.call.cancel();
  }
}
