import { type Failure, type FailureKind, HeadwaterError } from '../../../core/errors';

/** What a refusing reply said. */
export interface Refusal {
  readonly status: number;
  /** The server's own words; empty where it had none. */
  readonly message: string;
  readonly requestId?: string;
}

/** Somebody on the way answered in place of the server: a proxy that closes a route, or takes no bodies so large. */
export class RouteClosed extends HeadwaterError {
  readonly routeClosed = true;
}

/** The server itself tells the id of every request that it refuses. */
export function isRouteClosed({ status, requestId }: Refusal): boolean {
  return requestId === undefined && (status === 403 || status === 404 || status === 405 || status === 413);
}

interface Meaning {
  readonly why?: string;
  readonly todo?: string;
  readonly kind?: FailureKind;
  /** True where it is certain that a write did nothing. */
  readonly refused?: boolean;
}

/** Words for a reply that refuses. What the statuses and texts mean was seen on lakeFS 1.84. */
export function replyFailure(what: string, refusal: Refusal, writing: boolean): Failure {
  const { status, message, requestId } = refusal;
  const meaning = { ...meaningOfStatus(status), ...meaningOfText(status, message) };
  const unknown = writing && meaning.refused !== true && (status >= 500 || status === 429) && status !== 501;
  const detail = [`HTTP ${status}`, message, requestId === undefined ? '' : `request ${requestId}`].filter((part) => part !== '').join(' · ');
  return {
    what,
    why: meaning.why ?? sentence(message, status),
    code: String(status),
    detail,
    ...(meaning.todo === undefined ? {} : { todo: meaning.todo }),
    ...(meaning.kind === undefined ? {} : { kind: meaning.kind }),
    ...(unknown ? { outcomeUnknown: true } : {}),
  };
}

function meaningOfStatus(status: number): Meaning {
  switch (status) {
    case 400:
    case 416:
      return { kind: 'invalid' };
    case 401:
      return { kind: 'unauthorized', why: 'The server does not accept the credentials, or they may not do this.', todo: 'Check access key and secret of the connection, and what its user may do.' };
    case 403:
      return { kind: 'forbidden' };
    case 404:
      return { kind: 'notFound' };
    case 409:
      return { kind: 'conflict' };
    case 410:
      return { kind: 'notFound', why: 'The server has no data of it any more.' };
    case 412:
      return { kind: 'changed' };
    case 429:
    case 503:
      return { why: 'The server is busy.', todo: 'Try again in a moment.' };
    case 501:
      return { kind: 'unsupported', why: 'This server does not offer it.' };
    default:
      return {};
  }
}

function meaningOfText(status: number, message: string): Meaning {
  // What is missing is missing, also where a hook found it out.
  if (status === 401 || status === 404) return {};
  return TEXTS.find(([pattern]) => pattern.test(message))?.[1] ?? {};
}

const TEXTS: readonly (readonly [RegExp, Meaning])[] = [
  [/hook aborted/iu, { todo: 'Read the output of the hook under Actions of the repository.', kind: 'forbidden', refused: true }],
  [/dirty branch/iu, { why: 'The branch has changes that are not committed.', todo: 'Commit or discard them first.', kind: 'invalid' }],
  [/no changes/iu, { why: 'There are no changes.', kind: 'invalid' }],
  [/protected branch/iu, { why: 'A protection rule of the repository guards this branch.', todo: 'Work on another branch and merge it, or change the rules of the repository.', kind: 'readOnly' }],
  [/read-only repository/iu, { why: 'The repository is read-only.', kind: 'readOnly' }],
  [/predicate failed|currently locked|too many attempts/iu, { why: 'Others changed the branch at the same time.', todo: 'Look at the branch and try again.', refused: true }],
  [/not unique|already exists/iu, { kind: 'exists' }],
  [/must specify 1-based parent/iu, { why: 'It is a merge: which parent counts as the main line has to be said.', todo: 'Choose a parent, counted from 1.', kind: 'invalid' }],
  [/should point to a commit|staging area with \$ is not a commit/iu, { why: 'The ref does not name a commit.', kind: 'invalid', refused: true }],
  [/storage namespace already in use/iu, { why: 'The storage namespace holds another repository, or held one.', todo: 'Choose a fresh storage namespace.', kind: 'exists' }],
  [/delete repository default branch/iu, { why: 'It is the default branch of the repository.', kind: 'forbidden' }],
];

/** The server's text as one short sentence; validation errors run over many lines. */
function sentence(message: string, status: number): string {
  const line = message.split('\n')[0]?.trim() ?? '';
  if (line === '') return `The server answered with HTTP status ${status}.`;
  const short = line.length > 300 ? `${line.slice(0, 300)}…` : line;
  const text = `${short.charAt(0).toUpperCase()}${short.slice(1)}`;
  return /[.!?…]$/u.test(text) ? text : `${text}.`;
}
