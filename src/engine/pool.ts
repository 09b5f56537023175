import { EngineWorker, type EngineWorkerOptions } from './engineWorker';

/** Workers kept ready; more are started while more statements run. */
const WARM = 2;

/** The engine's workers: each federated statement has one for itself, since a statement that waits for its source blocks its thread. */
export class WorkerPool {
  readonly #idle: EngineWorker[] = [];
  readonly #all = new Set<EngineWorker>();
  #starting: Promise<EngineWorker> | undefined;
  #closed = false;

  constructor(private readonly options: () => EngineWorkerOptions) {}

  /** Starts one ahead, so that the first statement need not wait. Failures are told by {@link acquire}. */
  warm(): void {
    if (this.#closed || this.#starting || this.#all.size > 0) return;
    this.#starting = this.#start();
    this.#starting.catch(() => undefined);
  }

  async acquire(): Promise<EngineWorker> {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.alive) return idle;
      this.#all.delete(idle);
    }
    const starting = this.#starting;
    this.#starting = undefined;
    return starting ?? this.#start();
  }

  /** @param reusable false where something may still run on it */
  release(worker: EngineWorker, reusable: boolean): void {
    if (reusable && worker.alive && !this.#closed && this.#idle.length < WARM) this.#idle.push(worker);
    else this.#end(worker);
  }

  async dispose(): Promise<void> {
    this.#closed = true;
    await this.#starting?.catch(() => undefined);
    await Promise.all([...this.#all].map((worker) => worker.close()));
  }

  /** What is idle was made with options that hold no more. */
  renew(): void {
    for (const worker of this.#idle.splice(0)) this.#end(worker);
  }

  async #start(): Promise<EngineWorker> {
    const worker = await EngineWorker.start(this.options());
    this.#all.add(worker);
    return worker;
  }

  #end(worker: EngineWorker): void {
    this.#all.delete(worker);
    worker.close().catch(() => undefined);
  }
}
