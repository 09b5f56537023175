import type { Secrets } from '../../core/contract/profile';
import { type Failure, failureOf, HeadwaterError, isCancelled } from '../../core/errors';

export type Redact = (text: string) => string;

const MASK = '•••';

/** A function that takes the secrets' values, as they are and as URLs and headers carry them, out of a text. */
export function redactor(secrets: Secrets): Redact {
  const forms = Object.values(secrets).filter((value) => value !== '').flatMap(formsOf);
  const wanted = [...new Set(forms)].sort((one, other) => other.length - one.length);
  if (wanted.length === 0) return (text) => text;
  const pattern = new RegExp(wanted.map(patternOf).join('|'), 'gu');
  return (text) => text.replace(pattern, MASK);
}

/** The same error with secrets taken out of every text that can be shown or logged. */
export function redactError(error: unknown, redact: Redact, what: string): Error {
  if (error instanceof Error && isCancelled(error)) return error;
  const { position, outcomeUnknown, kind, ...failure } = failureOf(error, what);
  const clean: Failure = {
    what: redact(failure.what),
    why: redact(failure.why),
    ...(failure.todo === undefined ? {} : { todo: redact(failure.todo) }),
    ...(failure.code === undefined ? {} : { code: redact(failure.code) }),
    ...(failure.detail === undefined ? {} : { detail: redact(failure.detail) }),
    ...(position === undefined ? {} : { position }),
    ...(outcomeUnknown === undefined ? {} : { outcomeUnknown }),
    ...(kind === undefined ? {} : { kind }),
  };
  return new HeadwaterError(clean); // no cause: it would carry the text
}

function formsOf(secret: string): string[] {
  const encoded = /\p{Surrogate}/u.test(secret) ? [] : [encodeURIComponent(secret)];
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/u, '');
  return [secret, ...encoded, ...(secret.length >= 6 ? [base64] : [])];
}

/** A very short secret is taken out only where it stands alone: its letters are everywhere. */
function patternOf(value: string): string {
  const literal = value.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  return value.length >= 4 ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
}
