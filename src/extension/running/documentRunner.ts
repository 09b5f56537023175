import type { ConnectionProfile } from '../../core/contract/profile';
import type { TextRange } from '../../core/errors';
import { SplitDocument } from '../../protocol/statements';
import type { DocumentStatements, StatementInfo } from '../../protocol/statements';
import type { Server } from '../server/api';
import type { Runner } from './runner';
import { shifted, statementAt, statementNear } from './pickStatements';

/** What of a document is to run. Places are UTF-16 code units. */
export type RunTarget =
  | { readonly kind: 'all' }
  /** The statement around a cursor. */
  | { readonly kind: 'at'; readonly offset: number }
  /** A statement whose place is known. */
  | { readonly kind: 'statement'; readonly range: TextRange }
  /** Exactly the texts that are selected, whatever they are. */
  | { readonly kind: 'selected'; readonly ranges: readonly TextRange[] };

export interface RunSource {
  readonly text: string;
  readonly profile: ConnectionProfile;
  readonly uri?: string;
}

/** Finds the statements that a person means and runs them. */
export class DocumentRunner {
  constructor(
    private readonly server: Pick<Server, 'request'>,
    private readonly runner: Pick<Runner, 'run'>,
  ) {}

  /** Ends when the last statement has. @throws HeadwaterError where the statements cannot be found */
  async run(source: RunSource, target: RunTarget, found: () => void = () => undefined): Promise<void> {
    const { profile, uri, text } = source;
    const { statements: all, settings } = await this.#split(text, profile);
    const statements = target.kind === 'selected' ? await this.#selected(source, target.ranges) : chosen(text, all, target);
    found();
    await this.runner.run({ profile, statements, settings, ...(uri === undefined ? {} : { uri }) });
  }

  #split(text: string, { backend }: ConnectionProfile): Promise<DocumentStatements> {
    return this.server.request(SplitDocument, { text, backend });
  }

  async #selected({ text, profile }: RunSource, ranges: readonly TextRange[]): Promise<readonly StatementInfo[]> {
    const parts = await Promise.all(
      ranges.map(async ({ start, end }) => shifted((await this.#split(text.slice(start, end), profile)).statements, start)),
    );
    return parts.flat().sort((one, other) => one.start - other.start);
  }
}

function chosen(text: string, all: readonly StatementInfo[], target: Exclude<RunTarget, { readonly kind: 'selected' }>): readonly StatementInfo[] {
  switch (target.kind) {
    case 'all':
      return all;
    case 'at':
      return [statementAt(text, all, target.offset) ?? []].flat();
    case 'statement':
      return [statementNear(text, all, target.range) ?? []].flat();
  }
}
