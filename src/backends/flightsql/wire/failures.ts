import { CancelledError, type Failure, type FailureKind, HeadwaterError, isCancelled } from '../../../core/errors';
import { formatBytes } from '../../../core/format/numbers';
import { TooLarge } from './framing';
import { NetworkError, type NetworkProblem } from './network';
import { type GrpcCode, GrpcError } from './status';
import { detailsText } from './statusDetails';

export interface FailureContext {
  /** "Could not run the statement". */
  readonly what: string;
  /** `host:port`, as people write it. */
  readonly where: string;
  /** Whether the call changes something: then a failure says whether that may have happened. */
  readonly writes: boolean;
}

/** What a person is told about a failed call. Cancelling stays as it is. */
export function failed(error: unknown, context: FailureContext): Error {
  if (isCancelled(error)) return error instanceof CancelledError ? error : new CancelledError();
  if (error instanceof HeadwaterError) return error;
  if (error instanceof NetworkError) return networkFailure(error, context);
  if (error instanceof GrpcError) return grpcFailure(error, context);
  return new HeadwaterError({ what: context.what, why: error instanceof Error ? error.message : String(error) }, { cause: error });
}

/** A call whose connection broke after it was sent may have been carried out. */
const WORKING: readonly NetworkProblem['kind'][] = ['lost', 'goaway', 'silent', 'violation'];

function networkFailure(error: NetworkError, { what, where, writes }: FailureContext): HeadwaterError {
  const unknown = writes && WORKING.includes(error.problem.kind);
  return new HeadwaterError({ what, kind: 'unreachable', ...wordsOf(error.problem, where), ...(unknown ? OUTCOME_UNKNOWN : {}) }, { cause: error });
}

const OUTCOME_UNKNOWN = { outcomeUnknown: true, todo: 'It may have been carried out. Look at the data before you run it again.' } as const;

type Words = Pick<Failure, 'why' | 'todo' | 'code'>;

function wordsOf(problem: NetworkProblem, where: string): Words {
  switch (problem.kind) {
    case 'connect':
      return connectWords(problem.code, problem.text, where);
    case 'slowConnect':
      return { why: `There was no answer from ${where} within ${seconds(problem.afterMs)}.`, todo: 'Check host, port, and whether a firewall or VPN stands in between.' };
    case 'http1':
      return { why: `The server at ${where} speaks HTTP/1, not gRPC.`, todo: 'Check the port: Flight SQL often has another than the web interface. A proxy in between must let HTTP/2 pass.' };
    case 'needsTls':
      return { why: `The server at ${where} expects TLS.`, todo: 'Turn TLS on for this connection.' };
    case 'noAlpn':
      return { why: `The server at ${where} speaks TLS, but not HTTP/2 (it offers ${problem.got}).`, todo: 'Check the port. A proxy in between must let HTTP/2 pass.' };
    case 'notHttp2':
      return { why: `The server at ${where} does not speak gRPC.`, todo: 'Check the port.' };
    case 'proxy':
      return {
        why: `The proxy answered ${problem.status}${problem.text === '' ? '' : ` (${problem.text})`} when asked for ${where}.`,
        todo: problem.status === 407 ? 'Give user and password of the proxy.' : 'Check the proxy’s settings, and whether it may reach this server.',
      };
    case 'violation':
      return { why: `The server at ${where} broke the rules of HTTP/2: ${problem.what}.`, todo: 'A proxy in between may be the cause. The connection is made anew on the next try.' };
    case 'lost':
      return { why: `The connection to ${where} was lost (${problem.text.replace(/\.$/u, '')}).`, todo: 'Try again: the connection is made anew.' };
    case 'goaway':
      return { why: `The server at ${where} ended the connection (HTTP/2 error ${problem.code}${problem.text === '' ? '' : `: ${problem.text}`}).`, todo: 'Try again: the connection is made anew.' };
    case 'silent':
      return { why: `The server at ${where} did not answer for ${seconds(problem.afterMs)}.`, todo: 'Check whether the server is up and the network works, then try again.' };
  }
}

const TRUST: Words = {
  why: 'its certificate was issued by nobody whom this computer trusts',
  todo: 'Name the certificate of the issuer (CA file) in the connection’s settings.',
};

