import * as z from 'zod/mini';
import { type Arrangement, columnFilter, sortKey } from '../../protocol/resultsArrange';
import type { LayoutState } from './grid/columnLayout';
import type { WebviewApi } from './hostLink';

export type KeptState = Pick<WebviewApi, 'getState' | 'setState'>;

/** What is kept of a tab while the view is hidden, moved or reloaded. */
export interface TabMemory {
  readonly layout?: LayoutState;
  readonly top?: number;
  readonly scrollX?: number;
  readonly arrangement?: Arrangement;
}

const numbers = z.array(z.number());
const layoutState: z.core.$ZodType<LayoutState> = z.object({
  columns: z.number(),
  order: z.exactOptional(numbers),
  hidden: z.exactOptional(numbers),
  frozen: z.exactOptional(z.number()),
  widths: z.exactOptional(z.array(z.tuple([z.number(), z.number()]))),
});
const tabMemory: z.core.$ZodType<TabMemory> = z.object({ layout: z.exactOptional(layoutState), top: z.exactOptional(z.number()), scrollX: z.exactOptional(z.number()), arrangement: z.exactOptional(z.object({ sort: z.array(sortKey), filters: z.array(columnFilter) })) });
const kept = z.object({ version: z.literal(1), tabs: z.record(z.string(), tabMemory) });

const WRITE_AFTER_MS = 300;

/** The view's own memory, which the editor keeps over reloads. Anything in it that is not understood is left out. */
export class ViewMemory {
  readonly #tabs: Map<string, TabMemory>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly api: KeptState) {
    const read = z.safeParse(kept, api.getState());
    this.#tabs = new Map(read.success ? Object.entries(read.data.tabs) : []);
  }

  get(tab: string): TabMemory | undefined {
    return this.#tabs.get(tab);
  }

  set(tab: string, memory: TabMemory): void {
    this.#tabs.set(tab, memory);
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.api.setState({ version: 1, tabs: Object.fromEntries(this.#tabs) });
    }, WRITE_AFTER_MS);
  }

  /** Forgets tabs that are no longer there. */
  keepOnly(tabs: ReadonlySet<string>): void {
    for (const tab of [...this.#tabs.keys()]) if (!tabs.has(tab)) this.#tabs.delete(tab);
  }
}
