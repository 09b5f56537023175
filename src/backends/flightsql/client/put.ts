import { metadataOf } from '../../../core/arrow/header';
import { bytes, Message, optional } from '../../../core/protobuf/message';
import type { Call } from '../wire/call';
import { PutResult } from './flightMessages';

const PREFIX = 8;
/** Numbers of the fields: Flight.proto. The body is last, as receivers expect it. */
const Data = new Message('FlightData', { descriptor: optional(1, bytes), header: optional(2, bytes), appMetadata: optional(3, bytes), body: optional(1000, bytes) });

/** Rows being sent by DoPut. Methods throw HeadwaterError or CancelledError. */
export class Put {
  #first = true;

  constructor(
    private readonly call: Call<Uint8Array>,
    private readonly descriptor: Uint8Array,
    private readonly told: (error: unknown) => Error,
  ) {}

  /** Sends a schema, dictionary or batch: an encapsulated Arrow message. The first must be a schema. Resolves when more can be sent. */
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

  /** The next answer's metadata, while sending or after; `undefined` after the last. */
  async answer(): Promise<Uint8Array | undefined> {
    try {
      const message = await this.call.next();
      return message && (PutResult.decode(message).appMetadata ?? new Uint8Array(0));
    } catch (error) {
      throw this.told(error);
    }
  }

  /** Nothing more is sent. Gives the metadata of all answers that were not taken yet. */
  async finish(): Promise<readonly Uint8Array[]> {
    this.call.endSending();
    const answers: Uint8Array[] = [];
    for (let answer = await this.answer(); answer !== undefined; answer = await this.answer()) answers.push(answer);
    return answers;
  }

  cancel(): void {
    this.call.cancel();
  }
}
