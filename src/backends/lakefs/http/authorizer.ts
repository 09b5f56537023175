/** Puts what proves who we are into requests. */
export interface Authorizer {
  /** Header names in lower case. @throws HeadwaterError where no proof can be had */
  headers(signal: AbortSignal): Promise<Readonly<Record<string, string>>>;
}

/** Access key and secret. */
export class KeyAuthorizer implements Authorizer {
  readonly #value: string;

  constructor(accessKeyId: string, secretAccessKey: string) {
    this.#value = `Basic ${Buffer.from(`${accessKeyId}:${secretAccessKey}`, 'utf8').toString('base64')}`;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    return { authorization: this.#value };
  }
}

/** A token as it is: a session token of lakectl's configuration, or one that a person has. */
export class TokenAuthorizer implements Authorizer {
  constructor(private readonly token: string) {}

  async headers(): Promise<Readonly<Record<string, string>>> {
    return { authorization: `Bearer ${this.token}` };
  }
}

/** For calls that ask for no proof: logins. */
export class NoAuthorizer implements Authorizer {
  async headers(): Promise<Readonly<Record<string, string>>> {
    return {};
  }
}
