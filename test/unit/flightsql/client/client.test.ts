// A double: scripted answers over a real connection. Real servers judge the same calls in test/systems/flightsql.
import { Dictionary, Field, Int32, Schema, Utf8, vectorFromArray, Table, type RecordBatch } from 'apache-arrow';
import { afterEach, describe, expect, it } from 'vitest';
import { encodeDescriptor, readInfo, schemaOf } from '../../../../src/backends/flightsql/client/convert';
import type { Credentials } from '../../../../src/backends/flightsql/client/credentials';
import { EndpointReader, type ForeignRule } from '../../../../src/backends/flightsql/client/endpointReader';
import { FlightClient } from '../../../../src/backends/flightsql/client/flightClient';
import * as flight from '../../../../src/backends/flightsql/client/flightMessages';
import { parseLocation } from '../../../../src/backends/flightsql/client/location';
import { FlightSqlClient } from '../../../../src/backends/flightsql/client/sqlClient';
import * as sql from '../../../../src/backends/flightsql/client/sqlMessages';
import type { FlightInfo } from '../../../../src/backends/flightsql/client/types';
import { metadataOf } from '../../../../src/core/arrow/header';
import { ArrowEncoder } from '../../../../src/core/arrow/messages';
import type { ArrowMessage } from '../../../../src/core/contract/execution';
import { CancelledError, HeadwaterError } from '../../../../src/core/errors';
import { bytes, Message, optional } from '../../../../src/core/protobuf/message';
import { thrown, until, WAYS } from '../wire/channels';
import { answer, framed, GRPC, refuse, scripted, type ScriptedCall, type ScriptedServer } from '../wire/grpcServer';
import { GOLDEN } from './golden';

const Data = new Message('FlightData', { descriptor: optional(1, bytes), header: optional(2, bytes), appMetadata: optional(3, bytes), body: optional(1000, bytes) });
const signal = new AbortController().signal;
const ended: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).reverse()) await end();
});

const hex = (message: { bytes(): Uint8Array } | Uint8Array) => Buffer.from(message instanceof Uint8Array ? message : message.bytes()).toString('hex');
const golden = (name: keyof typeof GOLDEN) => Buffer.from(GOLDEN[name], 'hex');

function flightData(message: Uint8Array, appMetadata?: Uint8Array): Uint8Array {
  const header = metadataOf(message);
  return Data.encode({ header, appMetadata, body: message.subarray(8 + header.byteLength) }).bytes();
}

function numbers(...batches: readonly (readonly number[])[]): readonly Uint8Array[] {
  const schema = new Schema([new Field('n', new Int32(), true)]);
  const encoder = new ArrowEncoder(schema);
  const made = batches.map((values): RecordBatch => new Table(schema, { n: vectorFromArray([...values], new Int32()) }).batches[0]!);
  return [encoder.schema(), ...made.flatMap((batch) => encoder.write(batch))].map((message) => flightData(message.bytes));
}

async function rowsOf(messages: AsyncIterable<ArrowMessage>): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const message of messages) all.push(message.kind === 'batch' ? `batch ${message.rows}` : message.kind);
  return all;
}

