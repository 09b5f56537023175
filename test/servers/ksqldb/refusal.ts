/** What the server says no with: the status and the body of an answer, or an element of a stream that has begun. */
export class Refusal extends Error {
  /** @param code the HTTP status × 100 + a number, as ksqlDB counts its errors (40001: bad statement) */
  constructor(
    message: string,
    readonly code: number = CODES.badStatement,
  ) {
    super(message);
    this.name = 'Refusal';
  }

  get status(): number {
    return Math.floor(this.code / 100);
  }
}

export const CODES = {
  badRequest: 40000,
  badStatement: 40001,
  useQueryEndpoint: 40002,
  tooManyPushQueries: 40003,
  http2Only: 40004,
  unauthorized: 40100,
  forbidden: 40300,
  notFound: 40400,
  notAcceptable: 40600,
  assertionFailed: 41700,
  tooManyRequests: 42900,
  serverError: 50000,
} as const;
