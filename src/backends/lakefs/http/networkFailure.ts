import type { Failure } from '../../../core/errors';

/** Codes of Node and undici for connections that never stood: nothing was sent. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT', 'ERR_SSL_WRONG_VERSION_NUMBER', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);

/** The code of a network error, or of what caused it. */
export function errorCode(error: unknown): string | undefined {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code;
    if (at instanceof AggregateError) {
      const codes = at.errors.map((one: unknown) => errorCode(one)).filter((code) => code !== undefined);
      if (codes[0] !== undefined) return codes[0];
    }
  }
  return undefined;
}

/** Whether the request cannot have reached the server. */
export function neverSent(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return NEVER_SENT.has(code) || isCertificateCode(code);
}

/** Words for a call that got no reply. `where` is host and port. */
export function networkFailure(what: string, where: string, error: unknown, writing: boolean): Failure {
  const code = errorCode(error) ?? '';
  const unknown = writing && !neverSent(error);
  return { what, ...reasonOf(code, where, error), kind: 'unreachable', ...(code === '' ? {} : { code }), ...(unknown ? { outcomeUnknown: true } : {}) };
}

function reasonOf(code: string, where: string, error: unknown): Pick<Failure, 'why' | 'todo'> {
  if (isCertificateCode(code)) return { why: `The certificate of ${where} is not trusted (${code}).`, todo: 'Name the PEM file of its authority under “CA certificates” of the connection.' };
  switch (code) {
    case 'ECONNREFUSED':
      return { why: `Nothing listens at ${where}.`, todo: 'Check that the server runs, and the port of the endpoint.' };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return { why: `The name of ${where} is not known to the network.`, todo: 'Check the endpoint and the network.' };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { why: `There is no way to ${where} from here.`, todo: 'Check the network, a VPN or the proxy.' };
    case 'UND_ERR_CONNECT_TIMEOUT':
      return { why: `${where} did not answer in time.`, todo: 'Check the endpoint, the network, or the proxy of the connection.' };
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return { why: `${where} does not speak TLS.`, todo: 'Write the endpoint with http:// where the server has no certificate.' };
    case 'UND_ERR_DESTROYED':
    case 'UND_ERR_CLOSED':
      return { why: 'The session is closed.', todo: 'Open the connection again.' };
    case 'ETIMEDOUT':
    case 'UND_ERR_HEADERS_TIMEOUT':
    case 'UND_ERR_BODY_TIMEOUT':
      return { why: `${where} stopped answering.`, todo: 'Try again, and look at the server where it stays so.' };
    default:
      return { why: `The connection to ${where} broke off${detailOf(error)}.`, todo: 'Try again when the server can be reached.' };
  }
}

function detailOf(error: unknown): string {
  const text = error instanceof Error ? error.message.trim() : '';
  return text === '' ? '' : ` (${text})`;
}

function isCertificateCode(code: string): boolean {
  return code.startsWith('CERT_') || code.includes('SELF_SIGNED') || code.startsWith('UNABLE_TO_') || code === 'ERR_TLS_CERT_ALTNAME_INVALID';
}
