/** What went wrong below the calls, as far as it is known. */
export type NetworkProblem =
  /** The connection could not be made; `code` is the system's (`ECONNREFUSED`, …) or TLS's (`CERT_HAS_EXPIRED`, …). */
  | { readonly kind: 'connect'; readonly code: string; readonly text: string }
  | { readonly kind: 'slowConnect'; readonly afterMs: number }
  /** The other side answered, but with HTTP/1. */
  | { readonly kind: 'http1' }
  /** The other side expects TLS. */
  | { readonly kind: 'needsTls' }
  /** TLS works, HTTP/2 was not agreed on. */
  | { readonly kind: 'noAlpn'; readonly got: string }
  | { readonly kind: 'notHttp2' }
  /** A proxy did not let us through; `status` is its answer. */
  | { readonly kind: 'proxy'; readonly status: number; readonly text: string }
  /** HTTP/2 was not followed. */
  | { readonly kind: 'violation'; readonly what: string }
  /** The connection was there and is gone. */
  | { readonly kind: 'lost'; readonly text: string }
  /** The server said goodbye with an error. */
  | { readonly kind: 'goaway'; readonly code: number; readonly text: string }
  /** No answer to pings. */
  | { readonly kind: 'silent'; readonly afterMs: number };

export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  constructor(
    readonly problem: NetworkProblem,
    options?: ErrorOptions,
  ) {
    super(problem.kind, options);
  }
}

/** The problem behind an error of the platform. */
export function networkErrorOf(error: unknown, established: boolean): NetworkError {
  if (error instanceof NetworkError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return new NetworkError(established ? { kind: 'lost', text: code === '' ? text : code } : { kind: 'connect', code, text }, { cause: error });
}
