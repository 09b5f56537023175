export interface CodeServerOptions {
  /** Unpacked extension folders. */
  readonly link?: readonly string[];
  /** Packaged extensions. */
  readonly vsix?: readonly string[];
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Reaches the extension host. */
  readonly env?: Readonly<Record<string, string>>;
  /** The profile folder; a temporary one unless given. */
  readonly home?: string;
  readonly port?: number;
  readonly driver?: boolean;
  readonly trust?: boolean;
}

export interface CodeServer {
  readonly origin: string;
  readonly home: string;
  pageOf(what: { readonly folder?: string; readonly workspace?: string; readonly develop?: readonly string[]; readonly tests?: string }): string;
  log(): Promise<string>;
  stop(): Promise<void>;
}

export function startCodeServer(options?: CodeServerOptions): Promise<CodeServer>;
