import { brokenArrow, readingArrow } from '../../../core/arrow/broken';
import { NO_CODECS } from '../../../core/arrow/compression';
import { readHeader } from '../../../core/arrow/header';
import { transcoderFor } from '../../../core/arrow/transcode';
import type { MessageOf } from '../../../core/protobuf/message';
import { Descriptor, EndpointMessage, InfoMessage, PollMessage, type Timestamp, type WireDescriptor, type WireEndpoint, type WireInfo, type WireSessionValue } from './flightMessages';
import type { FlightDescriptor, FlightEndpoint, FlightInfo, PollInfo, SessionValue } from './types';

const NO_BYTES = new Uint8Array(0);
const PATH = 1;
const COMMAND = 2;

export function writeDescriptor(descriptor: FlightDescriptor): WireDescriptor {
  return descriptor.kind === 'command' ? { type: COMMAND, command: descriptor.command, path: [] } : { type: PATH, path: descriptor.path };
}

export function encodeDescriptor(descriptor: FlightDescriptor): Uint8Array {
  return Descriptor.encode(writeDescriptor(descriptor)).bytes();
}

export function readDescriptor({ type, command, path }: WireDescriptor): FlightDescriptor {
  return type === PATH ? { kind: 'path', path } : { kind: 'command', command: command ?? NO_BYTES };
}

/** @param encoded the message itself */
export function readInfo(encoded: Uint8Array): FlightInfo {
  return infoOf(InfoMessage.decode(encoded), encoded);
}

export function infoOf(wire: WireInfo, encoded = InfoMessage.encode(wire).bytes()): FlightInfo {
  const { totalRecords = 0n, totalBytes = 0n } = wire;
  const schema = schemaOf(wire.schema);
  return {
    ...(schema ? { schema } : {}),
    ...(wire.descriptor ? { descriptor: readDescriptor(wire.descriptor) } : {}),
    endpoints: wire.endpoints.map(readEndpoint),
    // Servers write -1, and some nothing, where they do not know.
    ...(totalRecords > 0n ? { totalRecords } : {}),
    ...(totalBytes > 0n ? { totalBytes } : {}),
    ordered: wire.ordered ?? false,
    appMetadata: wire.appMetadata ?? NO_BYTES,
    encoded,
  };
}

export function readPoll(encoded: Uint8Array): PollInfo {
  const { info, descriptor, progress, expiration } = PollMessage.decode(encoded);
  return {
    ...(info ? { info: infoOf(info) } : {}),
    ...(descriptor ? { next: readDescriptor(descriptor) } : {}),
    ...(progress === undefined ? {} : { progress }),
    ...(expiration ? { expirationMs: millisecondsOf(expiration) } : {}),
  };
}

export function readEndpoint({ ticket, locations, expiration, appMetadata }: WireEndpoint): FlightEndpoint {
  return {
    ticket: ticket?.ticket ?? NO_BYTES,
    locations: locations.map(({ uri = '' }) => uri),
    ...(expiration ? { expirationMs: millisecondsOf(expiration) } : {}),
    appMetadata: appMetadata ?? NO_BYTES,
  };
}

export function encodeEndpoint({ ticket, locations, expirationMs, appMetadata }: FlightEndpoint): WireEndpoint {
  const expiration = expirationMs === undefined ? {} : { expiration: { seconds: BigInt(Math.floor(expirationMs / 1000)), nanos: (expirationMs % 1000) * 1_000_000 } };
  return EndpointMessage.decode(EndpointMessage.encode({ ticket: { ticket }, locations: locations.map((uri) => ({ uri })), appMetadata, ...expiration }).bytes());
}

export function millisecondsOf({ seconds = 0n, nanos = 0 }: MessageOf<typeof Timestamp>): number {
  return Number(seconds) * 1000 + Math.floor(nanos / 1_000_000);
}

/**
 * The schema message in `bytes`, in a buffer of its own, in types as the rows will have them. Servers send it encapsulated; some leave out the continuation mark, as before Arrow 0.15,
 * and some send none at all.
 */
export function schemaOf(bytes: Uint8Array | undefined): Uint8Array | undefined {
  if (!bytes || bytes.byteLength < 8) return undefined;
  return readingArrow(() => {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const old = view.getUint32(0, true) !== 0xffff_ffff;
    const length = view.getInt32(old ? 0 : 4, true);
    if (length === 0) return undefined;
    const start = old ? 4 : 8;
    if (length < 0 || start + length > bytes.byteLength) throw brokenArrow('a schema ends early.');
    const padded = Math.ceil(length / 8) * 8;
    const message = new Uint8Array(8 + padded);
    const out = new DataView(message.buffer);
    out.setUint32(0, 0xffff_ffff, true);
    out.setInt32(4, padded, true);
    message.set(bytes.subarray(start, start + length), 8);
    if (readHeader(message).kind !== 'schema') throw brokenArrow('a schema was expected.');
    return transcoderFor(message, NO_CODECS)?.schema ?? message;
  });
}

export function writeSessionValue(value: SessionValue | undefined): WireSessionValue {
  if (value === undefined) return {};
  if (typeof value === 'string') return { string: value };
  if (typeof value === 'boolean') return { bool: value };
  if (typeof value === 'bigint') return { int64: value };
  if (typeof value === 'number') return { double: value };
  return { strings: { values: value } };
}

export function readSessionValue({ string, bool, int64, double, strings }: WireSessionValue): SessionValue | undefined {
  return string ?? bool ?? int64 ?? double ?? strings?.values;
}
