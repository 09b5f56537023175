import * as z from 'zod/mini';
import { type Failure, type FailureKind, HeadwaterError } from '../../../core/errors';

/** What a reply that refuses says (KsqlErrorMessage.java, KsqlStatementErrorMessage.java). */
export interface Refusal {
  readonly status: number;
  /** The server's own `error_code`: HTTP status × 100 and a number; absent where the reply is none of ksqlDB. */
  readonly code: number | undefined;
  readonly message: string;
  /** The statement of several that failed. */
  readonly statementText: string | undefined;
  /** Of statements before it, which were executed. */
  readonly entities: readonly unknown[];
}

/** The server refused. */
export class RefusedError extends HeadwaterError {
  constructor(
    failure: Failure,
    readonly refusal: Refusal,
  ) {
    super(failure);
  }
}

const body = z.object({
  error_code: z.optional(z.nullable(z.number())),
  message: z.optional(z.nullable(z.string())),
  statementText: z.optional(z.nullable(z.string())),
  entities: z.optional(z.nullable(z.array(z.unknown()))),
});

/** Reads the body of a refusing reply, which may be JSON, plain text, a page of a proxy, or empty. */
export function readRefusal(status: number, text: string): Refusal {
  const parsed = z.safeParse(body, parse(text));
  if (!parsed.success) return { status, code: undefined, message: /<html|<!doctype/iu.test(text) ? '' : text.trim().slice(0, 500), statementText: undefined, entities: [] };
  const { error_code, message, statementText, entities } = parsed.data;
  return { status, code: error_code ?? undefined, message: message ?? '', statementText: statementText ?? undefined, entities: entities ?? [] };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

interface Meaning {
  readonly kind?: FailureKind;
  readonly why?: string;
  readonly todo?: string;
}

/** By `error_code` (Errors.java). */
const CODES: ReadonlyMap<number, Meaning> = new Map<number, Meaning>([
  [40001, { kind: 'invalid' }],
  [40002, { kind: 'invalid' }],
  [40003, { todo: 'Stop a push query first (they stand under Queries in the tree), or raise ksql.max.push.queries on the server.' }],
  [40004, { kind: 'unsupported', why: 'The server takes this over HTTP/2 only.' }],
  [40005, { kind: 'unsupported' }],
  [40100, { kind: 'unauthorized', why: 'The server does not accept the credentials.', todo: 'Check user and password, or API key and secret, of the connection.' }],
  [40300, { kind: 'forbidden', todo: 'The user of the connection needs more rights on the server.' }],
  [40301, { kind: 'forbidden', todo: 'The user of the connection needs more rights on the Kafka resources that the statement uses.' }],
  [40400, { kind: 'notFound' }],
  [41700, { kind: 'invalid' }],
  [42100, { kind: 'unreachable', why: 'The server was reached under a name that it does not answer to (SNI).', todo: 'Use the host name of the server’s certificate as address.' }],
  [42801, { kind: 'unsupported', why: 'The server has no schema registry configured.', todo: 'Use a format that needs none, such as JSON, or set ksql.schema.registry.url on the server.' }],
  [42900, { why: 'The server is asked too much at once: its limit for pull queries is reached.', todo: 'Try again in a moment.' }],
  [50301, { why: 'The server could not catch up with its command topic in time.', todo: 'Try again in a moment.' }],
  [50302, { why: 'The server is not ready yet.', todo: 'Try again in a moment.' }],
  [50303, { why: 'The server is shutting down.' }],
  [50304, { why: 'The server has been shut down.' }],
]);

/**
 * Words for a refusal.
 * @param writing whether the call may have changed something: then an answer that is not ksqlDB's own leaves that open
 */
export function refusalFailure(what: string, where: string, refusal: Refusal, writing: boolean): Failure {
  const { status, code, message } = refusal;
  const meaning = meaningOf(refusal, where);
  const unknown = writing && code === undefined && status >= 500;
  return {
    what,
    why: meaning.why ?? sentence(message, status),
    code: String(code ?? status),
    detail: [`HTTP ${status}`, ...(code === undefined ? [] : [`error code ${code}`]), message].filter((part) => part !== '').join('\n'),
    ...(meaning.todo === undefined ? {} : { todo: meaning.todo }),
    ...(meaning.kind === undefined ? {} : { kind: meaning.kind }),
    ...(unknown ? { outcomeUnknown: true } : {}),
  };
}

function meaningOf({ status, code, message }: Refusal, where: string): Meaning {
  const known = code === undefined ? undefined : CODES.get(code);
  if (known) return known;
  const strange: Meaning = { why: `${where} answered with HTTP status ${status}, not as ksqlDB does.`, todo: 'Check the address of the connection: scheme, port, and the path before the API.' };
  if (status === 401) return CODES.get(40100) ?? {};
  if (status === 403) return { ...CODES.get(40300), ...(message === '' ? { why: 'The server, or a proxy before it, forbids this.' } : {}) };
  if (code !== undefined) return {};
  if (status === 404) return { ...strange, kind: 'notFound' };
  if (status === 407) return { kind: 'unauthorized', why: 'The proxy wants credentials.', todo: 'Write them into the proxy’s URL.' };
  if (status >= 300 && status < 400) return { ...strange, why: `${where} sends the call elsewhere (HTTP status ${status}).`, todo: 'Write the address that it names into the connection.' };
  if (status === 502 || status === 503 || status === 504) return { kind: 'unreachable', why: `A proxy before the server could not reach it (HTTP status ${status}).`, todo: 'Try again when the server can be reached.' };
  return message === '' ? strange : {};
}

/** The server's text as one short sentence; causes and the statement itself run over many lines. */
function sentence(message: string, status: number): string {
  const lines = message.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^statement: /iu.test(line));
  // The place is shown at the statement.
  const first = (lines[0] ?? '').replace(/^line:? ?\d+(?::|, ?col(?:umn)?:? ?)\d+: ?/iu, '');
  const line = /^syntax error\.?$/iu.test(first) && lines[1] !== undefined ? `Syntax error: ${lines[1]}` : first;
  if (line === '') return `The server answered with HTTP status ${status}.`;
  const short = line.length > 400 ? `${line.slice(0, 400)}…` : line;
  const text = `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
  return /[.!?…:]$/u.test(text) ? text.replace(/:$/u, '.') : `${text}.`;
}
