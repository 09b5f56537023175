import { EventEmitter, l10n, NotebookCellKind, NotebookCellStatusBarAlignment, NotebookCellStatusBarItem, workspace } from 'vscode';
import type { Disposable, NotebookCell, NotebookCellStatusBarItemProvider } from 'vscode';
import { plainText } from '../../core/errors';
import type { Listen } from '../emitter';
import type { DocumentBindings } from '../running/documentBindings';
import { Soon } from '../soon';
import { CELL_SCHEME } from './cellConnections';
import { metadataOf } from './metadata';
import { PARAMETER_LANGUAGE } from './parameterText';

/** Other cells become stale by what a person types; there is no hurry. */
const AFTER_TYPING_MS = 300;

export interface CellStatusDeps {
  readonly bindings: Pick<DocumentBindings, 'bindingOf' | 'onDidChange'>;
  readonly onDidRun: Listen<NotebookCell>;
  resultOf(cell: NotebookCell): string | undefined;
  /** Why what stands below the cell is out of date. */
  staleReason(cell: NotebookCell): string | undefined;
}

/** Below each cell: its connection, the name of its result, and the way to the whole of it. */
export class CellStatus implements NotebookCellStatusBarItemProvider, Disposable {
  readonly #changed = new EventEmitter<void>();
  #typing: NodeJS.Timeout | undefined;
  /** A notebook that is opened tells of each of its cells, and each time all are asked for. */
  readonly #soon = new Soon(() => {
    this.#changed.fire();
  });
  readonly #listening: readonly { dispose(): unknown }[];
  readonly onDidChangeCellStatusBarItems = this.#changed.event;

  constructor(private readonly deps: CellStatusDeps) {
    this.#listening = [
      this.#soon,
      deps.bindings.onDidChange(this.#soon.call),
      deps.onDidRun(this.#soon.call),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme !== CELL_SCHEME) return;
        clearTimeout(this.#typing);
        this.#typing = setTimeout(this.#soon.call, AFTER_TYPING_MS);
      }),
    ];
  }

  provideCellStatusBarItems(cell: NotebookCell): NotebookCellStatusBarItem[] {
    if (cell.kind !== NotebookCellKind.Code) return [];
    const left = NotebookCellStatusBarAlignment.Left;
    const connection = new NotebookCellStatusBarItem(this.#connectionText(cell), left);
    connection.command = { command: 'headwater.notebook.chooseCellConnection', title: l10n.t('Choose the Connection of the Cell'), arguments: [cell] };
    connection.tooltip = l10n.t('The connection that this cell runs on. Click to choose another.');
    connection.priority = 20;
    if (cell.document.languageId === PARAMETER_LANGUAGE) return [connection];
    const { name } = metadataOf(cell.metadata);
    const named = new NotebookCellStatusBarItem(name === undefined ? l10n.t('$(tag) Name Result') : `$(tag) ${name}`, left);
    named.command = { command: 'headwater.notebook.nameCell', title: l10n.t('Name the Result'), arguments: [cell] };
    named.tooltip = l10n.t('What the result of this cell is called, in its tab too.');
    named.priority = 10;
    const stale = this.#stale(cell);
    const result = this.deps.resultOf(cell);
    if (result === undefined) return [connection, named, ...stale];
    const open = new NotebookCellStatusBarItem(l10n.t('$(table) Open Full Result'), NotebookCellStatusBarAlignment.Right);
    open.command = { command: 'headwater.notebook.openResult', title: l10n.t('Open Full Result'), arguments: [cell] };
    open.tooltip = l10n.t('All rows, in the results view.');
    return [connection, named, ...stale, open];
  }

  dispose(): void {
    clearTimeout(this.#typing);
    for (const listening of this.#listening) listening.dispose();
    this.#changed.dispose();
  }

  #stale(cell: NotebookCell): NotebookCellStatusBarItem[] {
    const reason = this.deps.staleReason(cell);
    if (reason === undefined) return [];
    const stale = new NotebookCellStatusBarItem(l10n.t('$(history) Stale'), NotebookCellStatusBarAlignment.Left);
    stale.command = { command: 'notebook.cell.execute', title: l10n.t('Run the Cell'), arguments: [{ ranges: [{ start: cell.index, end: cell.index + 1 }], document: cell.notebook.uri }] };
    stale.tooltip = l10n.t('What stands below is not what the cell would give now: {0}. Click to run it.', plainText(reason));
    stale.priority = 5;
    return [stale];
  }

  #connectionText(cell: NotebookCell): string {
    const binding = this.deps.bindings.bindingOf(cell.document.uri);
    if ('profile' in binding) return `$(plug) ${binding.profile.name}`;
    return binding.from === 'unknown' ? l10n.t('$(warning) No connection “{0}”', binding.name) : l10n.t('$(plug) Choose Connection');
  }
}
