import type { ResultPage } from '../page';

/** Rows read on when somebody goes beyond those that are there. */
const READ_ON = 10_000;

/** The active row of a result, which all its views share. */
export class RowPlace {
  constructor(private readonly page: ResultPage) {}

  get rows(): number {
    return this.page.model?.rows ?? 0;
  }

  get row(): number {
    return Math.min(this.page.model?.selection.head?.row ?? 0, Math.max(0, this.rows - 1));
  }

  has(row: number): boolean {
    return row >= 0 && row < this.rows;
  }

  /** The grid goes along; near the end of what was read, more is read. */
  go(row: number): void {
    const { model, tab } = this.page;
    if (!model) return;
    const position = model.selection.head?.position ?? 0;
    model.selection.moveTo({ row, position });
    model.reveal(row, position);
    if (tab.state?.phase === 'paused' && row >= model.rows - 2) this.page.read(model.rows + READ_ON);
  }
}
