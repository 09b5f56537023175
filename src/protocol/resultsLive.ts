import * as z from 'zod/mini';
import type { Check } from './define';
import { request } from './define';
import { count, nothing, text } from './shapes';

/** What is told of a result whose rows keep coming; its `rows` count all that ever came. */
export interface LiveState {
  /** Rows in the ring: the newest. */
  readonly kept: number;
  /** Rows that made room for newer ones. */
  readonly dropped: number;
  /** Rows per second over the last seconds. */
  readonly rate: number;
  /** Somebody paused it: nothing is pulled from the source. */
  readonly held: boolean;
}
export const liveState: Check<LiveState> = z.object({ kept: count, dropped: count, rate: z.number(), held: z.boolean() });

/** Stops pulling rows, or goes on; the statement stays open on the other side. Does nothing for other results. */
export const HoldRun = request('run/hold', z.object({ resultId: text, held: z.boolean() }), nothing);

export interface LiveViewParams {
  readonly resultId: string;
  readonly order: 'oldest' | 'newest';
  /** The newest row of each key only; for results that have one. */
  readonly compact: boolean;
}

/** The rows of a live result as they stood at one moment. Rows that the ring drops meanwhile stay readable in it. */
export interface LiveView {
  /** Names it in windows, cells, copies and totals; the last two of a result are kept. */
  readonly view: string;
  readonly rows: number;
  /** Rows that had ever come by then. */
  readonly upTo: number;
}

export const OpenLiveView = request<LiveViewParams, LiveView>(
  'result/liveView',
  z.object({ resultId: text, order: z.enum(['oldest', 'newest']), compact: z.boolean() }),
  z.object({ view: text, rows: count, upTo: count }),
);
