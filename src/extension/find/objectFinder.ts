import type { CatalogNode, ColumnInfo } from '../../core/contract/catalog';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { Failure } from '../../core/errors';
import { failureOf, isCancelled } from '../../core/errors';
import { CatalogSearch, CatalogSearchColumns } from '../../protocol/catalog';
import type { Server } from '../server/api';
import type { Connections } from '../services';

/** Objects, and columns, that one connection is asked for. */
const MOST = 100;

/** An object of a connection, or a column of it. */
export interface FoundObject {
  readonly connection: ConnectionProfile;
  readonly node: CatalogNode;
  readonly column?: ColumnInfo;
}

/** What is known so far. */
export interface ObjectSearch {
  /** The best first: equal names, then names that begin with the text, then the others; objects before columns. */
  readonly found: readonly FoundObject[];
  /** Connections that have not answered yet. */
  readonly waiting: number;
  readonly failures: readonly { readonly connection: ConnectionProfile; readonly failure: Failure }[];
}

/** Looks for a name on all open connections at once. */
export class ObjectFinder {
  constructor(
    private readonly server: Pick<Server, 'request'>,
    private readonly connections: Pick<Connections, 'profiles' | 'state'>,
  ) {}

  get open(): readonly ConnectionProfile[] {
    return this.connections.profiles.filter(({ id }) => this.connections.state(id) === 'open');
  }

  get closed(): readonly ConnectionProfile[] {
    return this.connections.profiles.filter(({ id }) => this.connections.state(id) !== 'open');
  }

  /** Reads the columns of all open connections until `signal` ends it, so that the next text typed finds them there. */
  prepare(signal: AbortSignal): void {
    for (const { id } of this.open) this.server.request(CatalogSearchColumns, { connectionId: id, text: '', limit: 0 }, signal).catch(() => undefined); // the search itself tells
  }

  /** Tells after each answer; ends with the last one. Columns are looked for where there is a text. */
  async find(text: string, signal: AbortSignal, tell: (search: ObjectSearch) => void): Promise<void> {
    const objects: FoundObject[] = [];
    const failures: ObjectSearch['failures'][number][] = [];
    const { open } = this;
    let waiting = open.length;
    const told = (): void => {
      if (!signal.aborted) tell({ found: ranked(objects, text), waiting, failures: [...failures] });
    };
    const ask = async (connection: ConnectionProfile): Promise<void> => {
      const params = { connectionId: connection.id, text, limit: MOST };
      try {
        objects.push(...(await this.server.request(CatalogSearch, params, signal)).map((node) => ({ connection, node })));
        if (text === '') return;
        told();
        objects.push(...(await this.server.request(CatalogSearchColumns, params, signal)).map(({ node, column }) => ({ connection, node, column })));
      } catch (error) {
        if (!isCancelled(error)) failures.push({ connection, failure: failureOf(error, 'Could not search the connection') });
      } finally {
        waiting--;
        told();
      }
    };
    told();
    await Promise.all(open.map(ask));
  }
}

function ranked(found: readonly FoundObject[], text: string): readonly FoundObject[] {
  const wanted = text.toLowerCase();
  const rank = ({ node, column }: FoundObject): number => {
    const name = (column?.name ?? node.label).toLowerCase();
    return (column ? 3 : 0) + (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
  };
  return found.toSorted((one, other) => rank(one) - rank(other));
}
