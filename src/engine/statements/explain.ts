import type { ExecutionEvent, RunOptions } from '../../core/contract/execution';
import type { ScanPlan } from '../../core/contract/tables';
import { formatBytes, formatCount, formatDuration } from '../../core/format/numbers';
import type { PlannedScan } from '../planner/plan';
import { predicateText } from '../planner/predicateText';
import { scanRequest } from '../scans/scanner';
import type { EngineConnection, TableSource } from '../sources';
import { Federation, type FederationParts } from './federation';
import type { StatementKind } from './kind';
import type { Offload } from './offload';
import { built, placedError } from './parts';
import { FederatedRead } from './read';

type Explain = Extract<StatementKind, { kind: 'explain' }>;
type Line = readonly [part: string, detail: string];

/**
 * What is asked of each source, what that costs, and what DuckDB does after; with ANALYZE the statement is run, here, and what came is told.
 * @param offloadOf whether another connection would run a planned statement
 */
export async function* explained(
  parts: FederationParts,
  { query, analyze }: Explain,
  bound: EngineConnection,
  options: RunOptions,
  signal: AbortSignal,
  offloadOf: (federation: Federation, text: string) => Promise<Offload | undefined>,
): AsyncGenerator<ExecutionEvent, void, undefined> {
  await using federation = await Federation.open(parts, built`${query}`, bound, signal);
  await federation.plan(query.text, options.parameters ?? [], signal);
  const text = built`${analyze ? 'EXPLAIN ANALYZE ' : 'EXPLAIN '}${query}`;
  const offload = await offloadOf(federation, query.text);
  const lines: Line[] = offload ? [...offloadLines(offload)] : [];
  for (const [reference, scan] of federation.planned) {
    const source = federation.sourceOf(reference);
    if (source) lines.push(...(await scanLines(source, scan, signal)));
  }
  const unplanned = federation.tables.filter((table) => ![...federation.planned.keys()].some((reference) => federation.sourceOf(reference) === table));
  for (const table of unplanned) lines.push([table.label, 'not read, or read whole: DuckDB’s plan names no columns of it']);
  try {
    const started = performance.now();
    const read = new FederatedRead(federation, text.text, options, signal);
    const plan = await read.texts();
    if (analyze) lines.push(...ranLines(read, performance.now() - started));
    lines.push(...plan.flatMap(([, value]) => (value ?? '').split('\n').map((line): Line => ['DuckDB', line])));
  } catch (error) {
    throw placedError(error, text);
  }
  for (const file of federation.files) lines.unshift([file.label, `read in parts; ${formatBytes(file.fetched().bytes)} fetched so far`]);
  const rows = lines.map(([part, detail]) => `(${sqlText(part)}, ${sqlText(detail)})`).join(', ');
  for await (const event of federation.connection.run(`SELECT * FROM (VALUES ${rows}) AS plan("Part", "What happens")`, { signal })) {
    if (event.kind === 'ended') yield { kind: 'done' };
    else yield event;
  }
}

function offloadLines({ connection, uploads, text }: Offload): readonly Line[] {
  return [
    [connection.name, 'runs this statement, once what is small has been uploaded; EXPLAIN ANALYZE runs it here'],
    ...uploads.map(({ label, table, query }): Line => [label, `uploaded as ${table}: ${query}`]),
    ...text.trim().split('\n').map((line): Line => [connection.name, line]),
    ['If it is refused there', 'it runs here, as follows'],
  ];
}

async function scanLines(source: TableSource, scan: PlannedScan, signal: AbortSignal): Promise<readonly Line[]> {
  const nameOf = (column: number): string => source.description.columns[column]?.name ?? `column ${column}`;
  const request = scanRequest(source, { columns: [...scan.columns] }, scan, signal);
  const plan = await source.tables.plan(request);
  const lines: Line[] = [[source.label, `${plan.access} · ${columnsText(request.columns, source, nameOf)}`]];
  if (scan.predicate) lines.push([source.label, `${predicateText(scan.predicate, nameOf)} (${ANSWERED[plan.predicate]})`]);
  for (const rest of scan.rest) lines.push([source.label, `${rest.replaceAll(/\bs\d+c(\d+)/gu, (_, column: string) => nameOf(Number(column)))} (done here)`]);
  if (request.limit !== undefined) lines.push([source.label, `limit ${formatCount(request.limit)} (${plan.limit ? 'answered by the source' : 'done here'})`]);
  const cost = costText(plan);
  if (cost !== '') lines.push([source.label, cost]);
  if (plan.warning !== undefined) lines.push([source.label, `⚠ ${plan.warning}`]);
  return lines;
}

const ANSWERED: Readonly<Record<ScanPlan['predicate'], string>> = { none: 'done here', superset: 'narrowed by the source, done again here', exact: 'answered by the source' };

function columnsText(columns: readonly number[], source: TableSource, nameOf: (column: number) => string): string {
  if (columns.length === 0) return 'no column, only the number of rows';
  const shown = columns.slice(0, 12).map(nameOf).join(', ');
  return `${columns.length} of ${source.description.columns.length} columns: ${shown}${columns.length > 12 ? ', …' : ''}`;
}

function costText({ estimatedRows, estimatedBytes }: ScanPlan): string {
  const rows = estimatedRows === undefined ? [] : [`about ${formatCount(estimatedRows)} rows`];
  return [...rows, ...(estimatedBytes === undefined ? [] : [`about ${formatBytes(estimatedBytes)}`])].join(', ');
}

function ranLines(read: FederatedRead, totalMs: number): readonly Line[] {
  const scans = read.scans.map((scan): Line => {
    const { rows, bytes, waitedMs, ended } = scan.figures;
    return [scan.source?.label ?? '', `${formatCount(rows)} rows, ${formatBytes(bytes)} fetched; waited ${formatDuration(waitedMs)} for the source${ended ? '' : '; stopped early'}`];
  });
  return [...scans, ['In all', formatDuration(totalMs)]];
}

function sqlText(text: string): string {
  return `'${text.replaceAll("'", "''").replaceAll('\0', '␀')}'`;
}
