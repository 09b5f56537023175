import type { TextRange } from '../../core/errors';
import { ReportProblem } from '../../protocol/statements';
import type { Disposal } from '../emitter';
import type { Server } from '../server/api';
import type { Documents } from './documents';
import type { RunWatch, WatchedRun } from './runWatch';

/** Shows a failed statement at its place in the document, and clears the place when it works. */
export class ProblemReporter {
  readonly #listening: Disposal;

  constructor(
    runs: Pick<RunWatch, 'onDidSettle'>,
    private readonly server: Pick<Server, 'notify'>,
    private readonly documents: Pick<Documents, 'all'>,
  ) {
    this.#listening = runs.onDidSettle((settled) => this.#report(settled));
  }

  dispose(): void {
    this.#listening.dispose();
  }

  #report({ run, state }: WatchedRun): void {
    const { source } = run;
    if (!source || state.phase === 'cancelled') return;
    const text = this.documents.all.find(({ uri }) => uri.toString() === source.uri)?.getText();
    const statement = text === undefined ? undefined : placeOf(text, run.statement, source.range);
    if (statement) this.server.notify(ReportProblem, { uri: source.uri, statement, ...(state.failure ? { failure: state.failure } : {}) });
  }
}

/** Where a statement stands now, when the document may have been edited since it was sent; `undefined` where it is gone. */
export function placeOf(text: string, statement: string, sent: TextRange): TextRange | undefined {
  const places = [];
  if (text.startsWith(statement, sent.start)) places.push(sent.start);
  else {
    const [before, after] = [text.lastIndexOf(statement, sent.start), text.indexOf(statement, sent.start)];
    places.push(...[before, after].filter((place) => place >= 0).sort((one, other) => Math.abs(one - sent.start) - Math.abs(other - sent.start)));
  }
  const [start] = places;
  return start === undefined || statement === '' ? undefined : { start, end: start + statement.length };
}
