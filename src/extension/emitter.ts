/** Something to call when it is no longer needed; the editor's `Disposable` by shape. */
export interface Disposal {
  dispose(): void;
}

/** The editor's `Event` by shape. */
export type Listen<T> = (listener: (value: T) => unknown, thisArgs?: unknown, disposables?: Disposal[]) => Disposal;

/** An event source with the shape of the editor's own, for code that is tested without an editor. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event: Listen<T> = (listener, thisArgs, disposables) => {
    const bound = (value: T): unknown => listener.call(thisArgs, value);
    this.#listeners.add(bound);
    const registration = { dispose: () => void this.#listeners.delete(bound) };
    disposables?.push(registration);
    return registration;
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}
