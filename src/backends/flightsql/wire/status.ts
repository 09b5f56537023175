/** gRPC status codes. Source: gRPC "Status codes and their use in gRPC". */
export const CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
] as const;

export type GrpcCode = (typeof CODES)[number];

/** How a call ended. */
export interface GrpcStatus {
  readonly code: GrpcCode;
  readonly message: string;
  /** `grpc-status-details-bin`: a google.rpc.Status. */
  readonly details?: Uint8Array;
}

/** Who decided that a call failed; what may have happened on the server depends on it. */
export type FailureOrigin =
  /** The server answered with this status: it is over there. */
  | 'server'
  /** Nothing of the call was processed: no connection, or the server refused the stream. */
  | 'unsent'
  /** The connection or stream broke while the call was at work. */
  | 'broken'
  /** Our own deadline. */
  | 'deadline'
  /** What came back is not what the protocol allows. */
  | 'protocol';

export class GrpcError extends Error {
  override readonly name = 'GrpcError';
  constructor(
    readonly status: GrpcStatus,
    readonly origin: FailureOrigin,
    options?: ErrorOptions,
  ) {
    super(`${status.code}: ${status.message}`, options);
  }
}

/** Codes that are not known count as UNKNOWN, as the gRPC specification asks. */
export function codeOf(value: string): GrpcCode {
  return (/^\d{1,2}$/u.test(value) ? CODES[Number(value)] : undefined) ?? 'UNKNOWN';
}

/**
 * The code for an HTTP status that came instead of a gRPC one.
 * Source: gRPC "HTTP to gRPC status code mapping".
 */
export function codeOfHttp(status: number): GrpcCode {
  switch (status) {
    case 400:
      return 'INTERNAL';
    case 401:
      return 'UNAUTHENTICATED';
    case 403:
      return 'PERMISSION_DENIED';
    case 404:
      return 'UNIMPLEMENTED';
    case 429:
    case 502:
    case 503:
    case 504:
      return 'UNAVAILABLE';
    default:
      return 'UNKNOWN';
  }
}

/** HTTP/2 error codes that mean something to a call. Source: RFC 9113 §7 and gRPC "HTTP2 Transport Mapping". */
export function codeOfReset(reset: number): { readonly code: GrpcCode; readonly origin: FailureOrigin; readonly message: string } {
  switch (reset) {
    case 0x3:
      return { code: 'INTERNAL', origin: 'broken', message: 'The server sees more data than flow control allows.' };
    case 0x7:
      return { code: 'UNAVAILABLE', origin: 'unsent', message: 'The server refused the call before it started.' };
    case 0x8:
      return { code: 'UNAVAILABLE', origin: 'broken', message: 'The server or a proxy in between ended the call.' };
    case 0xb:
      return { code: 'RESOURCE_EXHAUSTED', origin: 'broken', message: 'The server asks for fewer calls.' };
    case 0xc:
      return { code: 'PERMISSION_DENIED', origin: 'broken', message: 'The server asks for a safer connection.' };
    default:
      return { code: 'INTERNAL', origin: 'broken', message: `The server or a proxy in between ended the call (HTTP/2 error ${reset}).` };
  }
}

/** `grpc-message` is percent-encoded UTF-8; text that is not is left as it is. */
export function decodeMessage(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
