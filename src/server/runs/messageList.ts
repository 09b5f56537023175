import type { ResultMessage } from '../../protocol/results';

const MOST = 500;
const LONGEST = 20_000;

/** The messages of a run: the first ones, and how many were left out. */
export class MessageList {
  readonly #kept: ResultMessage[] = [];
  #left = 0;

  add(severity: ResultMessage['severity'], text: string): void {
    if (this.#kept.length >= MOST) this.#left += 1;
    else this.#kept.push({ severity, text: text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text });
  }

  get all(): readonly ResultMessage[] {
    return this.#left === 0 ? [...this.#kept] : [...this.#kept, { severity: 'info', text: `${this.#left} more messages are not shown.` }];
  }
}
