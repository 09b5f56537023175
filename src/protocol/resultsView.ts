import type { ConnectionColour } from '../core/contract/profile';
import type { Failure } from '../core/errors';
import type { CellParams, CellPart, CellRange, CopyFormat, ExportFormat, ResultColumn, ResultState, ResultWindow, SelectionTotals, TotalsQuery, WindowParams } from './results';
import type { EditReport, EditReview, RowEdit } from './edits';
import type { ArrangedView, ArrangeParams, CellPlace, ColumnProfile, CountParams, DistinctParams, DistinctValues, FindParams, ProfileParams } from './resultsArrange';
import type { ChartColumn, ChartData, ChartParams, ChartRangeParams } from './resultsCharts';
import type { LiveView, LiveViewParams } from './resultsLive';
import type { KeyTexts, TableInfo } from './tables';

/** What a tab shows of the connection that its rows come from. */
export interface TabConnection {
  /** Empty where the connection is no longer known. */
  readonly name: string;
  readonly colour?: ConnectionColour;
  /** Asks before anything is changed. */
  readonly protected?: true;
}

/** One tab of the results view. Its result may change (re-run) or be gone (server restarted). */
export interface ResultTab {
  readonly id: string;
  readonly title: string;
  readonly pinned: boolean;
  readonly connection: TabConnection;
  readonly statement: string;
  /** The document that the statement stands in. */
  readonly document?: string;
  /** The rows are those of one table, as they stand there. */
  readonly table?: true;
  /** Absent until the statement is at work, and where its rows are gone. */
  readonly state?: ResultState;
  /** Why there is no result (any more). The tab can be run again. */
  readonly lost?: Failure;
}

export interface ResultsSettings {
  /** IANA name used to show timestamps with a time zone. */
  readonly timeZone: string;
  /** Whether headers show how the values of their columns are spread. */
  readonly headerHistograms?: boolean;
}

export interface ResultsSnapshot {
  readonly tabs: readonly ResultTab[];
  readonly selected: string | null;
  readonly settings: ResultsSettings;
}

/** What a command or a key of the editor asks the view to do with its selected tab. */
export type GridAction = 'focus' | 'copy' | 'copyWithHeaders' | 'nextTab' | 'previousTab' | 'closeTab' | 'openCell' | 'find' | 'filter' | 'clearArrangement' | 'nextView' | 'previousView' | 'showChart' | 'showProfile' | ExportAction;

/** Answered by the view. */
export interface ResultsViewMethods extends Record<string, { params: unknown; result: unknown }> {
  /** The tabs changed: added, closed, moved, renamed, selected. */
  readonly show: { params: ResultsSnapshot; result: null };
  /** One tab's state changed. */
  readonly tab: { params: ResultTab; result: null };
  readonly act: { params: { readonly action: GridAction }; result: null };
}

export const EXPORT_PLACES = ['file', 'clipboard', 'editor', 'connection'] as const;
export type ExportPlace = (typeof EXPORT_PLACES)[number];
/** Takes rows elsewhere: as they are arranged, all of them or the selected ones. */
export type ExportAction = 'toFile' | 'toClipboard' | 'toEditor' | 'toConnection';
export const EXPORT_ACTIONS = { file: 'toFile', clipboard: 'toClipboard', editor: 'toEditor', connection: 'toConnection' } as const satisfies Readonly<Record<ExportPlace, ExportAction>>;

export function isExport(action: GridAction): action is ExportAction {
  return Object.values<GridAction>(EXPORT_ACTIONS).includes(action);
}

/** What is to be exported where; what is left out is asked, or all. */
export interface ExportAsk {
  readonly to: ExportPlace;
  readonly format?: ExportFormat;
  /** The rows as they are arranged. */
  readonly view?: string;
  /** Cells of these. */
  readonly ranges?: readonly CellRange[];
  /** The selected cells: whether only these are wanted is asked. */
  readonly selection?: readonly CellRange[];
}

interface InResult {
  readonly resultId: string;
}
interface InTab {
  readonly tab: string;
}

