import { FRESH_MEMORY } from '../../../core/arrow/bufferPool';
import type { MessageMemory } from '../../../core/contract/memory';
import { HeadwaterError } from '../../../core/errors';
import { ProtoError } from '../../../core/protobuf/reader';
import type { Call } from '../wire/call';
import { Channel } from '../wire/channel';
import { failed } from '../wire/failures';
import { FlightDataBuilder } from '../wire/flightData';
import { type MessageBuilder, WholeMessage } from '../wire/framing';
import { headerOf, type Metadata } from '../wire/metadata';
import type { Address, TlsOptions } from '../wire/openSocket';
import type { Proxy } from '../wire/proxy';
import { GrpcError } from '../wire/status';
import type { Receive } from '../wire/connection';
import { arrowRows } from './arrowRows';
import { encodeDescriptor, encodeEndpoint, readEndpoint, readInfo, readPoll, readSessionValue, schemaOf, writeSessionValue } from './convert';
import { basicHeader, type Credentials, fixedHeaders } from './credentials';
import * as wire from './flightMessages';
import { Exchange } from './exchange';
import { placeText } from './location';
import { Put } from './put';
import type { ArrowRows, CallOptions, FlightDescriptor, FlightEndpoint, FlightInfo, PollInfo, SessionValue } from './types';

export interface FlightClientOptions {
  readonly address: Address;
  /** Absent = plaintext. */
  readonly tls?: TlsOptions;
  readonly proxy?: Proxy;
  readonly credentials: Credentials;
  /** Sent with every call. */
  readonly metadata?: Metadata;
  /** Whether cookies that the server sets are sent back. Default: true. */
  readonly cookies?: boolean;
  /** Messages of more bytes are refused. Default: {@link DEFAULT_MOST_BYTES}. */
  readonly mostBytes?: number;
  /** Default: 20 s. */
  readonly connectTimeoutMs?: number;
  /** A ping is sent when calls are at work and nothing came for so long; 0 = none. Default: 6 minutes, since many servers refuse pings more often than every 5. */
  readonly keepaliveMs?: number;
  /** Whether what is sent is compressed; not every server takes it. Default: false. */
  readonly gzip?: boolean;
  readonly receive?: Receive;
  readonly memory?: MessageMemory;
}

export const DEFAULT_MOST_BYTES = 256 << 20;

const SERVICE = '/arrow.flight.protocol.FlightService/';

export type CancelOutcome = 'cancelled' | 'cancelling' | 'notCancellable' | 'unknown';

/** Calls of the Flight protocol to one server. All methods throw HeadwaterError (its `code` is the gRPC code by name) or CancelledError. */
export class FlightClient implements Disposable {
  readonly #channel: Channel;
  readonly #memory: MessageMemory;
  #token: Metadata;
  #shaking: Promise<void> | undefined;

