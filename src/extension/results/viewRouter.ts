import * as z from 'zod/mini';
import type { ConnectionProfile } from '../../core/contract/profile';
import { failureOf, HeadwaterError, isCancelled } from '../../core/errors';
import { cellRange } from '../../protocol/cellRange';
import { cellParams, COPY_FORMATS, copyParams, CopyCells, EXPORT_FORMATS, GetCell, GetTotals, GetWindow, ReadOn, ResultColumns, TotalsParams, windowParams } from '../../protocol/results';
import { ArrangeRows, CountMatches, FindNext, GetDistinct, ProfileColumn } from '../../protocol/resultsArrange';
import { ExportText } from '../../protocol/resultsExport';
import { HoldRun, OpenLiveView } from '../../protocol/resultsLive';
import { EXPORT_PLACES, type ResultsHostMethods, type ResultsPlace, type ResultsSettings, type ResultsSnapshot, type ResultsViewMethods, type ResultTab, type TabConnection } from '../../protocol/resultsView';
import { type Port, Rpc } from '../../protocol/rpc';
import { count, text } from '../../protocol/shapes';
import type { Server } from '../server/api';
import type { ResultVerbs } from './resultVerbs';
import type { ResultService } from './resultService';
import type { Tab, TabList } from './tabList';

/** The tabs that a view shows. */
export type ViewTabs = Pick<TabList, 'tabs' | 'selected' | 'find' | 'select' | 'pin' | 'rename'>;

export interface ViewRouterDeps {
  readonly server: Server;
  readonly tabs: ViewTabs;
  readonly results: Pick<ResultService, 'runAgain' | 'cancel' | 'close'>;
  settings(): ResultsSettings;
  connection(id: string): Pick<ConnectionProfile, 'name' | 'colour' | 'protected'> | undefined;
  writeClipboard(text: string): PromiseLike<void>;
  /** What is done with a whole result; its code is loaded with the first call. */
  verbs(): Promise<ResultVerbs>;
  go(place: ResultsPlace, tab: Tab | undefined): Promise<void>;
  gridFocused(focused: boolean): void;
  /** Answers of other features to the same view. */
  routeMore(rpc: ViewRpc, tabs: ViewTabs): void;
  /** What a person asked for and did not get. */
  report(error: unknown, what: string): void;
}

export type ViewRpc = Rpc<ResultsHostMethods, ResultsViewMethods>;

const inTab = z.object({ tab: text });
const columnsParams = z.object({ resultId: text, from: count, count });
const readParams = z.object({ resultId: text, rows: z.nullable(count) });
const copyCellParams = z.object({ resultId: text, view: z.exactOptional(text), row: count, column: count, as: z.enum(['text', 'json']) });
const textParams = z.object({ resultId: text, view: z.exactOptional(text), ranges: z.array(cellRange), format: z.enum(COPY_FORMATS) });
const exportAsk = z.object({ tab: text, to: z.enum(EXPORT_PLACES), view: z.exactOptional(text), format: z.exactOptional(z.enum(EXPORT_FORMATS)), ranges: z.exactOptional(z.array(cellRange)), selection: z.exactOptional(z.array(cellRange)) });
const goParams = z.object({ to: z.enum(['log', 'connection', 'newQuery', 'panel']), tab: z.exactOptional(text) });

/** A value for the clipboard is read in pieces, up to the limit. */
/** UTF-16 units that a webview gets at once. */
const TEXT_LIMIT = 500_000;
const COPY_PIECE = 4 * 1024 * 1024;
const COPY_LIMIT = 64 * 1024 * 1024;

