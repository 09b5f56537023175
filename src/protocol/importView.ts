import type { ImportFile, ImportPlan, ImportPreview, ImportReport, NewTable } from './imports';
import type { KeyTexts, TableInfo } from './tables';

/** What the import panel and its host tell each other. */

export interface ImportModel {
  readonly connection: string;
  readonly table: TableInfo;
  /** The file that it was opened with. */
  readonly file?: string;
}

/** Answered by the host. */
// Types, not interfaces: only a type is known to have no other keys.
export type ImportHostMethods = {
  readonly load: { readonly params: null; readonly result: ImportModel };
  /** `null` where the person chose none. */
  readonly choose: { readonly params: null; readonly result: string | null };
  readonly preview: { readonly params: ImportFile; readonly result: ImportPreview };
  readonly check: { readonly params: { readonly column: number; readonly values: KeyTexts }; readonly result: readonly (string | null)[] };
  /** `null` where the person did not confirm. */
  /** Makes a table, into which the rows go from then on. `null` where the person did not confirm. */
  readonly create: { readonly params: NewTable; readonly result: TableInfo | null };
  readonly run: { readonly params: ImportPlan; readonly result: ImportReport | null };
  readonly stop: { readonly params: null; readonly result: null };
  /** The path of the saved file; `null` where it was not saved. */
  readonly saveRejected: { readonly params: null; readonly result: string | null };
  readonly openTable: { readonly params: null; readonly result: null };
};

/** Answered by the view. */
export type ImportViewMethods = {
  readonly progress: { readonly params: { readonly read: number; readonly rejected: number }; readonly result: null };
};
