import type { StartRun } from '../../protocol/results';
import type { Disposal, Listen } from '../emitter';
import type { SentRun } from '../services';

/** Results remembered for each document. */
const MOST = 100;

/** Knows which result a statement had the last time, wherever in its document it stands by now. */
export class LastResults {
  readonly #byDocument = new Map<string, readonly SentRun[]>();
  readonly #listening: Disposal;

  constructor(results: { readonly onDidStart: Listen<SentRun> }) {
    this.#listening = results.onDidStart((sent) => this.#add(sent));
  }

  /** The result of the same statement of the same document, the nearest of several, none of `but`. It is given once: another is to take its place. */
  take(run: StartRun, but: ReadonlySet<string>): string | undefined {
    const { source } = run;
    if (!source) return undefined;
    const known = this.#byDocument.get(source.uri) ?? [];
    const distance = (sent: SentRun): number => Math.abs((sent.run.source?.range.start ?? 0) - source.range.start);
    const same = known.filter((sent) => isSame(sent.run, run) && !but.has(sent.resultId));
    const [nearest] = [...same].sort((one, other) => distance(one) - distance(other));
    if (nearest) this.#byDocument.set(source.uri, known.filter((sent) => sent !== nearest));
    return nearest?.resultId;
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #add(sent: SentRun): void {
    const { source } = sent.run;
    if (source) this.#byDocument.set(source.uri, [...(this.#byDocument.get(source.uri) ?? []), sent].slice(-MOST));
  }
}

function isSame(one: StartRun, other: StartRun): boolean {
  return one.statement === other.statement && one.connectionId === other.connectionId;
}