/** Answered by the extension host. */
export interface ResultsHostMethods extends Record<string, { params: unknown; result: unknown }> {
  /** The first thing that the view asks. */
  readonly ready: { params: null; result: ResultsSnapshot };
  readonly window: { params: WindowParams; result: ResultWindow };
  readonly columns: { params: InResult & { readonly from: number; readonly count: number }; result: readonly ResultColumn[] };
  readonly cell: { params: CellParams; result: CellPart };
  readonly totals: { params: TotalsQuery; result: SelectionTotals };
  readonly liveView: { params: LiveViewParams; result: LiveView };
  readonly arrange: { params: ArrangeParams; result: ArrangedView };
  readonly find: { params: FindParams; result: { readonly place: CellPlace | null } };
  readonly countMatches: { params: CountParams; result: { readonly cells: number; readonly rows: number } };
  readonly distinct: { params: DistinctParams; result: DistinctValues };
  readonly profile: { params: ProfileParams; result: ColumnProfile };
  readonly chartColumns: { params: InResult & { readonly view?: string }; result: { readonly columns: readonly ChartColumn[] } };
  readonly chart: { params: ChartParams; result: ChartData };
  readonly chartRange: { params: ChartRangeParams; result: { readonly from: string; readonly to: string } };
  /** Asks for a file and writes what the view has made into it; false where the person changed their mind. */
  readonly saveMade: { params: { readonly name: string; readonly kind: 'png' | 'svg' | 'csv'; readonly bytes: Uint8Array }; result: boolean };
  /** Stops reading a live result, or goes on. */
  readonly hold: { params: InResult & { readonly held: boolean }; result: null };
  readonly read: { params: InResult & { readonly rows: number | null }; result: { readonly rows: number; readonly complete: boolean } };
  /** Puts cells on the clipboard. */
  readonly copy: { params: InResult & { readonly view?: string; readonly ranges: readonly CellRange[]; readonly format: CopyFormat; readonly headers: boolean }; result: { readonly cells: number } };
  /** Cells as one text of a bounded length; fails with code `too-large` above it. */
  readonly text: { params: InResult & { readonly view?: string; readonly ranges: readonly CellRange[]; readonly format: CopyFormat }; result: { readonly text: string } };
  readonly copyText: { params: { readonly text: string }; result: null };
  /** Puts a whole value on the clipboard, however long. */
  readonly copyCell: { params: InResult & { readonly view?: string; readonly row: number; readonly column: number; readonly as: 'text' | 'json' }; result: null };
  readonly export: { params: InTab & ExportAsk; result: null };
  /** Asks what to compare it with. */
  readonly compare: { params: InTab; result: null };
  /** Keeps the rows as they are now, in a tab of their own. `view`: those that are shown. */
  readonly snapshot: { params: InTab & { readonly view?: string }; result: null };
  readonly select: { params: InTab; result: null };
  readonly close: { params: InTab; result: null };
  readonly closeOthers: { params: InTab; result: null };
  readonly pin: { params: InTab & { readonly pinned: boolean }; result: null };
  readonly rename: { params: InTab & { readonly title: string }; result: null };
  readonly rerun: { params: InTab; result: null };
  readonly cancel: { params: InTab; result: null };
  /** The table whose rows a tab shows; `null` where they are not one table's. */
  readonly table: { params: InTab; result: TableInfo | null };
  /** Why each text is no value of the column; `null` where it is one. */
  readonly checkValues: { params: InTab & { readonly column: number; readonly values: readonly (string | null)[] }; result: readonly (string | null)[] };
  /** The keys of rows as text; none where the table has no key. */
  readonly rowKeys: { params: InTab & { readonly rows: readonly number[] }; result: readonly KeyTexts[] };
  /** The rows that have these keys; `null` where there is none. */
  readonly findRows: { params: InTab & { readonly keys: readonly KeyTexts[] }; result: readonly (number | null)[] };
  readonly reviewEdits: { params: InTab & { readonly edits: readonly RowEdit[] }; result: EditReview };
  /** `null` where the person did not confirm. */
  readonly applyEdits: { params: InTab & { readonly edits: readonly RowEdit[] }; result: EditReport | null };
  /** Asks before pending changes are lost. */
  readonly mayDiscard: { params: InTab & { readonly changes: number }; result: boolean };
  /** Buttons of failures and empty states. */
  readonly go: { params: { readonly to: ResultsPlace; readonly tab?: string }; result: null };
  /** Whether the grid has the keyboard, for keys that work only there. */
  readonly focus: { params: { readonly grid: boolean }; result: null };
}

/** `panel`: the result itself, in the results view. */
export type ResultsPlace = 'log' | 'connection' | 'newQuery' | 'panel';
