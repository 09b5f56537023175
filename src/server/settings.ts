import type { ServerSettings } from '../protocol/lifecycle';

/** The settings as the host last sent them. */
export class Settings {
  readonly #listeners: ((settings: ServerSettings) => void)[] = [];
  #current: ServerSettings;

  constructor(initial: ServerSettings) {
    this.#current = initial;
  }

  get current(): ServerSettings {
    return this.#current;
  }

  update(settings: ServerSettings): void {
    this.#current = settings;
    for (const listener of this.#listeners) listener(settings);
  }

  onChange(listener: (settings: ServerSettings) => void): void {
    this.#listeners.push(listener);
  }
}
