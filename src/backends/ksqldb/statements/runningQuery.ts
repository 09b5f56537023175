import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectContext } from '../../../core/contract/backend';
import { fieldsOf } from '../client/entity';
import { type KsqlClient, NO_CONTEXT } from '../client/ksqlClient';
import { queriesShape } from '../entities/shapes';

/** Milliseconds that the server has for each word about an end. */
const WORD_MS = 2_000;
const LOOKS = 5;
const FIRST_LOOK_MS = 500;

/** A query that the server runs for one of our results. */
export class RunningQuery {
  #ending: Promise<void> | undefined;
  id: string | undefined;

  constructor(
    private readonly client: KsqlClient,
    private readonly told: Pick<ConnectContext, 'log' | 'offer'>,
    /** Milliseconds until the first look at whether it is gone. */
    private readonly firstLookMs = FIRST_LOOK_MS,
  ) {}

  /**
   * Asks the server to end it; the caller closes the connection too. Settles with the server's answer; whether the query is really gone is
   * looked up behind that, and told where it is not: ending it by TERMINATE, which reaches every node, is for a person to say.
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
      await delay(this.firstLookMs * 2 ** look);
      if (!(await isListed(this.client, id))) return;
    }
    const text = `The query ${id} was stopped here, and the server still lists it.`;
    this.told.log.warn(`${text} Terminate it under Queries in the tree.`);
    this.told.offer?.({ text, action: 'query.terminate', title: 'Terminate Query', path: ['queries', id] });
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
