/** Keeps what was used last, up to a bound of bytes. One entry is kept however large it is. */
export class Lru<V> {
  readonly #entries = new Map<number, { readonly value: V; readonly bytes: number }>();
  #bytes = 0;

  constructor(private readonly mostBytes: number) {}

  get(key: number): V | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value;
  }

  set(key: number, value: V, bytes: number): void {
    this.delete(key);
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.mostBytes || this.#entries.size <= 1) return;
      this.delete(oldest);
    }
  }

  delete(key: number): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entry.bytes;
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }
}
