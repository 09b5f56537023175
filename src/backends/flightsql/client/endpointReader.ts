import { readingArrow } from '../../../core/arrow/broken';
import type { ArrowMessage } from '../../../core/contract/execution';
import { HeadwaterError, isCancelled } from '../../../core/errors';
import type { Metadata } from '../wire/metadata';
import { merged } from './merged';
import { placeText, type Location, parseLocation, sameAddress } from './location';
import type { FlightClient } from './flightClient';
import { hasDictionaries, sameColumns } from './schemas';
import type { ArrowRows, CallOptions, FlightEndpoint, FlightInfo } from './types';

/** What another server may get when a result's rows are there. */
export type ForeignRule = 'credentials' | 'anonymous' | 'never';

export interface EndpointOptions {
  /** Endpoints read at a time where their order does not matter. */
  readonly parallel: number;
  /** Asked for each place that is not the connection's own. */
  readonly foreign: (place: { readonly uri: string; readonly host: string; readonly tls: boolean }) => ForeignRule;
  /** A client for another place; without credentials unless the rule gives them. */
  readonly open: (location: Extract<Location, { kind: 'flight' }>, credentials: boolean) => FlightClient;
}

/** Reads the rows behind a FlightInfo: all endpoints, wherever they are. Keeps the connections to other places until it is disposed of. */
export class EndpointReader implements Disposable {
  readonly #clients = new Map<string, FlightClient>();
  /** Places that could not be reached, with the reason: not tried again. */
  readonly #unreachable = new Map<string, string>();

  constructor(
    private readonly own: FlightClient,
    private readonly options: EndpointOptions,
  ) {}

  /** All rows. In the order of the endpoints where the server says that it matters, or where values stand in dictionaries; else as they come. */
  read(info: FlightInfo, options: CallOptions): ArrowRows {
    const opened: ArrowRows[] = [];
    return {
      messages: { [Symbol.asyncIterator]: () => this.#all(info, options, (rows) => opened.push(rows)) },
      get trailers(): Metadata {
        return opened.flatMap(({ trailers }) => trailers);
      },
      get appMetadata(): readonly Uint8Array[] {
        return opened.flatMap(({ appMetadata }) => appMetadata);
      },
    };
  }

  /** Rows of one endpoint. */
  readEndpoint(endpoint: FlightEndpoint, options: CallOptions): ArrowRows {
    return this.read({ endpoints: [endpoint], ordered: true, appMetadata: new Uint8Array(0), encoded: new Uint8Array(0) }, options);
  }

  [Symbol.dispose](): void {
    for (const client of this.#clients.values()) client.close();
    this.#clients.clear();
  }

  async *#all({ schema, endpoints, ordered }: FlightInfo, options: CallOptions, opened: (rows: ArrowRows) => void): AsyncGenerator<ArrowMessage, void, undefined> {
    const [first, ...others] = endpoints;
    if (!first) {
      if (schema) yield { kind: 'schema', bytes: schema };
      return;
    }
    // A source that waits for its server can only be ended by its signal.
    const ending = new AbortController();
    const signal = AbortSignal.any([options.signal, ending.signal]);
    const open = (endpoint: FlightEndpoint) => this.#endpoint(endpoint, { ...options, signal }, opened);
    const reading = open(first);
    try {
      const { value: start } = await reading.next();
      if (!start) {
        // The server told the columns, and sent nothing.
        if (schema) yield { kind: 'schema', bytes: schema };
        for (const endpoint of others) yield* open(endpoint);
        return;
      }
      if (start.kind !== 'schema') throw new HeadwaterError({ what: 'Could not read the rows', why: 'The server sent rows before it told the columns.', code: 'INTERNAL' });
      yield start;
      const parallel = ordered || others.length === 0 || hasDictionaries(start.bytes) ? 1 : Math.max(1, this.options.parallel);
      const all = [() => reading, ...others.map((endpoint) => () => open(endpoint))];
      for await (const message of merged(all, parallel, () => ending.abort())) {
        if (message.kind !== 'schema') yield message;
        else readingArrow(() => sameColumns(start.bytes, message.bytes));
      }
    } finally {
      ending.abort();
      await reading.return();
    }
  }

  /** One endpoint's rows, from the first of its places that answers; from our own connection where none does. */
  async *#endpoint(endpoint: FlightEndpoint, options: CallOptions, opened: (rows: ArrowRows) => void): AsyncGenerator<ArrowMessage, void, undefined> {
    const { client, tried } = await this.#clientFor(endpoint, options);
    const rows = client.doGet(endpoint.ticket, { what: 'Could not read the rows', ...options });
    opened(rows);
    try {
      yield* rows.messages;
    } catch (error) {
      if (tried.length === 0 || !(error instanceof HeadwaterError)) throw error;
      const { failure } = error;
      throw new HeadwaterError({ ...failure, why: `${failure.why} The server told other places for these rows, which could not be used: ${tried.join('; ')}.` }, { cause: error });
    }
  }

  async #clientFor({ locations }: FlightEndpoint, options: CallOptions): Promise<{ readonly client: FlightClient; readonly tried: readonly string[] }> {
    const places = locations.map(parseLocation);
    if (places.length === 0 || places.some((place) => this.#isOwn(place))) return { client: this.own, tried: [] };
    const tried: string[] = [];
    for (const place of places) {
      const found = await this.#foreign(place, options);
      if (typeof found !== 'string') return { client: found, tried };
      tried.push(found);
    }
    // Servers behind a proxy or in a container often tell an address that only they can reach, and serve the rows themselves.
    return { client: this.own, tried };
  }

  #isOwn(place: Location): boolean {
    return place.kind === 'same' || (place.kind === 'flight' && sameAddress(place.address, this.own.options.address));
  }

  /** A connected client, or why there is none. */
  async #foreign(place: Location, { signal }: CallOptions): Promise<FlightClient | string> {
    if (place.kind === 'same') return this.own;
    if (place.kind !== 'flight') return `${place.uri} (this kind of address is not supported)`;
    const name = placeText(place.address);
    const known = this.#unreachable.get(place.uri);
    if (known !== undefined) return known;
    const rule = this.options.foreign({ uri: place.uri, host: 'host' in place.address ? place.address.host : '', tls: place.tls });
    if (rule === 'never') return `${name} (not allowed by the connection’s settings)`;
    const key = `${place.uri} ${rule}`;
    const existing = this.#clients.get(key);
    if (existing) return existing;
    const client = this.options.open(place, rule === 'credentials');
    try {
      await client.connect({ signal });
    } catch (error) {
      client.close();
      if (isCancelled(error)) throw error;
      const reason = `${name} (${error instanceof HeadwaterError ? error.failure.why.replace(/\.$/u, '') : 'it cannot be reached'})`;
      this.#unreachable.set(place.uri, reason);
      return reason;
    }
    // Another endpoint may have been as fast.
    const winner = this.#clients.get(key);
    if (winner) client.close();
    else this.#clients.set(key, client);
    return winner ?? client;
  }
}
