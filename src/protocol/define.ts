import type * as z from 'zod/mini';

/** A schema whose valid values are `T`. */
export type Check<T> = z.core.$ZodType<T>;

/** A request between the processes. `params` is checked where it arrives, `result` where the answer arrives. */
export interface RequestDefinition<P, R> {
  readonly method: string;
  readonly params: Check<P>;
  readonly result: Check<R>;
}

export interface NotificationDefinition<P> {
  readonly method: string;
  readonly params: Check<P>;
}

export function request<P, R>(method: string, params: Check<P>, result: Check<R>): RequestDefinition<P, R> {
  return { method: `headwater/${method}`, params, result };
}

export function notification<P>(method: string, params: Check<P>): NotificationDefinition<P> {
  return { method: `headwater/${method}`, params };
}