/** What Node and OpenSSL call the problem → what is told. `why` goes on after "The server at …: ". */
const TLS_PROBLEMS: Readonly<Record<string, Words>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: { why: 'its certificate is signed by itself', todo: 'Name this certificate as CA file in the connection’s settings.' },
  SELF_SIGNED_CERT_IN_CHAIN: TRUST,
  UNABLE_TO_GET_ISSUER_CERT: TRUST,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: TRUST,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: TRUST,
  CERT_UNTRUSTED: TRUST,
  CERT_SIGNATURE_FAILURE: { why: 'its certificate was not issued by the CA that is named', todo: 'Check the CA file in the connection’s settings.' },
  CERT_HAS_EXPIRED: { why: 'its certificate has expired', todo: 'The server needs a new certificate. Also check the clock of this computer.' },
  CERT_NOT_YET_VALID: { why: 'its certificate is not valid yet', todo: 'Check the clock of this computer.' },
  CERT_REVOKED: { why: 'its certificate was revoked', todo: 'The server needs a new certificate.' },
  ERR_TLS_CERT_ALTNAME_INVALID: { why: 'its certificate is for another name', todo: 'Use the name that the certificate has, or set the server name in the connection’s settings.' },
  ERR_SSL_WRONG_VERSION_NUMBER: { why: 'it does not speak TLS', todo: 'Turn TLS off for this connection, or check the port.' },
  ERR_SSL_PACKET_LENGTH_TOO_LONG: { why: 'it does not speak TLS', todo: 'Turn TLS off for this connection, or check the port.' },
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: { why: 'it wants a client certificate', todo: 'Name a client certificate and its key in the connection’s settings.' },
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: { why: 'it refused the TLS connection', todo: 'It may want a client certificate, or another version of TLS.' },
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: { why: 'it refused the client certificate', todo: 'Check the client certificate in the connection’s settings.' },
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: { why: 'it does not know who issued the client certificate', todo: 'Use a client certificate that the server’s CA issued.' },
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: { why: 'it uses a version of TLS that is not supported here', todo: 'The server needs TLS 1.2 or newer.' },
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL: { why: 'it speaks TLS, but not HTTP/2', todo: 'Check the port. A proxy in between must let HTTP/2 pass.' },
  ERR_OSSL_PEM_NO_START_LINE: { why: 'a certificate or key in the settings is no PEM text', todo: 'Check the certificate files in the connection’s settings.' },
  ERR_OSSL_X509_KEY_VALUES_MISMATCH: { why: 'the client certificate and its key do not belong together', todo: 'Check the client certificate in the connection’s settings.' },
};

function connectWords(code: string, text: string, where: string): Words {
  const tls = TLS_PROBLEMS[code];
  if (tls) return { why: `The server at ${where} cannot be used: ${tls.why}.`, ...(tls.todo === undefined ? {} : { todo: tls.todo }), code };
  const todo = code === 'ECONNRESET' ? 'Check the port, and whether the server expects TLS.' : 'Check host and port, and whether the server is up.';
  return { why: connectWhy(code, text, where), todo, ...(code === '' ? {} : { code }) };
}

function connectWhy(code: string, text: string, where: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${where}.`;
    case 'ENOTFOUND':
      return `There is no host of the name in ${where}.`;
    case 'EAI_AGAIN':
      return `The name in ${where} cannot be looked up now.`;
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${where} cannot be reached.`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `${where} closed the connection at once.`;
    default:
      return `${where} cannot be reached: ${text.replace(/\.$/u, '')}.`;
  }
}

const KINDS: Readonly<Partial<Record<GrpcCode, FailureKind>>> = {
  INVALID_ARGUMENT: 'invalid',
  DEADLINE_EXCEEDED: 'timeout',
  NOT_FOUND: 'notFound',
  ALREADY_EXISTS: 'exists',
  PERMISSION_DENIED: 'forbidden',
  ABORTED: 'conflict',
  UNIMPLEMENTED: 'unsupported',
  UNAVAILABLE: 'unreachable',
  UNAUTHENTICATED: 'unauthorized',
};

const TODOS: Readonly<Partial<Record<GrpcCode, string>>> = {
  UNAUTHENTICATED: 'Check token, user and password of this connection.',
  PERMISSION_DENIED: 'Check whether the token or user may do this.',
  UNAVAILABLE: 'Try again in a moment.',
  DEADLINE_EXCEEDED: 'Allow more time, or ask for less.',
};

function grpcFailure(error: GrpcError, { what, where, writes }: FailureContext): HeadwaterError {
  const { status, origin } = error;
  const { code } = status;
  // A server that answers with a status has decided; only these mean that it does not know itself.
  const decided = origin === 'unsent' || (origin === 'server' && code !== 'UNAVAILABLE' && code !== 'DEADLINE_EXCEEDED' && code !== 'CANCELLED');
  const details = status.details ? detailsText(status.details) : '';
  const kind = KINDS[code];
  const todo = error instanceof TooLarge ? largeTodo(error) : TODOS[code];
  const text = status.message.trim();
  return new HeadwaterError(
    {
      what,
      why: sentence(error instanceof TooLarge ? largeWhy(error, where) : text === '' ? `The server at ${where} gave no reason (${code}).` : kind === 'unauthorized' && origin === 'server' ? `The server refuses who you are: ${text}` : text),
      code,
      ...(todo === undefined ? {} : { todo }),
      ...(kind === undefined ? {} : { kind }),
      ...(details === '' ? {} : { detail: `${text}\n${details}`.trim() }),
      ...(writes && !decided ? OUTCOME_UNKNOWN : {}),
    },
    { cause: error },
  );
}

function largeWhy({ bytes, mostBytes }: TooLarge, where: string): string {
  return `A message${bytes === undefined ? '' : ` of ${formatBytes(bytes)}`} from ${where} is larger than the limit of ${formatBytes(mostBytes)}.`;
}

function largeTodo({ bytes }: TooLarge): string {
  return `Raise the largest message in the connection’s settings${bytes === undefined ? '' : ` to more than ${formatBytes(bytes)}`}, or let the server send smaller batches.`;
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

function sentence(text: string): string {
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}
