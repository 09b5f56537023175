import { focused } from '../shared/focused';
import type { Grid } from './grid/grid';

/** Gives the keyboard back to the rows that stand where others stood: while there are none, the grid is hidden, and what is hidden loses it. */
export class KeptFocus {
  #owed = false;
  #shown = false;
  readonly #back = (): void => {
    this.#giveBack();
  };

  constructor(
    private readonly grid: Pick<Grid, 'element' | 'focus'>,
    private readonly root: Node,
  ) {
    // A command that was chosen in the editor's palette comes back here when it is done.
    window.addEventListener('focus', this.#back);
  }

  /** @param draw shows or hides the grid, and says whether it is in sight then */
  around(draw: () => boolean): void {
    const had = this.grid.element.contains(focused(this.root));
    this.#shown = draw();
    if (had) this.#owed = !this.#shown;
    else this.#giveBack();
  }

  dispose(): void {
    window.removeEventListener('focus', this.#back);
  }

  #giveBack(): void {
    if (!this.#owed || !this.#shown || !document.hasFocus()) return;
    this.#owed = false;
    // Whoever went on to something else meanwhile stays there.
    const elsewhere = focused(this.root);
    if (elsewhere === null || elsewhere === document.body) this.grid.focus();
  }
}
