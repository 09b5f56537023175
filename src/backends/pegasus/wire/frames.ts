import { ThriftError } from './thriftError';
import { ThriftReader, WIRE } from './thriftReader';
import type { ThriftType } from './thriftTypes';
import type { ThriftWriter } from './thriftWriter';

/** Frames of requests (THFT, header v1) and of answers. src/rpc/thrift_message_parser.cpp. */

/** Where a request goes, as the server routes it. All are 0 for calls to meta servers. */
export interface Destination {
  readonly appId: number;
  readonly partition: number;
  /** The hash of the key, unsigned; for scans of whole partitions their index. */
  readonly partitionHash: bigint;
  readonly timeoutMs: number;
  /** Asks a secondary, whose data may be older. */
  readonly backup: boolean;
}

const MAGIC = 0x5448_4654; // THFT
const HEADER_VERSION = 1;
const META_LENGTH = 37;
const CALL = 0x8001_0001 | 0;
const REPLY = 0x8001_0002 | 0;

/**
 * Appends one request. Header v1 has the server find its thread itself: the hash that v0 carries is trusted by the server, and a wrong one can end its process.
 * @returns the length of the whole frame
 */
export function writeRequest<Q>(to: ThriftWriter, rpc: { readonly name: string; readonly request: Pick<ThriftType<unknown, Q>, 'wire' | 'write'> }, seqid: number, destination: Destination, argument: Q): number {
  const start = to.length;
  to.i32(MAGIC);
  to.i32(HEADER_VERSION);
  to.i32(META_LENGTH);
  to.i32(0); // the length of the body, known at the end
  writeMeta(to, destination);
  const body = to.length;
  to.i32(CALL);
  to.string(rpc.name);
  to.i32(seqid);
  to.field(rpc.request.wire, 1);
  rpc.request.write(to, argument);
  to.u8(WIRE.stop);
  to.patchI32(start + 12, to.length - body);
  return to.length - start;
}

/** `request_meta` of src/rpc/request_meta.thrift, all five fields. */
function writeMeta(to: ThriftWriter, { appId, partition, timeoutMs, partitionHash, backup }: Destination): void {
  to.field(WIRE.i32, 1);
  to.i32(appId);
  to.field(WIRE.i32, 2);
  to.i32(partition);
  to.field(WIRE.i32, 3);
  to.i32(timeoutMs);
  to.field(WIRE.i64, 4);
  to.i64(BigInt.asIntN(64, partitionHash));
  to.field(WIRE.bool, 5);
  to.bool(backup);
  to.u8(WIRE.stop);
}

/** One answer, before its result is read. */
export interface Reply {
  /** Of the first layer: routing and replication; `ERR_OK` where there is a result. */
  readonly error: string;
  readonly name: string;
  readonly seqid: number;
  /** Stands at the result. */
  readonly body: ThriftReader;
}

/** @param frame the bytes after the total length. @throws ThriftError */
export function readReply(frame: Uint8Array): Reply {
  const body = new ThriftReader(frame);
  const error = errorName(body);
  const message = body.i32();
  if (message !== REPLY) throw new ThriftError(`a message of kind ${(message >>> 0).toString(16)} stands where an answer should`);
  const name = body.string();
  return { error, name, seqid: body.i32(), body };
}

const OK = [0x45, 0x52, 0x52, 0x5f, 0x4f, 0x4b];

/** Nearly all say ERR_OK: no text is made of it each time. */
function errorName(from: ThriftReader): string {
  const bytes = from.binary();
  if (bytes.byteLength === OK.length && OK.every((byte, index) => bytes[index] === byte)) return 'ERR_OK';
  return new TextDecoder('latin1').decode(bytes);
}

/** The result of an answer without error: field 0 of one struct. @throws ThriftError */
export function readResult<A>({ body }: Reply, type: Pick<ThriftType<A>, 'wire' | 'read'>): A {
  const wire = body.u8();
  if (wire === WIRE.stop) throw new ThriftError('the answer has no result');
  const id = body.i16();
  if (wire !== type.wire || id !== 0) throw new ThriftError(`field ${id} of type ${wire} stands where the result should`);
  const result = type.read(body);
  if (body.u8() !== WIRE.stop) throw new ThriftError('the result has a second field');
  return result;
}
