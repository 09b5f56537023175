import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectionLog } from '../../../core/contract/backend';
import { fieldsOf } from '../client/entity';
import { type KsqlClient, NO_CONTEXT } from '../client/ksqlClient';
import { queriesShape } from '../entities/shapes';

/** Milliseconds that the server has for each word about an end. */
const WORD_MS = 2_000;
const LOOKS = 5;

/** A query that the server runs for one of our results. */
export class RunningQuery {
  #ending: Promise<void> | undefined;
  id: string | undefined;

  constructor(
    private readonly client: KsqlClient,
    private readonly log: ConnectionLog,
  ) {}

  /**
   * Asks the server to end it; the caller closes the connection too. Settles with the server's answer; whether the query is really gone is
   * looked up behind that, and told in the log where it is not: ending it by TERMINATE, which may hit others, is for a person.
   */
  end(): Promise<void> {
    this.#ending ??= this.#end();
    return this.#ending;
  }

  async #end(): Promise<void> {
    const { id } = this;
    if (id === undefined || !isPush(id)) return;
    const closed = await this.client.closeQuery(id, AbortSignal.timeout(WORD_MS)).catch(() => false);
    if (!closed) void this.#verify(id).catch(() => undefined);
  }

  async #verify(id: string): Promise<void> {
    for (let look = 0; look < LOOKS; look++) {
      await delay(500 * 2 ** look);
      if (!(await isListed(this.client, id))) return;
    }
    this.log.warn(`The query ${id} was stopped here, and the server still lists it. Terminate it under Queries in the tree.`);
  }
}

/** Ids of queries that /close-query knows; those of pull queries begin otherwise. */
function isPush(id: string): boolean {
  return !/^query_\d+$/u.test(id);
}

export async function isListed(client: KsqlClient, id: string): Promise<boolean> {
  const what = 'Could not list the queries';
  const entities = await client.execute(what, 'LIST QUERIES;', NO_CONTEXT, AbortSignal.timeout(WORD_MS));
  return entities.some((entity) => entity.type === 'queries' && (fieldsOf(what, entity, queriesShape).queries ?? []).some((query) => query.id === id));
}
