import type { Backend, BackendEntry } from '../core/contract/backend';
import type { StatementLanguage } from '../core/contract/language';
import { HeadwaterError } from '../core/errors';
import type { BackendDescriptor } from '../protocol/backends';
import { describeError, type ServerLog } from './log';

/** The registry, loaded on first use. */
export class Backends {
  readonly #loaded = new Map<string, Backend>();
  #loading: Promise<void> | undefined;

  constructor(
    private readonly entries: readonly BackendEntry[],
    private readonly log: ServerLog,
  ) {}

  /** In the registry's order. A backend that cannot be loaded is left out, so that the others work. */
  async all(): Promise<readonly Backend[]> {
    this.#loading ??= this.#load();
    await this.#loading;
    return this.entries.flatMap((entry) => this.#loaded.get(entry.id) ?? []);
  }

  /** @throws HeadwaterError with code `no-backend` */
  async get(id: string): Promise<Backend> {
    const backend = (await this.all()).find((candidate) => candidate.id === id);
    if (backend) return backend;
    throw new HeadwaterError({
      what: 'Could not use the connection',
      why: `This version of Headwater has no “${id}” systems.`,
      todo: 'Update Headwater, or choose another kind of system for this connection.',
      code: 'no-backend',
    });
  }

  /** The language of a backend, or of the registry's first where none is named; `undefined` for what it does not know. */
  async languageOf(id: string | undefined): Promise<StatementLanguage | undefined> {
    return (await this.all()).find((backend) => id === undefined || backend.id === id)?.language;
  }

  async #load(): Promise<void> {
    await Promise.all(
      this.entries.map(async (entry) => {
        try {
          this.#loaded.set(entry.id, await entry.load());
        } catch (error) {
          this.log.write('error', `The backend ${entry.id} could not be loaded: ${describeError(error)}`);
        }
      }),
    );
  }
}

export function describeBackend(backend: Backend): BackendDescriptor {
  const { id, label, icon, description, form, language } = backend;
  return { id, label, icon, description, form, language };
}
