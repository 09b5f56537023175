import type { Disposable, Event } from 'vscode';

/** An event source with the shape of the editor's own, for code that is tested without an editor. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => unknown>();

  readonly event: Event<T> = (listener, thisArgs?: unknown, disposables?: Disposable[]) => {
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
