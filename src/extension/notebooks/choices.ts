import { l10n } from 'vscode';
import type { NotebookCell } from 'vscode';
import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { CopyCells } from '../../protocol/results';
import type { Server } from '../server/api';
import type { Results } from '../services';

/** More than these nobody looks through. */
const MOST = 1_000;

export interface ChoicesDeps {
  readonly server: Pick<Server, 'request'>;
  readonly results: Pick<Results, 'start' | 'release'>;
  open(connectionId: string, signal: AbortSignal): Promise<unknown>;
  profileOf(cell: NotebookCell): ConnectionProfile;
}

/** The values of the first column of a query, on the connection of the cell that it stands in. @throws HeadwaterError */
export async function choicesFrom(query: string, cell: NotebookCell, name: string, deps: ChoicesDeps): Promise<readonly string[]> {
  const profile = deps.profileOf(cell);
  await deps.open(profile.id, new AbortController().signal);
  const run = { connectionId: profile.id, statement: query, title: l10n.t('Choices of {0}', name), writes: false, rowCap: MOST, readAll: true };
  const { resultId, settled } = await deps.results.start(run, { reveal: false, held: true });
  try {
    const { failure, rows, columns } = await settled;
    if (failure) throw new HeadwaterError(failure);
    if (columns === 0 || rows === 0) return [];
    const { text } = await deps.server.request(CopyCells, { resultId, ranges: [{ row: 0, rows, columns: [0] }], format: 'tsv', headers: false });
    return [...new Set(text.replace(/\r?\n$/u, '').split(/\r?\n/u).map(unquoted))];
  } finally {
    deps.results.release(resultId);
  }
}

/** A value with a quote or a tab in it is quoted. */
function unquoted(value: string): string {
  return /^".*"$/u.test(value) ? value.slice(1, -1).replaceAll('""', '"') : value;
}
