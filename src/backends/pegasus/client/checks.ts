import type { Expiry } from './expiry';

/** `cas_check_type` of idl/rrdb.thrift, by the names of the shell. */
export const CHECK_TYPES = {
  no_check: 0,
  not_exist: 1,
  not_exist_or_empty: 2,
  exist: 3,
  not_empty: 4,
  match_anywhere: 5,
  match_prefix: 6,
  match_postfix: 7,
  bytes_less: 8,
  bytes_less_or_equal: 9,
  bytes_equal: 10,
  bytes_greater_or_equal: 11,
  bytes_greater: 12,
  int_less: 13,
  int_less_or_equal: 14,
  int_equal: 15,
  int_greater_or_equal: 16,
  int_greater: 17,
} as const;

export type CheckType = keyof typeof CHECK_TYPES;

/** What must be so before anything is changed. */
export interface Check {
  readonly sortKey: Uint8Array;
  readonly type: CheckType;
  readonly operand?: Uint8Array;
  readonly returnValue?: boolean;
}

export interface Checked {
  readonly passed: boolean;
  /** Present where it was asked for: the value that was checked; `undefined` where there is none. */
  readonly value?: Uint8Array | undefined;
}

/** Sets a value, or removes it. */
export type Mutation = { readonly sortKey: Uint8Array; readonly value: Uint8Array; readonly expiry?: Expiry } | { readonly sortKey: Uint8Array };
