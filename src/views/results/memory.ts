import * as z from 'zod/mini';
import { type Arrangement, columnFilter, sortKey } from '../../protocol/resultsArrange';
import { type PendingEdits, pendingEdits } from './edit/pendingEdits';
import type { LayoutState } from './grid/columnLayout';
import type { ResultTab } from '../../protocol/resultsView';
import type { WebviewApi } from './hostLink';
import { VIEW_IDS, type ViewId } from './views/viewId';

export type KeptState = Pick<WebviewApi, 'getState' | 'setState'>;

/** How a result is looked at. */
export interface TabLook {
  readonly view?: ViewId;
  /** By the name of the view, as the view itself understands it. */
  readonly viewState?: Readonly<Record<string, unknown>>;
}

/** What is kept of a tab while the view is hidden, moved or reloaded. */
export interface TabMemory extends TabLook {
  readonly layout?: LayoutState;
  readonly top?: number;
  readonly scrollX?: number;
  readonly arrangement?: Arrangement;
  /** Changes of rows that are not applied yet. */
  readonly pending?: PendingEdits;
}

const numbers = z.array(z.number());
const layoutState: z.core.$ZodType<LayoutState> = z.object({
  columns: z.number(),
  order: z.exactOptional(numbers),
  hidden: z.exactOptional(numbers),
  frozen: z.exactOptional(z.number()),
  widths: z.exactOptional(z.array(z.tuple([z.number(), z.number()]))),
});
/** A view of a newer or an older version is left out, and the rest is not. */
const tabLook = { view: z.exactOptional(z.catch(z.enum(VIEW_IDS), 'grid')), viewState: z.exactOptional(z.record(z.string(), z.unknown())) };
const tabMemory = z.object({ layout: z.exactOptional(layoutState), top: z.exactOptional(z.number()), scrollX: z.exactOptional(z.number()), arrangement: z.exactOptional(z.object({ sort: z.array(sortKey), filters: z.array(columnFilter) })), pending: z.exactOptional(pendingEdits), ...tabLook });
const kept = z.object({ version: z.literal(1), tabs: z.record(z.string(), tabMemory), looks: z.exactOptional(z.record(z.string(), z.object(tabLook))) });

/** Statements whose look is kept when their tab is gone: those used last. */
const MOST_LOOKS = 200;
const WRITE_AFTER_MS = 300;

/** The view's own memory, which the editor keeps over reloads. Anything in it that is not understood is left out. */
export class ViewMemory {
  readonly #tabs: Map<string, TabMemory>;
  /** By document and statement. */
  readonly #looks: Map<string, TabLook>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: KeptState) {
    const read = z.safeParse(kept, api.getState());
    this.#tabs = new Map(read.success ? Object.entries(read.data.tabs) : []);
    this.#looks = new Map(read.success ? Object.entries(read.data.looks ?? {}) : []);
  }

  /** What is known of the tab itself, else how its statement was looked at before. */
  get(tab: ResultTab): TabMemory | undefined {
    return this.#tabs.get(tab.id) ?? this.#looks.get(placeOf(tab));
  }

  set(tab: string, memory: TabMemory): void {
    this.#tabs.set(tab, memory);
    this.#write();
  }

  keepLook(tab: ResultTab, look: TabLook): void {
    const place = placeOf(tab);
    this.#looks.delete(place);
    this.#looks.set(place, look);
    for (const oldest of [...this.#looks.keys()].slice(0, Math.max(0, this.#looks.size - MOST_LOOKS))) this.#looks.delete(oldest);
    this.#write();
  }

  #write(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.api.setState({ version: 1, tabs: Object.fromEntries(this.#tabs), looks: Object.fromEntries(this.#looks) });
    }, WRITE_AFTER_MS);
  }

  /** Forgets tabs that are no longer there. */
  keepOnly(tabs: ReadonlySet<string>): void {
    for (const tab of [...this.#tabs.keys()]) if (!tabs.has(tab)) this.#tabs.delete(tab);
  }
}

/** Characters of a statement that tell it from others of its document. */
const STATEMENT_CHARS = 300;

function placeOf({ document = '', statement }: ResultTab): string {
  return `${document}\n${statement.length}\n${statement.slice(0, STATEMENT_CHARS)}`;
}