/** Answers one webview. Everything that comes from it is checked before it goes on. */
export function routeView(port: Port, deps: ViewRouterDeps): ViewRpc {
  const rpc: ViewRpc = new Rpc(port, (error, method) => {
    const cancelled = isCancelled(error);
    if (!cancelled && TOLD.has(method)) deps.report(error, TOLD.get(method) ?? method);
    return { failure: failureOf(error, 'The results view could not do this'), cancelled };
  });
  const { server, tabs } = deps;
  rpc.on('ready', () => snapshotOf(deps));
  rpc.on('window', async (params, signal) => {
    const { row, rows, bytes } = await server.request(GetWindow, z.parse(windowParams, params), signal);
    // What came through the pipe is a view into its read buffer, which would be sent whole.
    return { row, rows, bytes: new Uint8Array(bytes) };
  });
  rpc.on('columns', (params, signal) => server.request(ResultColumns, z.parse(columnsParams, params), signal));
  rpc.on('cell', async (params, signal) => {
    const part = await server.request(GetCell, z.parse(cellParams, params), signal);
    return part.bytes ? { ...part, bytes: new Uint8Array(part.bytes) } : part;
  });
  rpc.on('totals', (params, signal) => server.request(GetTotals, z.parse(TotalsParams, params), signal));
  rpc.on('liveView', (params, signal) => server.request(OpenLiveView, z.parse(OpenLiveView.params, params), signal));
  rpc.on('arrange', (params, signal) => server.request(ArrangeRows, z.parse(ArrangeRows.params, params), signal));
  rpc.on('find', (params, signal) => server.request(FindNext, z.parse(FindNext.params, params), signal));
  rpc.on('countMatches', (params, signal) => server.request(CountMatches, z.parse(CountMatches.params, params), signal));
  rpc.on('distinct', (params, signal) => server.request(GetDistinct, z.parse(GetDistinct.params, params), signal));
  rpc.on('profile', (params, signal) => server.request(ProfileColumn, z.parse(ProfileColumn.params, params), signal));
  // Charts are drawn in few windows: what checks them is read when one is.
  for (const method of ['chartColumns', 'chart', 'chartRange'] as const) rpc.on(method, async (params, signal) => (await import('./chartAnswers')).answerChart(server, method, params, signal));
  rpc.on('saveMade', async (params) => (await import('./saveMade')).saveMade(params));
  rpc.on('hold', async (params) => {
    await server.request(HoldRun, z.parse(HoldRun.params, params));
    return null;
  });
  rpc.on('read', (params, signal) => server.request(ReadOn, z.parse(readParams, params), signal));
  rpc.on('copy', async (params, signal) => {
    const copied = await server.request(CopyCells, z.parse(copyParams, params), signal);
    await deps.writeClipboard(copied.text);
    return { cells: copied.cells };
  });
  rpc.on('text', async (params, signal) => {
    const asked = z.parse(textParams, params);
    const { text: made } = await server.request(ExportText, { ...asked, most: TEXT_LIMIT, token: '' }, signal);
    return { text: made };
  });
  rpc.on('copyText', async (params) => {
    await deps.writeClipboard(z.parse(z.object({ text }), params).text);
    return null;
  });
  rpc.on('copyCell', async (params, signal) => {
    await deps.writeClipboard(await wholeCell(server, z.parse(copyCellParams, params), signal));
    return null;
  });
  rpc.on('select', (params) => {
    tabs.select(z.parse(inTab, params).tab);
    return null;
  });
  rpc.on('close', (params) => {
    deps.results.close([z.parse(inTab, params).tab]);
    return null;
  });
  rpc.on('closeOthers', (params) => {
    const { tab } = z.parse(inTab, params);
    deps.results.close(tabs.tabs.filter(({ id, pinned }) => id !== tab && !pinned).map(({ id }) => id));
    return null;
  });
  rpc.on('pin', (params) => {
    const { tab, pinned } = z.parse(z.object({ tab: text, pinned: z.boolean() }), params);
    tabs.pin(tab, pinned);
    return null;
  });
  rpc.on('rename', (params) => {
    const { tab, title } = z.parse(z.object({ tab: text, title: text }), params);
    tabs.rename(tab, title);
    return null;
  });
  rpc.on('rerun', async (params) => {
    await deps.results.runAgain(z.parse(inTab, params).tab);
    return null;
  });
  rpc.on('cancel', async (params) => {
    const found = tabs.find(z.parse(inTab, params).tab);
    if (found?.resultId !== undefined) await deps.results.cancel(found.resultId);
    return null;
  });
  rpc.on('export', async (params) => {
    const { tab, ...ask } = z.parse(exportAsk, params);
    const found = tabs.find(tab);
    if (found) await (await deps.verbs()).export(found, ask);
    return null;
  });
  rpc.on('compare', async (params) => {
    const found = tabs.find(z.parse(inTab, params).tab);
    if (found) await (await deps.verbs()).compare(found);
    return null;
  });
  rpc.on('snapshot', async (params) => {
    const { tab, view } = z.parse(z.object({ tab: text, view: z.exactOptional(text) }), params);
    const found = tabs.find(tab);
    if (found) await (await deps.verbs()).snapshot(found, view);
    return null;
  });
  rpc.on('go', async (params) => {
    const { to, tab } = z.parse(goParams, params);
    await deps.go(to, tab === undefined ? undefined : tabs.find(tab));
    return null;
  });
  rpc.on('focus', (params) => {
    deps.gridFocused(z.parse(z.object({ grid: z.boolean() }), params).grid);
    return null;
  });
  deps.routeMore(rpc, tabs);
  return rpc;
}

