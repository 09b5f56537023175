import type { ArrowMessage } from '../../../core/contract/execution';
import type { Metadata } from '../wire/metadata';

/** What is asked for: a command in bytes, or a path of names. */
export type FlightDescriptor = { readonly kind: 'command'; readonly command: Uint8Array } | { readonly kind: 'path'; readonly path: readonly string[] };

export interface FlightEndpoint {
  readonly ticket: Uint8Array;
  /** URIs; none = where the endpoint was told. */
  readonly locations: readonly string[];
  /** Milliseconds since 1970. Until then the ticket may be used more than once. */
  readonly expirationMs?: number;
  readonly appMetadata: Uint8Array;
}

export interface FlightInfo {
  /** Schema message; absent where the server tells it only with the rows. */
  readonly schema?: Uint8Array;
  readonly descriptor?: FlightDescriptor;
  readonly endpoints: readonly FlightEndpoint[];
  /** Absent where not known. */
  readonly totalRecords?: bigint;
  readonly totalBytes?: bigint;
  /** Whether the order of the endpoints is the order of the rows. */
  readonly ordered: boolean;
  readonly appMetadata: Uint8Array;
  /** As it came, for calls that send it back. */
  readonly encoded: Uint8Array;
}

export interface PollInfo {
  readonly info?: FlightInfo;
  /** To be asked next; absent = all is known. */
  readonly next?: FlightDescriptor;
  /** Between 0 and 1. */
  readonly progress?: number;
  readonly expirationMs?: number;
}

export type SessionValue = string | boolean | bigint | number | readonly string[];

/** Of one call. */
export interface CallOptions {
  readonly signal: AbortSignal;
  /** Ends the call with kind `timeout`. */
  readonly timeoutMs?: number;
  /** Sent besides the connection's; a name here replaces the connection's. */
  readonly metadata?: Metadata;
  /** What did not happen if it fails: "Could not list the tables". */
  readonly what?: string;
  /** Whether it changes something: then a failure says whether that may have happened. */
  readonly writes?: boolean;
}

/** Rows as they come: a schema, then dictionaries and batches. Reading throws HeadwaterError or CancelledError; ending early ends the call. */
export interface ArrowRows {
  readonly messages: AsyncIterable<ArrowMessage>;
  /** `app_metadata` of each message that had some, in order, as far as read; at most {@link MOST_APP_METADATA}. */
  readonly appMetadata: readonly Uint8Array[];
  /** What came after the last row; empty until then. */
  readonly trailers: Metadata;
}

export const MOST_APP_METADATA = 100;
