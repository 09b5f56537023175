/** A place in a text, in UTF-16 code units from its start. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** What went wrong, as far as code has to know it. */
export type FailureKind = 'notFound' | 'exists' | 'conflict' | 'changed' | 'unauthorized' | 'forbidden' | 'readOnly' | 'unreachable' | 'unsupported' | 'invalid' | 'timeout';

/**
 * What a person is told when something did not work. Plain data, so that it crosses process and webview boundaries unchanged.
 * It must never hold a secret.
 */
export interface Failure {
  /** What did not happen: "Could not read `orders` on *prod*". No full stop. */
  readonly what: string;
  /** One sentence: the reason, with the facts that are known. */
  readonly why: string;
  /** What the person can do now, if anything sensible can be said. */
  readonly todo?: string;
  readonly kind?: FailureKind;
  /** The system's own error code or status, as it names it. */
  readonly code?: string;
  /** The system's own text, verbatim, for the detail view and the log. */
  readonly detail?: string;
  /** Where in the text that was sent. */
  readonly position?: TextRange;
  /** A write that may or may not have taken effect. It is never repeated by itself. */
  readonly outcomeUnknown?: boolean;
}

/** The one error class that carries a message for people. Everything else that reaches a person is a defect. */
export class HeadwaterError extends Error {
  override readonly name = 'HeadwaterError';
  constructor(
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super(`${failure.what}: ${failure.why}`, options);
  }
}

/** Somebody asked for an end. Never shown. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError';
  constructor(message = 'Cancelled') {
    super(message);
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError');
}

/** The failure inside `error`, or one made from its text under the title `what`. */
export function failureOf(error: unknown, what: string): Failure {
  if (error instanceof HeadwaterError) return error.failure;
  if (error instanceof Error) return { what, why: sentence(error.message) };
  return { what, why: sentence(String(error)) };
}

function sentence(text: string): string {
  const trimmed = text.replace(/^(?:Error: )+/u, '').trim();
  return trimmed === '' ? 'No reason was given.' : trimmed;
}

/** A text of a failure without the marks that set names apart (`` `name` ``, `*name*`), for places that show no markdown. */
export function plainText(text: string): string {
  return text.replace(/`([^`]+)`/gu, '$1').replace(/(?<![\w*])\*(?=\S)([^*]+)(?<=\S)\*(?![\w*])/gu, '$1');
}
