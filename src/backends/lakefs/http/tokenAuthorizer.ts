import type { Authorizer } from './authorizer';

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

/** Milliseconds before its end at which a token is not used any more. */
const EARLY_MS = 5 * 60_000;
/** Milliseconds that asking may take. */
const ASK_MS = 30_000;

/** A token that is asked for when it is needed, and again before it ends. */
export class IssuedTokenAuthorizer implements Authorizer {
  #issued: IssuedToken | undefined;
  #asking: Promise<IssuedToken> | undefined;

  constructor(
    private readonly ask: (signal: AbortSignal) => Promise<IssuedToken>,
    private readonly now: () => number = Date.now,
  ) {}

  async headers(): Promise<Readonly<Record<string, string>>> {
    if (!this.#issued || this.#issued.expires - EARLY_MS <= this.now()) {
      // Others may wait for the same token: it does not end with whoever asked first.
      this.#asking ??= this.ask(AbortSignal.timeout(ASK_MS)).finally(() => {
        this.#asking = undefined;
      });
      this.#issued = await this.#asking;
    }
    return { authorization: `Bearer ${this.#issued.token}` };
  }
}
