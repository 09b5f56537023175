import { l10n, NotebookCellKind } from 'vscode';
import type { NotebookCell, NotebookDocument } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { COMMAND_LANGUAGES } from '../commandLines/commandLines';
import { metadataOf } from './metadata';
import { PARAMETER_LANGUAGE } from './parameterText';
import { cellGraph, type CellNode, circleThrough } from './references';

/** Languages of cells whose statements read tables. */
const READS_NONE: ReadonlySet<string> = new Set([...COMMAND_LANGUAGES, 'lineprotocol', PARAMETER_LANGUAGE]);

/** Who reads whom in a notebook, as it is now. */
export function graphOf(notebook: NotebookDocument): ReadonlyMap<string, CellNode> {
  return cellGraph(
    notebook
      .getCells()
      .filter(({ kind }) => kind === NotebookCellKind.Code)
      .map((cell) => {
        const { name } = metadataOf(cell.metadata);
        return { id: idOf(cell), text: cell.document.getText(), reads: !READS_NONE.has(cell.document.languageId), ...(name !== undefined && { name }) };
      }),
  );
}

export const idOf = (cell: NotebookCell): string => cell.document.uri.toString();

/** The results that a cell reads, by the names in its statements. `resultOf` gives what a cell has under a name. @throws HeadwaterError */
export function namedResults(cell: NotebookCell, resultOf: (cellId: string, name: string) => string | undefined): Readonly<Record<string, string>> {
  const graph = graphOf(cell.notebook);
  const circle = circleThrough(graph, idOf(cell));
  if (circle) {
    throw new HeadwaterError({
      what: l10n.t('Could not run the cell'),
      why: l10n.t('It reads its own result, by way of {0}.', circle.map((name) => `\`${name}\``).join(' → ')),
      todo: l10n.t('Rename one of the results, or read another table.'),
      kind: 'invalid',
      code: 'circle',
    });
  }
  return Object.fromEntries(
    [...(graph.get(idOf(cell))?.uses ?? [])].map(([name, giver]) => {
      const resultId = resultOf(giver, name);
      if (resultId !== undefined) return [name, resultId];
      throw new HeadwaterError({
        what: l10n.t('Could not run the cell'),
        why: l10n.t('It reads `{0}`, which is the result of a cell that has no result now.', name),
        todo: l10n.t('Run that cell first, or run all cells above.'),
        kind: 'notFound',
        code: 'not-run',
      });
    }),
  );
}
