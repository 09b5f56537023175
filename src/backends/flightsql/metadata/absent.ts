import { HeadwaterError } from '../../../core/errors';

/**
 * Servers say in three ways that they have no such call: UNIMPLEMENTED, INVALID_ARGUMENT for an unknown action or command, and INTERNAL.
 * For a call that a server need not have, all of them mean that it is not there. So does UNKNOWN, which is what Go says for any error.
 */
const ABSENT: ReadonlySet<string | undefined> = new Set(['UNIMPLEMENTED', 'INVALID_ARGUMENT', 'INTERNAL', 'UNKNOWN']);

export function saysAbsent(error: unknown): boolean {
  return error instanceof HeadwaterError && ABSENT.has(error.failure.code);
}

/** Certain: the call was not carried out. */
export function saysUnimplemented(error: unknown): boolean {
  return error instanceof HeadwaterError && error.failure.code === 'UNIMPLEMENTED';
}

/** Remembers which optional calls a server does not have, so that they are not made again and again. */
export class OptionalCalls {
  readonly #absent = new Set<string>();

  has(name: string): boolean {
    return !this.#absent.has(name);
  }

  /** The server has said that it has no such call. */
  forget(name: string): void {
    this.#absent.add(name);
  }

  /** `undefined` where the server has no such call. @throws what else goes wrong */
  async try<T>(name: string, call: () => Promise<T>): Promise<T | undefined> {
    if (this.#absent.has(name)) return undefined;
    try {
      return await call();
    } catch (error) {
      if (!saysAbsent(error)) throw error;
      // A server that does not know is asked again: UNKNOWN and INTERNAL can be anything.
      if (saysUnimplemented(error)) this.#absent.add(name);
      return undefined;
    }
  }
}
