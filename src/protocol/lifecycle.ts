import * as z from 'zod/mini';
import type { Check } from './define';
import { notification, request } from './define';
import { bytes, count, nothing, text } from './shapes';

/** What the server is told when it starts (LSP `initializationOptions`) and whenever it changes. */
export interface ServerSettings {
  /** Folder of our own for spill files, caches and history; may not exist yet. */
  readonly storageFolder: string;
  readonly workspaceFolders: readonly string[];
  readonly trusted: boolean;
  /** IANA name used to show timestamps with a time zone. */
  readonly timeZone: string;
  readonly limits: ResultLimits;
  /** Contents of objects on disk; absent = the server's own bounds. */
  readonly objects?: { readonly cacheBytes: number; readonly askAboveBytes: number };
  /** The connection that runs statements which join its tables with small others; absent = none. */
  readonly offload?: string;
  /** Whether statements are checked by their system while they are written; absent = yes. */
  readonly checkStatements?: boolean;
  /** Whether wire logs are written. */
  readonly wireLog: boolean;
  /** The proxy that the editor is set to use, and the hosts that are reached without; absent = as the environment says. */
  readonly proxy?: { readonly url: string; readonly except: readonly string[] };
}

export interface ResultLimits {
  /** Bytes of one result kept in memory before it spills to a file. */
  readonly memoryPerResult: number;
  /** Bytes of all spill files together. */
  readonly spillQuota: number;
  /** Rows read before a source is paused until somebody asks for more. */
  readonly firstRows: number;
  /** Milliseconds that a paused source is kept open. */
  readonly pausedMs: number;
  /** How much is kept of a result that does not end; absent = the server's own bounds. */
  readonly ring?: { readonly rows: number; readonly bytes: number };
}

export const serverSettings: Check<ServerSettings> = z.object({
  storageFolder: text,
  workspaceFolders: z.array(text),
  trusted: z.boolean(),
  timeZone: text,
  limits: z.object({ memoryPerResult: count, spillQuota: count, firstRows: count, pausedMs: count, ring: z.exactOptional(z.object({ rows: count, bytes: count })) }),
  offload: z.exactOptional(text),
  objects: z.exactOptional(z.object({ cacheBytes: count, askAboveBytes: count })),
  checkStatements: z.exactOptional(z.boolean()),
  wireLog: z.boolean(),
  proxy: z.exactOptional(z.object({ url: text, except: z.array(text) })),
});

export const Configure = notification('configure', serverSettings);

/** Answered at once by a healthy server; carries the server's generation, which changes with every start. */
export const Ping = request('ping', z.object({}), z.object({ generation: text, pid: count }));

/** A line for the log output channel. */
export interface LogLine {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  readonly text: string;
}
const logLine: Check<LogLine> = z.object({ level: z.enum(['trace', 'debug', 'info', 'warn', 'error']), text });
export const Log = notification('log', logLine);

/** As many bytes as asked for, made at once: what the pipe itself costs. Answered only by servers started for tests. */
export const EchoForTests = request('test/echo', z.object({ size: count }), z.object({ bytes }));

/** Ends the process as a crash would; answered only by servers started for tests. */
export const CrashForTests = request('test/crash', z.object({ how: z.enum(['exit', 'throw', 'hang', 'memory']) }), nothing);
