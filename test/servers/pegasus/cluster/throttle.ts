/** What a table's environment says of too many requests: `N*delay*MS` and `N*reject*MS`, separated by commas, N for all partitions together. */
export class Throttle {
  #second = 0;
  #count = 0;

  /** @returns whether to refuse, and after how many milliseconds to answer */
  take(setting: string | undefined, partitions: number, nowMs: number): { readonly reject: boolean; readonly delayMs: number } {
    if (setting === undefined) return { reject: false, delayMs: 0 };
    const second = Math.floor(nowMs / 1000);
    if (second !== this.#second) [this.#second, this.#count] = [second, 0];
    this.#count += 1;
    let [reject, delayMs] = [false, 0];
    for (const part of setting.split(',')) {
      const [units, kind, delay] = part.split('*');
      if (this.#count <= Number(units) / partitions) continue;
      reject ||= kind === 'reject';
      delayMs = Math.max(delayMs, Number(delay));
    }
    return { reject, delayMs };
  }
}
