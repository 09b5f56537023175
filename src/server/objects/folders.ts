import { mkdir } from 'node:fs/promises';

/** Folders whose making is remembered. */
const MOST = 1_000;

/** Makes each folder once: a download of many small objects would ask for the same one each time. */
export class Folders {
  readonly #made = new Map<string, Promise<unknown>>();

  /** The folder and those above it are there. */
  async ready(folder: string): Promise<void> {
    let making = this.#made.get(folder);
    if (!making) {
      if (this.#made.size >= MOST) this.#made.clear();
      making = mkdir(folder, { recursive: true });
      this.#made.set(folder, making);
    }
    try {
      await making;
    } catch (error) {
      this.#made.delete(folder);
      throw error;
    }
  }
}
