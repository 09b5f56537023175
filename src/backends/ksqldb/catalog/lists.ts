import type { z } from 'zod/mini';
import { fieldsOf } from '../client/entity';
import type { KsqlClient, StatementContext } from '../client/ksqlClient';
import { connectorsShape, describedFunctionShape, functionsShape, propertiesShape, queriesShape, queryDescriptionShape, topicsShape, typesShape } from '../entities/shapes';
import { quoted } from '../language/words';

type List<T> = NonNullable<T>;

/** What a server tells of everything but its streams and tables. */
export class Lists {
  constructor(
    private readonly client: KsqlClient,
    private readonly context: StatementContext,
  ) {}

  async queries(signal: AbortSignal): Promise<List<z.infer<typeof queriesShape>['queries']>> {
    return (await this.#ask('Could not list the queries', 'LIST QUERIES;', queriesShape, signal))?.queries ?? [];
  }

  async query(id: string, signal: AbortSignal): Promise<z.infer<typeof queryDescriptionShape>['queryDescription'] | undefined> {
    return (await this.#ask(`Could not explain the query \`${id}\``, `EXPLAIN ${quoted(id)};`, queryDescriptionShape, signal))?.queryDescription;
  }

  async topics(signal: AbortSignal): Promise<List<z.infer<typeof topicsShape>['topics']>> {
    return (await this.#ask('Could not list the topics', 'LIST TOPICS;', topicsShape, signal))?.topics ?? [];
  }

  async functions(signal: AbortSignal): Promise<List<z.infer<typeof functionsShape>['functions']>> {
    return (await this.#ask('Could not list the functions', 'LIST FUNCTIONS;', functionsShape, signal))?.functions ?? [];
  }

  async describeFunction(name: string, signal: AbortSignal): Promise<z.infer<typeof describedFunctionShape> | undefined> {
    return this.#ask(`Could not describe the function \`${name}\``, `DESCRIBE FUNCTION ${name};`, describedFunctionShape, signal);
  }

  async connectors(signal: AbortSignal): Promise<List<z.infer<typeof connectorsShape>['connectors']>> {
    return (await this.#ask('Could not list the connectors', 'LIST CONNECTORS;', connectorsShape, signal))?.connectors ?? [];
  }

  async types(signal: AbortSignal): Promise<z.infer<typeof typesShape>['types']> {
    return (await this.#ask('Could not list the types', 'LIST TYPES;', typesShape, signal))?.types ?? {};
  }

  async properties(signal: AbortSignal): Promise<z.infer<typeof propertiesShape>> {
    return (await this.#ask('Could not list the properties', 'LIST PROPERTIES;', propertiesShape, signal)) ?? { properties: [], overwrittenProperties: [], defaultProperties: [] };
  }

  async #ask<T>(what: string, statement: string, shape: z.core.$ZodType<T>, signal: AbortSignal): Promise<T | undefined> {
    const [entity] = await this.client.execute(what, statement, this.context, signal);
    return entity && fieldsOf(what, entity, shape);
  }
}
