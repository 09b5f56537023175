import type { BackendEntry } from '../core/contract/backend';

/** Every system that Headwater can talk to: one line each, loaded on first use. */
export const BACKENDS: readonly BackendEntry[] = [];
