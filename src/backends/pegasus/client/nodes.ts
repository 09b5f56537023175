import { CancelledError, HeadwaterError } from '../../../core/errors';
import { type Address, addressText } from '../wire/address';
import { ServerConnection } from '../wire/serverConnection';
import { abortable } from './abortable';
import { type ClientSettings, reachedAt } from './settings';

/** One connection to each server that is in use, meta and replica servers alike. */
export class Nodes {
  readonly #open = new Map<string, ServerConnection>();
  readonly #opening = new Map<string, Promise<ServerConnection>>();
  readonly #closed = new AbortController();

  constructor(private readonly settings: ClientSettings) {}

  /** The connection that is there already. */
  known(address: Address): ServerConnection | undefined {
    const connection = this.#open.get(addressText(address));
    return connection?.closed === false ? connection : undefined;
  }

  /** @param address as the cluster tells it. @throws HeadwaterError with kind `unreachable` */
  async connection(address: Address, signal?: AbortSignal): Promise<ServerConnection> {
    const known = this.known(address);
    if (known) return known;
    if (signal?.aborted) throw new CancelledError();
    if (this.#closed.signal.aborted) throw new HeadwaterError({ what: 'Could not ask Pegasus', why: 'The connection was closed.', todo: 'Open it again.' });
    const key = addressText(address);
    let opening = this.#opening.get(key);
    if (!opening) {
      // shared by all who ask meanwhile: one of them giving up must not take it from the others
      opening = ServerConnection.open(reachedAt(this.settings, address), this.settings, this.#closed.signal);
      this.#opening.set(key, opening);
      opening.then(
        (connection) => {
          this.#open.set(key, connection);
          this.#opening.delete(key);
        },
        () => this.#opening.delete(key),
      );
    }
    return signal ? abortable(opening, signal) : opening;
  }

  close(): void {
    this.#closed.abort();
    for (const connection of this.#open.values()) connection.close();
    this.#open.clear();
  }
}
