import type { StatementContext } from '../client/ksqlClient';
import { classify } from './classify';

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

/** The context behind statements that may not have run: what their SET and DEFINE would say. */
export function withStatements(context: StatementContext, statements: readonly string[]): StatementContext {
  const properties = new Map(Object.entries(context.properties));
  const variables = new Map(Object.entries(context.variables));
  for (const statement of statements) {
    const kind = classify(statement);
    if (kind.kind === 'set') properties.set(kind.name, kind.value);
    else if (kind.kind === 'unset') properties.delete(kind.name);
    else if (kind.kind === 'define') variables.set(kind.name, kind.value);
    else if (kind.kind === 'undefine') variables.delete(kind.name);
  }
  return { properties: Object.fromEntries(properties), variables: Object.fromEntries(variables) };
}
