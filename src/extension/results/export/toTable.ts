import { l10n } from 'vscode';
import type { ConnectionProfile } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { type ResultColumn, ResultColumns } from '../../../protocol/results';
import { DescribeTable, type TableInfo } from '../../../protocol/tables';
import type { Server } from '../../server/api';
import { pickTable } from '../../tables/pickTable';
import type { ExportDeps, Exported } from './exported';
import { type ColumnMatch, insertStatement, matchColumns, sourceName } from './insertStatement';
import { confirmed } from './questions';

const MOST_COLUMNS = 10_000;

/** Adds rows to a table, by a statement that reads the result: it has a tab of its own, where it can be stopped and what was refused is told. */
export async function exportToTable(deps: ExportDeps, exported: Exported, profile: ConnectionProfile): Promise<void> {
  const { server, results } = deps;
  const ref = await pickTable(server, profile, l10n.t('Write “{0}” into a Table', exported.tab.title));
  if (!ref) return;
  const table = await server.request(DescribeTable, ref);
  const match = matchColumns(await columnsOf(server, exported), table);
  checkFits(table, match);
  if (!(await mayInsert(exported, profile, table, match))) return;
  const source = await sourceOf(deps, exported);
  try {
    const name = sourceName(ref.table);
    const statement = insertStatement(ref.table, match, name);
    const started = await results.start({ connectionId: profile.id, statement, title: l10n.t('Into {0}', ref.table.at(-1) ?? ''), named: { [name]: source }, writes: true }, { reveal: true });
    await started.settled;
  } finally {
    if (source !== exported.rows.resultId) results.release(source);
  }
}

/** Those that are written: of a selection the selected ones. */
async function columnsOf(server: Server, { rows: { resultId, ranges } }: Exported): Promise<readonly ResultColumn[]> {
  const all = await server.request(ResultColumns, { resultId, from: 0, count: MOST_COLUMNS });
  return ranges?.[0]?.columns.flatMap((column) => all[column] ?? []) ?? all;
}

/** @throws HeadwaterError */
function checkFits({ label, changes }: TableInfo, { matched }: ColumnMatch): void {
  const what = l10n.t('Could not write into `{0}`', label);
  if (!changes.includes('insert') && !changes.includes('upsert')) throw new HeadwaterError({ what, why: l10n.t('The table takes no rows.'), todo: l10n.t('Choose another table.'), kind: 'readOnly' });
  if (matched.length === 0) throw new HeadwaterError({ what, why: l10n.t('No column of the result has the name of one of its columns.'), todo: l10n.t('Name the columns in the statement as the table names them.'), kind: 'invalid' });
}

function mayInsert({ tab, expected }: Exported, profile: ConnectionProfile, { label, changes }: TableInfo, { matched, left, empty }: ColumnMatch): Promise<boolean> {
  const rows = expected === undefined ? l10n.t('the rows of “{0}”', tab.title) : l10n.t('{0} rows', formatCount(expected));
  const detail = [
    l10n.t('Columns: {0}.', matched.map(({ to }) => to).join(', ')),
    ...(left.length > 0 ? [l10n.t('Left out, since the table does not have them: {0}.', left.join(', '))] : []),
    ...(empty.length > 0 ? [l10n.t('Without a value: {0}.', empty.join(', '))] : []),
    ...(changes.includes('insert') ? [] : [l10n.t('Rows of the same key are replaced.')]),
    ...(profile.protected ? [l10n.t('The connection “{0}” is protected.', profile.name)] : []),
  ];
  return confirmed(l10n.t('Write {0} into {1} on “{2}”?', rows, label, profile.name), detail.join('\n'), l10n.t('Write Rows'));
}

/** The result that the statement reads: of arranged or selected rows a copy, which statements can name. */
async function sourceOf({ results }: Pick<ExportDeps, 'results'>, { tab: { run }, rows: { resultId, view, ranges } }: Exported): Promise<string> {
  if (view === undefined && !ranges) return resultId;
  const data = { kind: 'snapshot', resultId, ...(view !== undefined && { view }), ...(ranges && { ranges }) } as const;
  const copy = await results.start({ connectionId: run.connectionId, statement: run.statement, title: run.title, data, readAll: true, rowCap: Number.MAX_SAFE_INTEGER, writes: false }, { reveal: false, held: true });
  const { failure } = await copy.settled;
  if (failure) {
    results.release(copy.resultId);
    throw new HeadwaterError(failure);
  }
  return copy.resultId;
}
