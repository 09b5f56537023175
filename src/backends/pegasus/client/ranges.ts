/** Which sort keys are wanted. */
export interface SortKeyRange {
  /** From the first where it is empty. */
  readonly start?: Uint8Array;
  /** To the last where it is empty. */
  readonly stop?: Uint8Array;
  /** True unless said. */
  readonly startInclusive?: boolean;
  /** False unless said. */
  readonly stopInclusive?: boolean;
}

export const FILTER = { none: 0, anywhere: 1, prefix: 2, postfix: 3 } as const;

/** A condition that the server applies to keys, byte by byte. */
export interface KeyFilter {
  readonly type: Exclude<keyof typeof FILTER, 'none'>;
  readonly pattern: Uint8Array;
}

export const EMPTY = new Uint8Array(0);
export const filterType = (filter: KeyFilter | undefined): number => (filter && filter.pattern.byteLength > 0 ? FILTER[filter.type] : FILTER.none);

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b);
}
