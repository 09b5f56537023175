/** Reads the values of a row or of a list, one after the other, each by its type. Every read is checked against the bytes there are. */
export interface FieldReader {
  boolean(): boolean;
  tinyint(): number;
  smallint(): number;
  /** INT; DATE in days; TIME in milliseconds. */
  int(): number;
  bigint(): bigint;
  float(): number;
  double(): number;
  /** CHAR and BINARY of a fixed length. */
  fixed(length: number): Uint8Array;
  /** STRING and BYTES. */
  bytes(): Uint8Array;
  /** Unscaled. */
  decimal(precision: number): bigint;
  /** Nanoseconds since 1970. */
  timestamp(precision: number): bigint;
  /** The bytes of an array, a map or a row. */
  nested(): Uint8Array;
}

export const COMPACT_DECIMAL = 18;
export const COMPACT_TIMESTAMP = 3;
export const NANOS_PER_MS = 1_000_000n;

/** @param bytes two's complement, most significant first */
export function bigEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return bytes.byteLength > 0 && (bytes[0] ?? 0) > 0x7f ? value - (1n << BigInt(8 * bytes.byteLength)) : value;
}

/** Two's complement in as few bytes as hold it, most significant first. */
export function toBigEndian(value: bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!((rest === 0n && (bytes[0] ?? 0) < 0x80) || (rest === -1n && (bytes[0] ?? 0) > 0x7f)));
  return Uint8Array.from(bytes);
}

/** The text of a CHAR: without the zeros that fill it up. */
export function unpadded(bytes: Uint8Array): Uint8Array {
  let end = bytes.byteLength;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return bytes.subarray(0, end);
}