  constructor(readonly options: FlightClientOptions) {
    this.#memory = options.memory ?? FRESH_MEMORY;
    this.#token = fixedHeaders(options.credentials);
    this.#channel = new Channel({
      address: options.address,
      ...(options.tls ? { tls: options.tls } : {}),
      ...(options.proxy ? { proxy: options.proxy } : {}),
      metadata: options.metadata ?? [],
      cookies: options.cookies ?? true,
      mostBytes: options.mostBytes ?? DEFAULT_MOST_BYTES,
      connectTimeoutMs: options.connectTimeoutMs ?? 20_000,
      keepaliveMs: options.keepaliveMs ?? 360_000,
      keepaliveTimeoutMs: 20_000,
      gzip: options.gzip ?? false,
      receive: options.receive ?? 'direct',
    });
  }

  /** `host:port`, for people. */
  get where(): string {
    return placeText(this.options.address);
  }

  /** Connects, and shakes hands where the credentials need it, so that a wrong address or password shows at once. */
  async connect(options: CallOptions): Promise<void> {
    await this.#telling({ what: `Could not connect to ${this.where}`, ...options }, async () => {
      await this.#channel.ping(options.signal);
      await this.#authenticated(options.signal);
    });
  }

  /** Milliseconds to the server and back, below gRPC. */
  ping(signal: AbortSignal): Promise<number> {
    return this.#telling({ signal, what: `Could not reach ${this.where}` }, () => this.#channel.ping(signal));
  }

  async getFlightInfo(descriptor: FlightDescriptor, options: CallOptions): Promise<FlightInfo> {
    return this.#unary('GetFlightInfo', encodeDescriptor(descriptor), readInfo, options);
  }

  async pollFlightInfo(descriptor: FlightDescriptor, options: CallOptions): Promise<PollInfo> {
    return this.#unary('PollFlightInfo', encodeDescriptor(descriptor), readPoll, options);
  }

  /** The schema message; `undefined` where the server sends an empty one. */
  async getSchema(descriptor: FlightDescriptor, options: CallOptions): Promise<Uint8Array | undefined> {
    return this.#unary('GetSchema', encodeDescriptor(descriptor), (message) => schemaOf(wire.SchemaResult.decode(message).schema), options);
  }

  /** Rows of a ticket, from this server. The call begins when reading does. */
  doGet(ticket: Uint8Array, options: CallOptions): ArrowRows {
    const request = wire.Ticket.encode({ ticket }).chunks();
    return arrowRows(
      () => this.#stream('DoGet', request, () => new FlightDataBuilder(this.#memory), options),
      (error) => this.#told(error, { what: 'Could not read the rows', ...options }),
    );
  }

  /** Begins to send rows. */
  async doPut(descriptor: FlightDescriptor, options: CallOptions): Promise<Put> {
    const told = (error: unknown) => this.#told(error, { what: 'Could not send the rows', ...options });
    return this.#telling(options, async () => {
      const call = await this.#retried(options, (metadata) => this.#channel.start(`${SERVICE}DoPut`, () => new WholeMessage(), { ...options, metadata }));
      return new Put(call, encodeDescriptor(descriptor), told);
    });
  }

  /** Begins to send rows and to receive others. The server may answer before all is sent. */
  async doExchange(descriptor: FlightDescriptor, options: CallOptions): Promise<Exchange> {
    const told = (error: unknown) => this.#told(error, { what: 'Could not exchange rows', ...options });
    return this.#telling(options, async () => {
      const call = await this.#retried(options, (metadata) => this.#channel.start(`${SERVICE}DoExchange`, () => new FlightDataBuilder(this.#memory), { ...options, metadata }));
      return new Exchange(call, encodeDescriptor(descriptor), told);
    });
  }

  /** All results of an action. */
  async doAction(type: string, body: Uint8Array, options: CallOptions): Promise<readonly Uint8Array[]> {
    return this.#act(type, body, (results) => results, options);
  }

  async listActions(options: CallOptions): Promise<readonly { readonly type: string; readonly description: string }[]> {
    const read = (message: Uint8Array) => {
      const { type = '', description = '' } = wire.ActionTypeMessage.decode(message);
      return { type, description };
    };
    return this.#collect('ListActions', [], (results) => results.map(read), options);
  }

  async listFlights(expression: Uint8Array, options: CallOptions): Promise<readonly FlightInfo[]> {
    return this.#collect('ListFlights', wire.Criteria.encode({ expression }).chunks(), (results) => results.map(readInfo), options);
  }

  /** Asks the server to stop the work behind `info`. The request stands bare in the action, not in an Any. */
  async cancelFlightInfo(info: FlightInfo, options: CallOptions): Promise<CancelOutcome> {
    const body = wire.CancelInfoRequest.encode({ info: wire.InfoMessage.decode(info.encoded) }).bytes();
    return this.#act('CancelFlightInfo', body, ([result]) => cancelOutcome(result && wire.CancelInfoResult.decode(result).status), { what: 'Could not cancel the statement', ...options });
  }

  async renewEndpoint(endpoint: FlightEndpoint, options: CallOptions): Promise<FlightEndpoint> {
    const body = wire.RenewEndpointRequest.encode({ endpoint: encodeEndpoint(endpoint) }).bytes();
    return this.#act('RenewFlightEndpoint', body, ([result]) => (result ? readEndpoint(wire.EndpointMessage.decode(result)) : endpoint), options);
  }

  /** Gives the names that were refused, with the reason. `undefined` unsets. */
  async setSessionOptions(values: Readonly<Record<string, SessionValue | undefined>>, options: CallOptions): Promise<ReadonlyMap<string, string>> {
    const entries = Object.entries(values).map(([key, value]) => ({ key, value: writeSessionValue(value) }));
    const reasons = ['it was refused', 'there is no such option', 'the value is not valid', 'the server failed'];
    const read = ([result]: readonly Uint8Array[]) => {
      const errors = result ? wire.SetSessionResult.decode(result).errors : [];
      return new Map(errors.map(({ key = '', value }) => [key, reasons[value?.value ?? 0] ?? 'it was refused']));
    };
    return this.#act('SetSessionOptions', wire.SessionOptionsMessage.encode({ options: entries }).bytes(), read, options);
  }

  async getSessionOptions(options: CallOptions): Promise<ReadonlyMap<string, SessionValue | undefined>> {
    const read = ([result]: readonly Uint8Array[]) => {
      const entries = result ? wire.SessionOptionsMessage.decode(result).options : [];
      return new Map(entries.map(({ key = '', value }) => [key, value ? readSessionValue(value) : undefined]));
    };
    return this.#act('GetSessionOptions', new Uint8Array(0), read, options);
  }

  async closeSession(options: CallOptions): Promise<'closed' | 'closing' | 'notCloseable' | 'unknown'> {
    const outcomes = ['unknown', 'closed', 'closing', 'notCloseable'] as const;
    return this.#act('CloseSession', new Uint8Array(0), ([result]) => outcomes[(result && wire.CloseSessionResult.decode(result).status) ?? 0] ?? 'unknown', options);
  }

  /** Ends all calls and the connection. */
  close(): void {
    this.#channel.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  /** One message each way; what `read` throws is told like the rest. */
  async #unary<R>(method: string, request: Uint8Array, read: (message: Uint8Array) => R, options: CallOptions): Promise<R> {
    return this.#telling(options, () =>
      this.#retried(options, async (metadata) => read((await this.#channel.unary(`${SERVICE}${method}`, [request], { ...options, metadata })).message)),
    );
  }

  #act<R>(type: string, body: Uint8Array, read: (results: readonly Uint8Array[]) => R, options: CallOptions): Promise<R> {
    const results = (messages: readonly Uint8Array[]) => messages.map((message) => wire.ResultMessage.decode(message).body ?? new Uint8Array(0));
    return this.#collect('DoAction', wire.ActionMessage.encode({ type, body }).chunks(), (messages) => read(results(messages)), options);
  }

  async #collect<R>(method: string, request: readonly Uint8Array[], read: (messages: readonly Uint8Array[]) => R, options: CallOptions): Promise<R> {
    return this.#telling(options, () =>
      this.#retried(options, async (metadata) => {
        const call = await this.#channel.serverStream(`${SERVICE}${method}`, request, () => new WholeMessage(), { ...options, metadata });
        const messages: Uint8Array[] = [];
        for (let message = await call.next(); message !== undefined; message = await call.next()) messages.push(message);
        return read(messages);
      }),
    );
  }

  #stream<T>(method: string, request: readonly Uint8Array[], builder: () => MessageBuilder<T>, options: CallOptions): Promise<Call<T>> {
    return this.#retried(options, async (metadata) => {
      const call = await this.#channel.serverStream(`${SERVICE}${method}`, request, builder, { ...options, metadata });
      const { failure } = call;
      if (failure && isUnauthenticated(failure)) throw failure;
      return call;
    });
  }

  /** Calls with the token; with a new one where the server no longer takes it. */
  async #retried<R>({ signal, metadata = [] }: CallOptions, attempt: (metadata: Metadata) => Promise<R>): Promise<R> {
    await this.#authenticated(signal);
    const token = this.#token;
    try {
      return await attempt([...token, ...metadata]);
    } catch (error) {
      if (this.options.credentials.kind !== 'handshake' || !isUnauthenticated(error)) throw error;
      if (this.#token === token) this.#token = [];
      await this.#authenticated(signal);
      return attempt([...this.#token, ...metadata]);
    }
  }

  async #authenticated(signal: AbortSignal): Promise<void> {
    const { credentials } = this.options;
    if (credentials.kind !== 'handshake' || this.#token.length > 0) return;
    await (this.#shaking ??= this.#shake(credentials.user, credentials.password, signal).finally(() => (this.#shaking = undefined)));
  }

  /**
   * Two customs at once: user and password in a header, answered by a token in the headers or trailers; and in the payload, answered by one.
   * Source: Flight clients of Arrow C++ (`AuthenticateBasicToken`, `Authenticate`) and Go.
   */
  async #shake(user: string, password: string, signal: AbortSignal): Promise<void> {
    const metadata: Metadata = [['authorization', basicHeader(user, password)]];
    const call = await this.#channel.start(`${SERVICE}Handshake`, () => new WholeMessage(), { signal, metadata });
    const payload = wire.BasicAuth.encode({ user, password }).bytes();
    await call.send(wire.HandshakeMessage.encode({ payload }).chunks()).catch(() => undefined);
    call.endSending();
    let answer: Uint8Array | undefined;
    for (let message = await call.next(); message !== undefined; message = await call.next()) answer = wire.HandshakeMessage.decode(message).payload ?? answer;
    const token = headerOf(await call.headers(), 'authorization') ?? headerOf(call.trailers, 'authorization');
    if (token !== undefined) this.#token = [['authorization', token]];
    else if (answer && answer.byteLength > 0) this.#token = [['auth-token-bin', Buffer.from(answer).toString('base64')]];
    // A server that takes each call's own credentials answers nothing.
    else this.#token = [['authorization', basicHeader(user, password)]];
  }

  async #telling<R>(options: CallOptions, work: () => Promise<R>): Promise<R> {
    try {
      return await work();
    } catch (error) {
      throw this.#told(error, options);
    }
  }

  #told(error: unknown, { what = 'The call failed', writes = false }: CallOptions): Error {
    if (error instanceof ProtoError) return new HeadwaterError({ what, why: `The server at ${this.where} sent a damaged message: ${error.message}.`, code: 'INTERNAL' }, { cause: error });
    return failed(error, { what, where: this.where, writes });
  }
}

function isUnauthenticated(error: unknown): boolean {
  return error instanceof GrpcError && error.origin === 'server' && error.status.code === 'UNAUTHENTICATED';
}

export function cancelOutcome(status: number | undefined): CancelOutcome {
  return (['unknown', 'cancelled', 'cancelling', 'notCancellable'] as const)[status ?? 0] ?? 'unknown';
}
