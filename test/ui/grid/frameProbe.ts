/** What one page tells of its frames. Times in milliseconds. */
export interface FrameReport {
  /** Work in the page's own frame callbacks, per frame that had any. */
  readonly work: readonly number[];
  /** From frame to frame, while measured. */
  readonly gaps: readonly number[];
  readonly frames: number;
  /** Frames that had a visible row without values. */
  readonly empty: number;
  /** From the last wheel or pointer move to the frame that showed the wanted rows in full; undefined when that has not come. */
  readonly settled: number | undefined;
  /** From the message that told of the first rows to the frame that showed them. */
  readonly firstRow: number | undefined;
}

export interface FrameProbe {
  start(): void;
  stop(): FrameReport;
}

/** Runs in the page, before anything else: stands around `requestAnimationFrame`. Must refer to nothing outside itself. */
export function installProbe(): void {
  const frame = window.requestAnimationFrame.bind(window);
  let work: number[] = [];
  let gaps: number[] = [];
  let [frames, empty, last, spent, on] = [0, 0, 0, 0, false];
  let moved: number | undefined;
  let settled: number | undefined;
  let told: number | undefined;
  let firstRow: number | undefined;
  window.requestAnimationFrame = (callback) =>
    frame((time) => {
      const start = performance.now();
      callback(time);
      spent += performance.now() - start;
      drawn(performance.now());
    });
  /** After the page's own work of a frame: what does it show now? */
  const drawn = (now: number): void => {
    const data = document.querySelector<HTMLElement>('.grid')?.dataset;
    if (!data) return;
    if (on && data['missing'] !== '0') empty += 1;
    const whole = data['missing'] === '0' && data['top'] === data['wanted'];
    if (moved !== undefined && settled === undefined && whole) settled = now - moved;
    if (told !== undefined && firstRow === undefined && whole && data['rows'] !== '0') firstRow = now - told;
  };
  const look = (time: number): void => {
    if (on) {
      if (last > 0) gaps.push(time - last);
      if (spent > 0) work.push(spent);
      frames += 1;
    }
    spent = 0;
    last = time;
    frame(look);
  };
  frame(look);
  for (const type of ['wheel', 'pointermove'] as const) {
    window.addEventListener(
      type,
      () => {
        moved = performance.now();
        settled = undefined;
      },
      { capture: true, passive: true },
    );
  }
  // What tells of rows is told, not answered: a window's bytes written out here would cost more than all that the page does with them.
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (told !== undefined || typeof data !== 'object' || data === null || !('rpc' in data) || data.rpc !== 'tell') return;
    if (JSON.stringify(data).includes('"rows":5000,')) told = performance.now();
  });
  const probe: FrameProbe = {
    start: () => {
      [work, gaps, frames, empty, last, spent, on] = [[], [], 0, 0, 0, 0, true];
    },
    stop: () => {
      on = false;
      return { work, gaps, frames, empty, settled, firstRow };
    },
  };
  Object.assign(window, { probe });
}
