import { l10n } from 'vscode';
import type { NotebookCell } from 'vscode';
import type { CellResults } from './cellResults';
import { graphOf, idOf } from './notebookGraph';

export interface StalenessDeps {
  readonly held: Pick<CellResults, 'ran' | 'named'>;
  /** The values of the notebook's parameters now, by name, as text that changes with them. */
  readonly valuesOf: (cell: NotebookCell) => ReadonlyMap<string, string>;
}

/** Why what stands below a cell is no longer what it would give; `undefined` where it still is, as far as can be told. */
export function staleReason(cell: NotebookCell, { held, valuesOf }: StalenessDeps): string | undefined {
  // Every cell is asked for; to know who reads whom takes reading all of them.
  if (!held.ran(cell)) return undefined;
  const graph = graphOf(cell.notebook);
  const cells = new Map(cell.notebook.getCells().map((one) => [idOf(one), one]));
  const seen = new Set<string>();
  const reasonOf = (one: NotebookCell): string | undefined => {
    const ran = held.ran(one);
    if (!ran || seen.has(idOf(one))) return undefined;
    seen.add(idOf(one));
    if (ran.text !== one.document.getText()) return l10n.t('its text was changed since it ran');
    const values = valuesOf(one);
    for (const [name, value] of Object.entries(ran.values)) if (values.get(name) !== value) return l10n.t('the value of ${0} was changed', name);
    for (const [name, giver] of graph.get(idOf(one))?.uses ?? []) {
      const above = cells.get(giver);
      if (ran.used[name] !== held.named(giver, name)) return l10n.t('`{0}`, which it reads, has another result now', name);
      const reason = above && reasonOf(above);
      if (reason !== undefined) return l10n.t('`{0}`, which it reads, is stale: {1}', name, reason);
    }
    return undefined;
  };
  return reasonOf(cell);
}