async function serve(script: (call: ScriptedCall, method: string) => void): Promise<ScriptedServer> {
  const server = await scripted((call) => script(call, call.path.replace(/^.*\//u, '')));
  ended.push(() => server.stop());
  return server;
}

function clientOf(port: number, credentials: Credentials = { kind: 'anonymous' }, receive = WAYS[0]!): FlightClient {
  const client = new FlightClient({ address: { host: '127.0.0.1', port }, credentials, receive, keepaliveMs: 0, connectTimeoutMs: 2_000 });
  ended.push(async () => client.close());
  return client;
}

async function failure(work: Promise<unknown>) {
  const error = await thrown(work);
  if (!(error instanceof HeadwaterError)) throw error;
  return error.failure;
}

function infoOf(endpoints: readonly { readonly ticket: string; readonly locations?: readonly string[] }[], ordered = false): FlightInfo {
  return {
    endpoints: endpoints.map(({ ticket, locations = [] }) => ({ ticket: Buffer.from(ticket), locations, appMetadata: new Uint8Array(0) })),
    ordered,
    appMetadata: new Uint8Array(0),
    encoded: new Uint8Array(0),
  };
}

const ticketOf = async (call: ScriptedCall) => Buffer.from(flight.Ticket.decode((await call.request())[0]!).ticket ?? []).toString();

describe('messages', () => {
  it('are written as other implementations write them', () => {
    expect(hex(encodeDescriptor({ kind: 'command', command: Buffer.from('select 1') }))).toBe(GOLDEN.command);
    expect(hex(encodeDescriptor({ kind: 'path', path: ['a', 'b'] }))).toBe(GOLDEN.path);
    expect(hex(sql.wrap('CommandStatementQuery', sql.StatementQuery.encode({ query: 'select ü' })))).toBe(GOLDEN.statementQuery);
    expect(hex(sql.wrap('CommandGetTables', sql.GetTables.encode({ catalog: 'c', schemaPattern: '', tablePattern: 't%', types: ['TABLE', 'VIEW'], includeSchema: true })))).toBe(GOLDEN.getTables);
    expect(hex(sql.wrap('CommandGetSqlInfo', sql.GetSqlInfo.encode({ info: [0, 1, 508, 10_000] })))).toBe(GOLDEN.getSqlInfo);
    expect(hex(sql.wrap('CommandGetCrossReference', sql.GetCrossReference.encode({ pkCatalog: 'a', pkSchema: 'b', pkTable: 'c', fkCatalog: 'd', fkSchema: 'e', fkTable: 'f' })))).toBe(GOLDEN.crossReference);
    expect(hex(sql.wrap('ActionCreatePreparedStatementRequest', sql.CreatePreparedRequest.encode({ query: 'select ?' })))).toBe(GOLDEN.createPrepared);
    expect(hex(sql.wrap('CommandPreparedStatementQuery', sql.PreparedStatementQuery.encode({ handle: Buffer.from('h\0') })))).toBe(GOLDEN.preparedQuery);
    expect(hex(sql.wrap('CommandStatementUpdate', sql.StatementUpdate.encode({ query: 'delete from t' })))).toBe(GOLDEN.update);
    expect(hex(sql.wrap('CommandGetPrimaryKeys', sql.GetPrimaryKeys.encode({ table: 't' })))).toBe(GOLDEN.primaryKeys);
    expect(sql.UpdateResult.decode(golden('countUnknown')).count).toBe(-1n);
    expect(sql.UpdateResult.decode(golden('count')).count).toBe(12_345_678_901n);
  });

  it('are read as other implementations write them', () => {
    const info = readInfo(golden('info'));
    expect(info).toMatchObject({ totalRecords: 42n, totalBytes: 4200n, ordered: true, descriptor: { kind: 'command' } });
    expect(info.endpoints.map(({ ticket, locations, expirationMs }) => [Buffer.from(ticket).toString(), locations, expirationMs])).toEqual([
      ['ticket-1', ['grpc://a.example:1', 'grpc+tls://b.example:2'], Date.UTC(2030, 0, 2, 3, 4, 5, 678)],
      ['t2', [], undefined],
    ]);
    expect(Buffer.from(info.appMetadata).toString()).toBe('app');
    expect(info.schema?.byteLength).toBe(176);
    expect(readInfo(golden('unknown'))).not.toHaveProperty('totalRecords');
  });

  it('keep a schema without the continuation mark, and take an empty one for none', () => {
    const schema = readInfo(golden('info')).schema!;
    expect(schemaOf(schema.subarray(4))).toEqual(schema);
    expect(schemaOf(new Uint8Array(0))).toBeUndefined();
    expect(schemaOf(Buffer.from('ffffffff00000000', 'hex'))).toBeUndefined();
    expect(() => schemaOf(schema.subarray(0, 50))).toThrow(HeadwaterError);
  });
});

describe('locations', () => {
  it.each([
    ['grpc://a:1', { kind: 'flight', address: { host: 'a', port: 1 }, tls: false }],
    ['grpc+tcp://a.b:31337', { kind: 'flight', address: { host: 'a.b', port: 31_337 }, tls: false }],
    ['grpc+tls://[::1]:5', { kind: 'flight', address: { host: '::1', port: 5 }, tls: true }],
    ['grpc+unix:///run/flight.sock', { kind: 'flight', address: { path: '/run/flight.sock' }, tls: false }],
    ['arrow-flight-reuse-connection://?', { kind: 'same' }],
    ['', { kind: 'same' }],
    ['https://a/b', { kind: 'http' }],
    ['ftp://a', { kind: 'unknown' }],
    ['grpc://', { kind: 'unknown' }],
    ['nonsense', { kind: 'unknown' }],
  ])('%s', (uri, expected) => {
    expect(parseLocation(uri)).toMatchObject(expected);
  });
});

describe('credentials', () => {
  const basic = `Basic ${Buffer.from('me:pässword').toString('base64')}`;
  const user = { user: 'me', password: 'pässword' };

  async function seen(credentials: Credentials, handshake: (call: ScriptedCall) => void): Promise<readonly (readonly [method: string, header: unknown])[]> {
    const calls: (readonly [string, unknown])[] = [];
    const server = await serve((call, method) => {
      calls.push([method, call.headers.authorization ?? call.headers['auth-token-bin']]);
      if (method === 'Handshake') handshake(call);
      else answer(call.stream, []);
    });
    const client = clientOf(server.port, credentials);
    await client.connect({ signal });
    await Promise.all([client.listActions({ signal }), client.listActions({ signal })]);
    return calls;
  }

  it.each([
    ['none', { kind: 'anonymous' }, undefined],
    ['a token', { kind: 'bearer', token: 't' }, 'Bearer t'],
    ['user and password with each call', { kind: 'basic', ...user }, basic],
  ] as const)('are sent: %s', async (_name, credentials, header) => {
    expect(await seen(credentials, () => undefined)).toEqual([['ListActions', header], ['ListActions', header]]);
  });

  it.each([
    ['in its headers', ({ stream }: ScriptedCall) => answer(stream, [], undefined, { authorization: 'Bearer t' }), 'Bearer t'],
    ['in its trailers', ({ stream }: ScriptedCall) => answer(stream, [], { 'grpc-status': '0', authorization: 'Bearer t' }), 'Bearer t'],
    ['in its payload', ({ stream }: ScriptedCall) => answer(stream, [flight.HandshakeMessage.encode({ payload: Buffer.from('t') }).bytes()]), Buffer.from('t').toString('base64')],
    ['nowhere', ({ stream }: ScriptedCall) => answer(stream, []), basic],
  ])('are exchanged for a token once, which the server gives %s', async (_name, handshake, header) => {
    expect(await seen({ kind: 'handshake', ...user }, handshake)).toEqual([['Handshake', basic], ['ListActions', header], ['ListActions', header]]);
  });

  it('are exchanged again when the token is no longer taken, once', async () => {
    let token = 0;
    const server = await serve(({ stream, headers }, method) => {
      if (method === 'Handshake') answer(stream, [], undefined, { authorization: `Bearer ${++token}` });
      else if (headers.authorization === 'Bearer 2') answer(stream, []);
      else refuse(stream, '16', 'expired');
    });
    const client = clientOf(server.port, { kind: 'handshake', ...user });
    expect(await client.listActions({ signal })).toEqual([]);
    expect(token).toBe(2);
    token = 5;
    const other = clientOf(server.port, { kind: 'handshake', ...user });
    expect(await failure(other.listActions({ signal }))).toMatchObject({ kind: 'unauthorized', why: 'The server refuses who you are: expired.' });
    expect(token).toBe(7);
  });

  it('say that they are wrong when connecting', async () => {
    const server = await serve(({ stream }) => refuse(stream, '16', 'no such user'));
    expect(await failure(clientOf(server.port, { kind: 'handshake', ...user }).connect({ signal }))).toMatchObject({ kind: 'unauthorized', code: 'UNAUTHENTICATED', todo: expect.stringContaining('password') });
  });
});

describe.each(WAYS)('rows, received %s', (receive) => {
  const reading = async (script: (call: ScriptedCall, ticket: string) => void, info: FlightInfo, options: { readonly parallel?: number; readonly foreign?: ForeignRule } = {}) => {
    const server = await serve((call) => void ticketOf(call).then((ticket) => script(call, ticket)));
    const own = clientOf(server.port, { kind: 'bearer', token: 'secret' }, receive);
    const asked: string[] = [];
    const reader = new EndpointReader(own, {
      parallel: options.parallel ?? 4,
      foreign: ({ uri }) => {
        asked.push(uri);
        return options.foreign ?? 'anonymous';
      },
      open: (location, credentials) => new FlightClient({ address: location.address, receive, credentials: credentials ? { kind: 'bearer', token: 'secret' } : { kind: 'anonymous' }, keepaliveMs: 0, connectTimeoutMs: 500 }),
    });
    ended.push(async () => reader[Symbol.dispose]());
    return { server, asked, rows: reader.read(info, { signal }) };
  };

  it('come as a schema and batches; batches without rows, which keep a stream alive, are left out', async () => {
    const { rows } = await reading(({ stream }) => answer(stream, [...numbers([1, 2], [], [3])]), infoOf([{ ticket: 'a' }]));
    expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 2', 'batch 1']);
  });

  it('are there as soon as they arrive', async () => {
    const [schema, first] = numbers([1]);
    let end = () => undefined as unknown;
    const { rows } = await reading(({ stream }) => {
      stream.respond(GRPC, { waitForTrailers: true });
      stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.write(framed(schema!));
      stream.write(framed(first!));
      end = () => stream.end();
    }, infoOf([{ ticket: 'a' }]));
    const iterator = rows.messages[Symbol.asyncIterator]();
    expect((await iterator.next()).value).toMatchObject({ kind: 'schema' });
    expect((await iterator.next()).value).toMatchObject({ kind: 'batch', rows: 1 });
    end();
    expect((await iterator.next()).done).toBe(true);
  });

  it('of all endpoints in order, where the order matters', async () => {
    const { rows } = await reading(({ stream }, ticket) => setTimeout(() => answer(stream, [...numbers(Array.from({ length: Number(ticket) }, () => 1))]), 60 - Number(ticket) * 10), infoOf(['1', '2', '3'].map((ticket) => ({ ticket })), true));
    expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 1', 'batch 2', 'batch 3']);
  });

  it('of several endpoints at a time, where it does not', async () => {
    let open = 0;
    let most = 0;
    const { rows } = await reading(({ stream }, ticket) => {
      most = Math.max(most, ++open);
      stream.once('close', () => open--);
      setTimeout(() => answer(stream, [...numbers([Number(ticket)])]), 30);
    }, infoOf(Array.from({ length: 8 }, (_, index) => ({ ticket: String(index) }))), { parallel: 3 });
    expect((await rowsOf(rows.messages)).filter((one) => one === 'batch 1')).toHaveLength(8);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(4);
  });

  it('in dictionaries are read one endpoint after the other', async () => {
    const type = new Dictionary(new Utf8(), new Int32(), 1);
    const schema = new Schema([new Field('d', type, true)]);
    const encoder = new ArrowEncoder(schema);
    const batch: RecordBatch = new Table(schema, { d: vectorFromArray(['a'], type) }).batches[0]!;
    const stream = [encoder.schema(), ...encoder.write(batch)].map(({ bytes: message }) => flightData(message));
    let open = 0;
    let most = 0;
    const { rows } = await reading((call) => {
      most = Math.max(most, ++open);
      call.stream.once('close', () => open--);
      answer(call.stream, stream);
    }, infoOf([{ ticket: 'a' }, { ticket: 'b' }]));
    expect(await rowsOf(rows.messages)).toEqual(['schema', 'dictionary', 'batch 1', 'dictionary', 'batch 1']);
    expect(most).toBe(1);
  });

  it('that came before a late error are given, then the error', async () => {
    const { rows } = await reading(({ stream }) => answer(stream, [...numbers([1])], { 'grpc-status': '13', 'grpc-message': 'disk on fire' }), infoOf([{ ticket: 'a' }]));
    const got: string[] = [];
    const told = await failure(
      (async () => {
        for await (const message of rows.messages) got.push(message.kind);
      })(),
    );
    expect(got).toEqual(['schema', 'batch']);
    expect(told).toMatchObject({ why: 'disk on fire.', code: 'INTERNAL' });
  });

  it('of parts with different columns are refused, with the column', async () => {
    const encoder = new ArrowEncoder(new Schema([new Field('n', new Utf8(), true)]));
    const other = flightData(encoder.schema().bytes);
    const { rows } = await reading(({ stream }, ticket) => answer(stream, ticket === 'a' ? [...numbers([1])] : [other]), infoOf([{ ticket: 'a' }, { ticket: 'b' }], true));
    expect((await failure(rowsOf(rows.messages))).why).toContain('column 1 is “n” Int32 in one and “n” Utf8 in another');
  });

  it('without an endpoint are none, with the columns that the server told', async () => {
    const { schema } = readInfo(golden('info'));
    const { rows } = await reading(() => undefined, { ...infoOf([]), schema: schema! });
    expect(await rowsOf(rows.messages)).toEqual(['schema']);
  });

  it('that end early end the calls on the server, also those that are silent', async () => {
    const [schema, first] = numbers([1]);
    const { rows, server } = await reading(({ stream }, ticket) => {
      stream.respond(GRPC);
      if (ticket === 'a') for (const message of [schema!, first!]) stream.write(framed(message));
    }, infoOf([{ ticket: 'a' }, { ticket: 'b' }, { ticket: 'c' }]));
    for await (const { kind } of rows.messages) if (kind === 'batch') break;
    await until(() => server.resets.length === 3);
    expect(server.resets).toEqual([8, 8, 8]);
  });

  it.each([
    ['nonsense', Buffer.from('nonsense')],
    ['a header that is none', Data.encode({ header: new Uint8Array(40).fill(7), body: new Uint8Array(8) }).bytes()],
    ['a batch whose body is shorter than it says', flightData(Buffer.from(readInfo(golden('info')).schema!)).subarray(0, 100)],
  ])('that are damaged give an error: %s', async (_name, message) => {
    const { rows } = await reading(({ stream }) => answer(stream, [message]), infoOf([{ ticket: 'a' }]));
    const told = await failure(rowsOf(rows.messages));
    expect(told.what).toBe('Could not read the rows');
    expect(told.why).toMatch(/damaged|not valid Arrow/u);
  });

  it('that come before the columns are refused', async () => {
    const [, first] = numbers([1]);
    const { rows } = await reading(({ stream }) => answer(stream, [first!]), infoOf([{ ticket: 'a' }]));
    expect((await failure(rowsOf(rows.messages))).why).toContain('before it told the columns');
  });

  describe('at other places', () => {
    const elsewhere = async () => {
      const calls: unknown[] = [];
      const server = await serve(({ stream, headers }) => {
        calls.push(headers.authorization);
        answer(stream, [...numbers([1, 2, 3])]);
      });
      return { calls, uri: `grpc://127.0.0.1:${server.port}` };
    };
    const home = ({ stream }: ScriptedCall) => answer(stream, [...numbers([1])]);

    it.each([
      ['anonymous', undefined],
      ['credentials', 'Bearer secret'],
    ] as const)('are fetched there: %s', async (foreign, header) => {
      const { calls, uri } = await elsewhere();
      const { rows, asked } = await reading(home, infoOf([{ ticket: 'a', locations: [uri] }]), { foreign });
      expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 3']);
      expect(calls).toEqual([header]);
      expect(asked).toEqual([uri]);
    });

    it('are fetched from home where the settings do not allow the others', async () => {
      const { calls, uri } = await elsewhere();
      const { rows } = await reading(home, infoOf([{ ticket: 'a', locations: [uri] }]), { foreign: 'never' });
      expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 1']);
      expect(calls).toEqual([]);
    });

    it('are fetched from the first that answers, and from home where none does; those that failed are not tried again', async () => {
      const { uri } = await elsewhere();
      const dead = 'grpc://127.0.0.1:1';
      const { rows, asked } = await reading(home, infoOf([{ ticket: 'a', locations: [dead, uri] }, { ticket: 'b', locations: [dead] }], true));
      expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 3', 'batch 1']);
      expect(asked).toEqual([dead, uri]);
    });

    it('are fetched from home where home is among them', async () => {
      const { uri, calls } = await elsewhere();
      const { rows, asked } = await reading(home, infoOf([{ ticket: 'a', locations: [uri, 'arrow-flight-reuse-connection://?'] }]));
      expect(await rowsOf(rows.messages)).toEqual(['schema', 'batch 1']);
      expect([calls, asked]).toEqual([[], []]);
    });

    it('say which places failed when home has them not either', async () => {
      const { rows } = await reading(({ stream }) => refuse(stream, '5', 'no such ticket'), infoOf([{ ticket: 'a', locations: ['grpc://127.0.0.1:1', 'https://x/y'] }]));
      expect((await failure(rowsOf(rows.messages))).why).toMatch(/no such ticket\..*127\.0\.0\.1:1 \(Nothing listens.*https:\/\/x\/y \(this kind of address/u);
    });
  });
});

describe('statements', () => {
  const put = async (script: (messages: readonly Buffer[]) => readonly Uint8Array[]) => {
    const server = await serve((call) => void call.request().then((messages) => answer(call.stream, script(messages).map((appMetadata) => flight.PutResult.encode({ appMetadata }).bytes()))));
    return new FlightSqlClient(clientOf(server.port));
  };

  it('that change rows send an empty schema and give the count', async () => {
    let sent: readonly Buffer[] = [];
    const client = await put((messages) => {
      sent = messages;
      return [golden('count')];
    });
    expect(await client.update('delete from t', { signal })).toBe(12_345_678_901n);
    expect(sent).toHaveLength(1);
    const { descriptor, header } = Data.decode(sent[0]!);
    expect(hex(flight.Descriptor.decode(descriptor!).command!)).toBe(GOLDEN.update);
    expect(header!.byteLength).toBeGreaterThan(8);
  });

  it('give no count where the server does not know it', async () => {
    expect(await (await put(() => [golden('countUnknown')])).update('x', { signal })).toBeUndefined();
    expect(await (await put(() => [])).update('x', { signal })).toBeUndefined();
  });

  it('say that the outcome is unknown when the connection breaks, and are not sent again', async () => {
    let calls = 0;
    const server = await serve(() => {
      calls++;
      for (const session of server.sessions) session.destroy();
    });
    const told = await failure(new FlightSqlClient(clientOf(server.port)).update('delete from t', { signal }));
    expect(told).toMatchObject({ outcomeUnknown: true, todo: expect.stringContaining('before you run it again') });
    expect(calls).toBe(1);
  });

  it('that the server refused have a known outcome', async () => {
    const server = await serve(({ stream }) => refuse(stream, '3', 'syntax error'));
    expect(await failure(new FlightSqlClient(clientOf(server.port)).update('x', { signal }))).not.toHaveProperty('outcomeUnknown');
  });

  it('with parameters go on with the handle that the server gives back', async () => {
    const client = await put((messages) => {
      expect(messages).toHaveLength(2);
      return [sql.BindResult.encode({ handle: Buffer.from('new') }).bytes()];
    });
    const encoder = new ArrowEncoder(new Schema([new Field('n', new Int32(), true)]));
    const batch: RecordBatch = new Table(encoderSchema, { n: vectorFromArray([1], new Int32()) }).batches[0]!;
    const bound = await client.bind({ handle: Buffer.from('old') }, [encoder.schema().bytes, ...encoder.write(batch).map((message) => message.bytes)], { signal });
    expect(Buffer.from(bound.handle).toString()).toBe('new');
    const kept = await (await put(() => [])).bind({ handle: Buffer.from('old') }, [encoder.schema().bytes, ...encoder.write(batch).map((message) => message.bytes)], { signal });
    expect(Buffer.from(kept.handle).toString()).toBe('old');
  });

  it('are polled until they are done', async () => {
    let polls = 0;
    const server = await serve((call) => void call.request().then(() => answer(call.stream, [flight.PollMessage.encode(++polls < 3 ? { descriptor: { type: 2, command: Buffer.from([polls]), path: [] }, progress: polls / 3 } : { info: flight.InfoMessage.decode(golden('info')) }).bytes()])));
    const progress: unknown[] = [];
    const info = await new FlightSqlClient(clientOf(server.port)).pollQuery('x', { signal }, (fraction) => progress.push(fraction));
    expect(info.totalRecords).toBe(42n);
    expect(progress).toEqual([1 / 3, 2 / 3]);
  });

  it.each([
    ['12', 'UNIMPLEMENTED'],
    ['3', 'INVALID_ARGUMENT'],
    ['13', 'INTERNAL'],
  ])('cannot be cancelled where the server answers %s (%s) to both ways', async (code) => {
    const server = await serve(({ stream }) => refuse(stream, code, 'unknown action'));
    expect(await new FlightSqlClient(clientOf(server.port)).cancel(readInfo(golden('info')), { signal })).toBe('unknown');
  });

  it('are cancelled by the bare request, and by the older action in an Any', async () => {
    const seen: (readonly [string, string])[] = [];
    const server = await serve((call) => void call.request().then(([message]) => {
      const { type = '', body = new Uint8Array(0) } = flight.ActionMessage.decode(message!);
      seen.push([type, hex(body)]);
      if (type === 'CancelFlightInfo') refuse(call.stream, '12');
      else answer(call.stream, [flight.ResultMessage.encode({ body: Buffer.from(sql.wrap('ActionCancelQueryResult', sql.CancelQueryResult.encode({ result: 1 }))) }).bytes()]);
    }));
    expect(await new FlightSqlClient(clientOf(server.port)).cancel(readInfo(golden('info')), { signal })).toBe('cancelled');
    expect(seen[0]![0]).toBe('CancelFlightInfo');
    expect(seen[0]![1].startsWith('0a')).toBe(true);
    expect(seen[1]).toEqual(['CancelQuery', hex(sql.wrap('ActionCancelQueryRequest', sql.CancelQueryRequest.encode({ info: golden('info') })))]);
  });

  it('stop silently when they are cancelled here', async () => {
    const server = await serve(() => undefined);
    const stop = new AbortController();
    const waiting = thrown(new FlightSqlClient(clientOf(server.port)).query('x', { signal: stop.signal }));
    await until(() => server.sessions.size === 1);
    stop.abort();
    expect(await waiting).toBeInstanceOf(CancelledError);
  });

  it('say that an answer is damaged', async () => {
    const server = await serve(({ stream }) => answer(stream, [Buffer.from([0xff, 0xff])]));
    expect((await failure(new FlightSqlClient(clientOf(server.port)).query('x', { signal }))).why).toContain('sent a damaged message');
    expect((await failure(new FlightSqlClient(clientOf(server.port)).prepare('x', { signal }))).why).toContain('sent a damaged message');
  });

  it('keep session options of all types', async () => {
    let kept: Uint8Array = new Uint8Array(0);
    const server = await serve((call) => void call.request().then(([message]) => {
      const { type, body = new Uint8Array(0) } = flight.ActionMessage.decode(message!);
      if (type === 'SetSessionOptions') kept = Uint8Array.from(body);
      answer(call.stream, [flight.ResultMessage.encode({ body: type === 'SetSessionOptions' ? flight.SetSessionResult.encode({ errors: [{ key: 'bad', value: { value: 1 } }] }).bytes() : kept }).bytes()]);
    }));
    const client = clientOf(server.port);
    const values = { text: 'a', yes: true, big: -(2n ** 63n), half: 0.5, list: ['x', 'y'] };
    expect([...(await client.setSessionOptions({ ...values, gone: undefined }, { signal }))]).toEqual([['bad', 'there is no such option']]);
    expect(Object.fromEntries(await client.getSessionOptions({ signal }))).toEqual({ ...values, gone: undefined });
  });
});

const encoderSchema = new Schema([new Field('n', new Int32(), true)]);
