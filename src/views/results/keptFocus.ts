import { focused } from '../shared/focused';
import type { Grid } from './grid/grid';

/** Gives the keyboard back to the rows that stand where others stood: while there are none, the grid is hidden, and what is hidden loses it. */
export class KeptFocus {
  #owed = false;

  constructor(
    private readonly grid: Pick<Grid, 'hasFocus' | 'focus'>,
    private readonly root: Node,
  ) {}

  /** @param draw shows or hides the grid, and says whether it is in sight then */
  around(draw: () => boolean): void {
    const had = this.grid.hasFocus;
    const shown = draw();
    if (had) this.#owed = !shown;
    else if (shown && this.#owed) {
      this.#owed = false;
      // Whoever went on to something else meanwhile stays there.
      const elsewhere = focused(this.root);
      if (document.hasFocus() && (elsewhere === null || elsewhere === document.body)) this.grid.focus();
    }
  }
}
