import { bool, encoded, i32, i64, type Sent, type Shape, struct } from './shapes';
import { Malformed, ThriftReader, ThriftWriter, WIRE } from './thrift';

const MAGIC = 0x54484654; // THFT
const V0_HEADER = 48;
const CALL = 1;
const ONEWAY = 4;
/** Larger frames are taken for garbage. */
const LIMIT = 64 << 20;

const requestMeta = struct({ appId: [1, i32], partition: [2, i32], timeoutMs: [3, i32], hash: [4, i64], backup: [5, bool] });

export interface Frame {
  readonly version: 0 | 1;
  readonly appId: number;
  readonly partition: number;
  readonly timeoutMs: number;
  readonly hash: bigint;
  /** Version 0 only: the number of the thread that shall do the work, which a server trusts. */
  readonly threadHash: number | undefined;
  /** Version 1 only: a secondary may answer. */
  readonly backup: boolean;
  readonly rpc: string;
  readonly sequence: number;
  /** The struct of arguments: exactly one field, id 1, then STOP. */
  readonly args: Buffer;
}

/** The first frame of what has arrived and how many bytes it takes, or `undefined` where more must come. */
export function nextFrame(bytes: Buffer): { readonly frame: Frame; readonly length: number } | undefined {
  if (bytes.length < 12) return undefined;
  if (bytes.readUInt32BE(0) !== MAGIC) throw new Malformed('The magic is not THFT.');
  const version = bytes.readInt32BE(4);
  switch (version) {
    case 0:
      return frameV0(bytes);
    case 1:
      return frameV1(bytes);
    default:
      throw new Malformed(`Header version ${version}.`);
  }
}

function frameV0(bytes: Buffer): ReturnType<typeof nextFrame> {
  if (bytes.readInt32BE(8) !== V0_HEADER) throw new Malformed(`A header of ${bytes.readInt32BE(8)} bytes.`);
  if (bytes.length < V0_HEADER) return undefined;
  const length = V0_HEADER + bounded(bytes.readInt32BE(16));
  if (bytes.length < length) return undefined;
  const header = { version: 0, appId: bytes.readInt32BE(24), partition: bytes.readInt32BE(28), timeoutMs: bytes.readInt32BE(32), threadHash: bytes.readInt32BE(36), hash: bytes.readBigUInt64BE(40), backup: false } as const;
  return { frame: { ...header, ...body(bytes.subarray(V0_HEADER, length)) }, length };
}

function frameV1(bytes: Buffer): ReturnType<typeof nextFrame> {
  if (bytes.length < 16) return undefined;
  const meta = bounded(bytes.readInt32BE(8));
  const length = 16 + meta + bounded(bytes.readInt32BE(12));
  if (bytes.length < length) return undefined;
  const reader = new ThriftReader(bytes.subarray(16, 16 + meta));
  const header = requestMeta.read(reader);
  if (reader.left > 0) throw new Malformed('Bytes behind the request meta.');
  return { frame: { version: 1, ...header, hash: BigInt.asUintN(64, header.hash), threadHash: undefined, ...body(bytes.subarray(16 + meta, length)) }, length };
}

function body(bytes: Buffer): Pick<Frame, 'rpc' | 'sequence' | 'args'> {
  const reader = new ThriftReader(bytes);
  const head = reader.i32() >>> 0;
  const type = head & 0xff;
  if (head >>> 16 !== 0x8001 || (type !== CALL && type !== ONEWAY)) throw new Malformed('Not a strict Thrift message.');
  const rpc = reader.blob().toString('latin1');
  return { rpc, sequence: reader.i32(), args: bytes.subarray(reader.offset) };
}

function bounded(length: number): number {
  if (length < 0 || length > LIMIT) throw new Malformed(`A part of ${length} bytes.`);
  return length;
}

/** The one argument. The server reads one field and one STOP: more or fewer would put it out of step. */
export function readArgs<T>(shape: Shape<T>, args: Buffer): T {
  const reader = new ThriftReader(args);
  const [type, id] = [reader.u8(), reader.i16()];
  if (type !== shape.wire || id !== 1) throw new Malformed(`Argument ${id} of type ${type}.`);
  const value = shape.read(reader);
  if (reader.u8() !== WIRE.stop || reader.left > 0) throw new Malformed('More than one argument.');
  return value;
}

/** `result` is absent where the error is not ERR_OK. */
export function replyBytes({ rpc, sequence }: Pick<Frame, 'rpc' | 'sequence'>, error: string, result?: Buffer): Buffer {
  const writer = new ThriftWriter();
  writer.i32(0);
  writer.text(error);
  writer.i32(0x80010002 | 0);
  writer.text(`${rpc}_ACK`);
  writer.i32(sequence);
  if (!result) return sized(writer.finish());
  return sized(Buffer.concat([writer.finish(), result]));
}

function sized(bytes: Buffer): Buffer {
  bytes.writeInt32BE(bytes.length, 0);
  return bytes;
}

/** A result as field 0 of the reply's struct. */
export function resultBytes<T>(shape: Sent<T>, value: T): Buffer {
  const head = Buffer.from([shape.wire, 0, 0]);
  return Buffer.concat([head, encoded(shape, value), Buffer.from([WIRE.stop])]);
}
