/** A call of a client. Bytes are hexadecimal. */
export type Call =
  | { readonly op: 'set'; readonly h: string; readonly s: string; readonly v: string; readonly ttl?: number }
  | { readonly op: 'get' | 'ttl' | 'exist' | 'remove'; readonly h: string; readonly s: string }
  | { readonly op: 'multi_set'; readonly h: string; readonly kvs: readonly (readonly [string, string])[]; readonly ttl?: number }
  | { readonly op: 'multi_del'; readonly h: string; readonly keys: readonly string[] }
  | { readonly op: 'sort_key_count'; readonly h: string }
  | { readonly op: 'multi_get'; readonly h: string; readonly keys: readonly string[]; readonly count?: number; readonly size?: number; readonly no_value?: boolean }
  | { readonly op: 'get_sort_keys'; readonly h: string; readonly count?: number }
  | ({ readonly op: 'multi_get_range' } & Range)
  | { readonly op: 'scan_hash'; readonly h: string; readonly start: string; readonly stop: string; readonly batch?: number }
  | { readonly op: 'scan_all'; readonly split: number; readonly batch?: number }
  | { readonly op: 'incr'; readonly h: string; readonly s: string; readonly by: number }
  | { readonly op: 'check_and_set'; readonly h: string; readonly s: string; readonly check: number; readonly operand: string; readonly set: string; readonly v: string; readonly return: boolean }
  | { readonly op: 'batch_get'; readonly kvs: readonly (readonly [string, string])[] }
  | { readonly op: 'list_tables' }
  | { readonly op: 'create_table'; readonly table: string; readonly partitions: number }
  | { readonly op: 'drop_table'; readonly table: string }
  | ({ readonly op: 'operate' } & Operation);

/** A call of operators; numbers of kinds and states are those of the protocol. */
export interface Operation {
  readonly what: 'policies' | 'add_dup' | 'modify_dup' | 'query_dup' | 'start_load' | 'control_load' | 'clear_load' | 'query_load' | 'start_split' | 'control_split' | 'query_split';
  readonly table: string;
  readonly text?: string;
  readonly number?: number;
  readonly kind?: number;
}

export interface Range {
  readonly h: string;
  readonly start: string;
  readonly stop: string;
  readonly start_inclusive?: boolean;
  readonly stop_inclusive?: boolean;
  readonly filter?: 'anywhere' | 'prefix' | 'postfix';
  readonly pattern?: string;
  readonly count?: number;
  readonly size?: number;
  readonly no_value?: boolean;
  readonly reverse?: boolean;
}

export type Official = 'go' | 'python';

export interface Step {
  readonly call: Call;
  /** The cluster answers the call so. */
  readonly refusal?: { readonly rpc: string; readonly error: string };
  /** Official clients that are not asked, and why. */
  readonly without?: Partial<Readonly<Record<Official, string>>>;
}
