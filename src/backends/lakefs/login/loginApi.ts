import * as z from 'zod/mini';
import type { HttpClient } from '../http/httpClient';
import { json } from '../api/json';
import type { IssuedToken } from '../http/tokenAuthorizer';

const issued = z.object({ token: z.string(), token_expiration: z.optional(z.number()) });

/** Seconds that a token is asked for. */
const LIFE_S = 3_600;

/** Logins by an identity from elsewhere. The open-source server answers them with 501; what is sent follows the server's documentation. */
export class LoginApi {
  /** @param http a client that sends no credentials */
  constructor(
    private readonly http: HttpClient,
    private readonly now: () => number = Date.now,
  ) {}

  /** `identity`: as {@link awsIdentity} makes it. */
  aws(what: string, identity: string, signal: AbortSignal): Promise<IssuedToken> {
    return this.#login(what, ['auth', 'external', 'principal', 'login'], { token_expiration_duration: LIFE_S, identityRequest: { identity_token: identity } }, signal);
  }

  webIdentity(what: string, code: string, state: string, redirect: string, signal: AbortSignal): Promise<IssuedToken> {
    return this.#login(what, ['sts', 'login'], { code, state, redirect_uri: redirect, ttl_seconds: LIFE_S }, signal);
  }

  async #login(what: string, path: readonly string[], body: unknown, signal: AbortSignal): Promise<IssuedToken> {
    const { token, token_expiration } = await json(this.http, { what, method: 'POST', path, body: { json: body } }, issued, signal);
    return { token, expires: token_expiration === undefined ? this.now() + LIFE_S * 1000 : token_expiration * 1000 };
  }
}
