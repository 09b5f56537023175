import type { Metadata } from './metadata';

/** Cookies of one server, kept in memory while it is connected. Source: RFC 6265; domain and path are not looked at, since there is one server and one path. */
export class CookieJar {
  readonly #cookies = new Map<string, { readonly value: string; readonly until: number | undefined }>();

  constructor(private readonly now: () => number = Date.now) {}

  /** Takes what the server set. */
  take(headers: Metadata): void {
    for (const [name, value] of headers) if (name === 'set-cookie') this.#set(value);
  }

  /** The header to send; none where there is no cookie. */
  header(): Metadata {
    for (const [name, { until }] of this.#cookies) if (until !== undefined && until <= this.now()) this.#cookies.delete(name);
    return this.#cookies.size === 0 ? [] : [['cookie', [...this.#cookies].map(([name, { value }]) => `${name}=${value}`).join('; ')]];
  }

  clear(): void {
    this.#cookies.clear();
  }

  #set(text: string): void {
    const [pair = '', ...attributes] = text.split(';');
    const equals = pair.indexOf('=');
    if (equals <= 0) return;
    const name = pair.slice(0, equals).trim();
    const until = this.#until(attributes);
    if (until !== undefined && until <= this.now()) this.#cookies.delete(name);
    else this.#cookies.set(name, { value: pair.slice(equals + 1).trim(), until });
  }

  #until(attributes: readonly string[]): number | undefined {
    let until: number | undefined;
    for (const attribute of attributes) {
      const [key = '', value = ''] = attribute.split('=').map((part) => part.trim());
      if (key.toLowerCase() === 'max-age' && /^-?\d+$/u.test(value)) return this.now() + Number(value) * 1000;
      if (key.toLowerCase() === 'expires') {
        const time = Date.parse(value);
        if (!Number.isNaN(time)) until = time;
      }
    }
    return until;
  }
}
