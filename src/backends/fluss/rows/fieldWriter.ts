/** Writes the values of a row, a key or a list, one after the other, each by its type. The counterpart of a FieldReader. */
export interface FieldWriter {
  boolean(value: boolean): void;
  tinyint(value: number): void;
  smallint(value: number): void;
  /** INT; DATE in days; TIME in milliseconds. */
  int(value: number): void;
  bigint(value: bigint): void;
  float(value: number): void;
  double(value: number): void;
  /** CHAR and BINARY of a fixed length; a shorter value is filled with zeros where the format has it so. */
  fixed(value: Uint8Array, length: number): void;
  bytes(value: Uint8Array): void;
  /** Unscaled. */
  decimal(value: bigint, precision: number): void;
  /** Nanoseconds since 1970. */
  timestamp(nanos: bigint, precision: number): void;
  nested(value: Uint8Array): void;
  /** Nothing is here; only rows and lists take it. */
  null(): void;
}

/** Whole milliseconds and the nanoseconds after them. */
export function splitNanos(nanos: bigint): { readonly ms: bigint; readonly rest: number } {
  const rest = ((nanos % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return { ms: (nanos - rest) / 1_000_000n, rest: Number(rest) };
}
