import type { StatementContext } from '../client/ksqlClient';

/** What SET and DEFINE have said in each document. The server forgets both after each request, so they are sent with every one. */
export class DocumentContexts {
  readonly #properties = new Map<string, Map<string, string>>();
  readonly #variables = new Map<string, Map<string, string>>();

  /** @param connection what holds for all documents */
  constructor(private readonly connection: StatementContext) {}

  of(scope: string): StatementContext {
    return {
      properties: { ...this.connection.properties, ...Object.fromEntries(this.#properties.get(scope) ?? []) },
      variables: { ...this.connection.variables, ...Object.fromEntries(this.#variables.get(scope) ?? []) },
    };
  }

  set(scope: string, name: string, value: string): void {
    of(this.#properties, scope).set(name, value);
  }

  /** Whether it had been set in the document. */
  unset(scope: string, name: string): boolean {
    return this.#properties.get(scope)?.delete(name) ?? false;
  }

  define(scope: string, name: string, value: string): void {
    of(this.#variables, scope).set(name, value);
  }

  undefine(scope: string, name: string): boolean {
    return this.#variables.get(scope)?.delete(name) ?? false;
  }
}

function of(all: Map<string, Map<string, string>>, scope: string): Map<string, string> {
  const known = all.get(scope) ?? new Map<string, string>();
  all.set(scope, known);
  return known;
}
