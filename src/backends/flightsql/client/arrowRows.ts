import { readingArrow } from '../../../core/arrow/broken';
import { readHeader } from '../../../core/arrow/header';
import { nodeCodecs } from '../../../core/arrow/nodeCodecs';
import { type Transcoder, transcoderFor } from '../../../core/arrow/transcode';
import type { ArrowMessage } from '../../../core/contract/execution';
import type { Call } from '../wire/call';
import type { FlightData } from '../wire/flightData';
import type { Metadata } from '../wire/metadata';
import { type ArrowRows, MOST_APP_METADATA } from './types';

/** The rows of a DoGet (or the answers of a DoExchange) as Arrow messages, checked. The call begins when reading does. */
export function arrowRows(start: () => Promise<Call<FlightData>>, told: (error: unknown) => Error): ArrowRows {
  return new CallRows(start, told);
}

class CallRows implements ArrowRows {
  readonly appMetadata: Uint8Array[] = [];
  #call: Call<FlightData> | undefined;

  constructor(
    private readonly start: () => Promise<Call<FlightData>>,
    private readonly told: (error: unknown) => Error,
  ) {}

  get trailers(): Metadata {
    return this.#call?.trailers ?? [];
  }

  get messages(): AsyncIterable<ArrowMessage> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<ArrowMessage, void, undefined> {
    const codecs = nodeCodecs();
    let transcoder: Transcoder | undefined;
    try {
      const call = (this.#call = await this.start());
      for (let data = await call.next(); data !== undefined; data = await call.next()) {
        if (data.appMetadata && this.appMetadata.length < MOST_APP_METADATA) this.appMetadata.push(data.appMetadata);
        if (!data.ipc) continue;
        const message = messageOf(data.ipc);
        if (message?.kind === 'schema') transcoder = transcoderFor(message.bytes, codecs);
        if (!message || !transcoder) {
          if (message) yield message;
        } else if (message.kind === 'schema') yield { kind: 'schema', bytes: transcoder.schema };
        else yield* transcoder.message(message.bytes);
      }
    } catch (error) {
      throw this.told(error);
    } finally {
      this.#call?.cancel();
    }
  }
}

/** `undefined` for batches without rows: some servers send them now and then to keep a stream alive. */
function messageOf(bytes: Uint8Array): ArrowMessage | undefined {
  const header = readingArrow(() => readHeader(bytes));
  switch (header.kind) {
    case 'schema':
      return { kind: 'schema', bytes };
    case 'dictionary':
      return { kind: 'dictionary', bytes };
    case 'batch':
      return header.batch.rows === 0 ? undefined : { kind: 'batch', rows: header.batch.rows, bytes };
  }
}
