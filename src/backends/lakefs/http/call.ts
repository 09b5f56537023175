/** Milliseconds until the head of a reply must be there. */
export const HEAD_MS = 120_000;
/** The same for what the server may work on for long before it answers. */
export const SLOW_HEAD_MS = 30 * 60_000;

/** Values of a query; lists repeat their key, absent ones are left out. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

export type CallBody =
  | { readonly json: unknown }
  | { readonly bytes: Uint8Array }
  /** `length` in bytes where known; without it the body is sent in chunks. */
  | { readonly stream: AsyncIterable<Uint8Array>; readonly length?: number };

/** One request to the server. */
export interface Call {
  /** What a person reads where it fails: "Could not list the branches of `sales`". */
  readonly what: string;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Segments below the endpoint, not yet encoded. */
  readonly path: readonly string[];
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: CallBody;
  /** Statuses besides 2xx that the caller reads itself. */
  readonly accept?: readonly number[];
  /** True where the server may work for long before it answers: a commit or a merge of much data. */
  readonly slow?: boolean;
}

export interface Reply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body; for short replies only. */
  text(): Promise<string>;
  /** Reads the rest away, so that the connection can be used again. */
  discard(): Promise<void>;
}

/** Path and query as they stand in a request line. A segment is encoded as a whole: refs such as `main~2` and keys never become paths. */
export function target(path: readonly string[], query: Query = {}): string {
  let text = '';
  for (const segment of path) text += `/${encodeURIComponent(segment)}`;
  let mark = '?';
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined) continue;
    for (const one of typeof value === 'object' ? value : [value]) {
      text += `${mark}${key}=${encodeURIComponent(one)}`;
      mark = '&';
    }
  }
  return text;
}
