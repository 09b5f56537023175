import type { TemplateResult } from 'lit';
import type { ColumnFilter } from '../../../protocol/resultsArrange';
import type { HostLink } from '../hostLink';
import type { ResultPage } from '../page';
import type { ViewId } from './viewId';

/** A way to look at a result other than the grid. */
export interface ResultView {
  readonly id: Exclude<ViewId, 'grid'>;
  readonly label: string;
  /** Name of a codicon. */
  readonly icon: string;
  /** Whether the result has something to show in it now. */
  offered(page: ResultPage): boolean;
  /** Called when it comes into sight; `page.ended` tells when the result is gone. */
  open(page: ResultPage): OpenView;
}

/** What is in sight instead of the grid. */
export interface OpenView {
  /** Everything between the toolbar and the footer. Called again whenever the page has changed. */
  render(): TemplateResult;
  /** Brings the keyboard to it. */
  focus(): void;
  /** It goes out of sight: what it asked for is not wanted any more. */
  close(): void;
}

/** What views may do. */
export interface ViewContext {
  /** Where they are shown; their styles reach there. */
  readonly root: HTMLElement;
  readonly link: HostLink;
  /** IANA name used to show timestamps with a time zone. */
  timeZone(): string;
  /** Something of it is to be drawn. */
  changed(): void;
  /** Shows and speaks what happened, in one sentence. */
  say(text: string): void;
  /** In place of the column's filter; all views are of the rows that are left. */
  filter(column: number, filter: ColumnFilter | undefined): void;
  /** The grid again, at a cell. */
  showCell(row: number, column: number): void;
  /** Keeps what the person has set in a view, with the tab and with its statement. */
  keep(page: ResultPage, view: ViewId, state: unknown): void;
}
