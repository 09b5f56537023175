import type { Call } from '../wire/call';
import { DataSender } from './dataSender';
import { PutResult } from './flightMessages';

/** Rows being sent by DoPut. Methods throw HeadwaterError or CancelledError. */
export class Put {
  readonly #sender: DataSender;

  constructor(
    private readonly call: Call<Uint8Array>,
    descriptor: Uint8Array,
    private readonly told: (error: unknown) => Error,
  ) {
    this.#sender = new DataSender(call, descriptor, told);
  }

  /** As {@link DataSender.send}. */
  send(message: Uint8Array, appMetadata?: Uint8Array): Promise<void> {
    return this.#sender.send(message, appMetadata);
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