/** What a person asked for by a gesture: its failure is told in a notification. Rows that cannot be had are told in the view. */
const TOLD: ReadonlyMap<string, string> = new Map([
  ['copy', 'Could not copy the cells'],
  ['copyText', 'Could not copy'],
  ['copyCell', 'Could not copy the value'],
  ['export', 'Could not export the result'],
  ['compare', 'Could not compare the results'],
  ['snapshot', 'Could not keep the rows'],
  ['saveMade', 'Could not save the file'],
  ['rerun', 'Could not run the statement again'],
  ['cancel', 'Could not stop the statement'],
  ['hold', 'Could not pause the statement'],
  ['read', 'Could not read more rows'],
  ['go', 'Could not open this'],
  ['table', 'Could not find out what can be changed'],
  ['reviewEdits', 'Could not review the changes'],
  ['applyEdits', 'Could not apply the changes'],
]);

type Shows = Pick<ViewRouterDeps, 'connection'>;

export function snapshotOf(deps: Pick<ViewRouterDeps, 'tabs' | 'settings'> & Shows): ResultsSnapshot {
  const { tabs, selected } = deps.tabs;
  return { tabs: tabs.map((tab) => shown(tab, deps)), selected: selected ?? null, settings: deps.settings() };
}

export function shown(tab: Tab, deps: Shows): ResultTab {
  return {
    id: tab.id,
    title: tab.title,
    pinned: tab.pinned,
    connection: connectionOf(tab, deps),
    statement: tab.run.statement.slice(0, 10_000),
    ...(tab.run.source && { document: tab.run.source.uri }),
    ...((tab.run.read?.kind === 'scan' || tab.run.read?.kind === 'lookup') && { table: true }),
    ...(tab.state && { state: tab.state }),
    ...(tab.lost && { lost: tab.lost }),
  };
}

function connectionOf({ run }: Tab, deps: Shows): TabConnection {
  const { name = '', colour, protected: asks = false } = deps.connection(run.connectionId) ?? {};
  return { name, ...(colour && { colour }), ...(asks && { protected: true }) };
}

async function wholeCell(server: Server, cell: z.infer<typeof copyCellParams>, signal: AbortSignal): Promise<string> {
  const pieces: string[] = [];
  let from = 0;
  for (;;) {
    const part = await server.request(GetCell, { ...cell, from, length: COPY_PIECE }, signal);
    if (part.isNull) return 'NULL';
    if (part.total > COPY_LIMIT) throw new HeadwaterError({ what: 'Could not copy the value', why: `It has ${part.total.toLocaleString('en-US')} characters, more than a clipboard takes well.`, todo: 'Export the result instead.' });
    const piece = part.text ?? '';
    pieces.push(piece);
    from += piece.length;
    if (piece === '' || from >= part.total) return pieces.join('');
  }
}
