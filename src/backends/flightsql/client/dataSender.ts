import { metadataOf } from '../../../core/arrow/header';
import { bytes, Message, optional } from '../../../core/protobuf/message';
import type { Call } from '../wire/call';

const PREFIX = 8;
/** Numbers of the fields: Flight.proto. The body is last, as receivers expect it. */
const Data = new Message('FlightData', { descriptor: optional(1, bytes), header: optional(2, bytes), appMetadata: optional(3, bytes), body: optional(1000, bytes) });

/** Sends Arrow messages as FlightData; the first carries the descriptor. */
export class DataSender {
  #first = true;

  constructor(
    private readonly call: Pick<Call<unknown>, 'send'>,
    private readonly descriptor: Uint8Array,
    private readonly told: (error: unknown) => Error,
  ) {}

  /** A schema, dictionary or batch, encapsulated. The first must be a schema. Resolves when more can be sent. @throws HeadwaterError, CancelledError */
  async send(message: Uint8Array, appMetadata?: Uint8Array): Promise<void> {
    const header = metadataOf(message);
    const data = Data.encode({
      ...(this.#first ? { descriptor: this.descriptor } : {}),
      header,
      ...(appMetadata ? { appMetadata } : {}),
      body: message.subarray(PREFIX + header.byteLength),
    });
    this.#first = false;
    try {
      await this.call.send(data.chunks());
    } catch (error) {
      throw this.told(error);
    }
  }
}
