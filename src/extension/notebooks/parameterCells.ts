import { l10n } from 'vscode';
import type { NotebookCell, NotebookDocument } from 'vscode';
import type { StatementParameter } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import type { ParametersOutput } from '../../protocol/notebookView';
import { type CellParameter, namesOf, PARAMETER_LANGUAGE, readParameters, statementValues, valueProblem } from './parameterText';

interface PlacedParameter {
  readonly cell: NotebookCell;
  readonly parameter: CellParameter;
}

/** The parameters that the cells of a notebook hold, in order; the first of a name counts. */
export function parametersIn(notebook: NotebookDocument): readonly PlacedParameter[] {
  return notebook
    .getCells()
    .filter(({ document }) => document.languageId === PARAMETER_LANGUAGE)
    .flatMap((cell) => readParameters(cell.document.getText()).parameters.map((parameter) => ({ cell, parameter })));
}

/** Values for statements, of those names that the notebook's parameters have. @throws HeadwaterError where one of these is of the wrong kind */
export function valuesFor(notebook: NotebookDocument, names: readonly string[]): readonly StatementParameter[] {
  const placed = parametersIn(notebook);
  return names.flatMap((name) => {
    const found = placed.find(({ parameter }) => namesOf(parameter).includes(name));
    return found ? statementValues(found.parameter).filter((value) => value.name === name) : [];
  });
}

/** What every parameter has now, by the names that statements have for it: text that changes with it. */
export function writtenValues(notebook: NotebookDocument): ReadonlyMap<string, string> {
  return new Map([...parametersIn(notebook)].reverse().flatMap(({ parameter }) => namesOf(parameter).map((name) => [name, writtenValue(parameter)] as const)));
}

export const writtenValue = ({ kind, value }: Pick<CellParameter, 'kind' | 'value'>): string => `${kind} ${value}`;

/** What stands below a cell of parameters: something to change each of them with. */
export function parametersOutput(text: string): ParametersOutput {
  const { parameters, problems } = readParameters(text);
  return {
    version: 1,
    parameters: parameters.map((parameter) => {
      const problem = valueProblem(parameter);
      const { name, kind, value, choices, query } = parameter;
      return { name, kind, value, ...(choices && { choices }), ...(query !== undefined && { query: true }), ...(problem !== undefined && { problem }) };
    }),
    problems: problems.map(({ line, why }) => ({ line: line + 1, why })),
  };
}

/** @throws HeadwaterError where the notebook has none of that name any more */
export function findParameter(notebook: NotebookDocument, name: string): PlacedParameter {
  const found = parametersIn(notebook).find(({ parameter }) => parameter.name === name);
  if (found) return found;
  throw new HeadwaterError({ what: l10n.t('Could not change the parameter'), why: l10n.t('The notebook has no parameter `{0}` any more.', name), todo: l10n.t('Run its cell to see those that there are.'), kind: 'notFound' });
}
