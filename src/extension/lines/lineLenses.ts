import { CodeLens, EventEmitter, l10n, languages, Range } from 'vscode';
import type { Disposable, TextDocument } from 'vscode';
import type { Disposal } from '../emitter';
import { Soon } from '../soon';
import type { LineConnections } from './lineConnections';
import { LINES_LANGUAGE } from './lineDiagnostics';
import { lineSettings } from './lineSettings';

/** On top of documents of line protocol: where they go, and the way to write them. */
export class LineLenses {
  readonly #changed = new EventEmitter<void>();
  readonly #registered: Disposable;
  readonly #listening: Disposal;
  /** A notebook that is opened tells of each of its cells. */
  readonly #soon = new Soon(() => {
    this.#changed.fire();
  });
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(private readonly connections: LineConnections) {
    this.#registered = languages.registerCodeLensProvider({ language: LINES_LANGUAGE }, this);
    this.#listening = connections.onDidChange(this.#soon.call);
  }

  dispose(): void {
    this.#listening.dispose();
    this.#soon.dispose();
    this.#registered.dispose();
    this.#changed.dispose();
  }

  provideCodeLenses(document: TextDocument): CodeLens[] {
    const profile = this.connections.of(document);
    const { precision = 'auto', database } = lineSettings(document.getText());
    const top = new Range(0, 0, 0, 0);
    const write = profile ? l10n.t('Write Lines to {0}', profile.name) : l10n.t('Write Lines…');
    return [
      new CodeLens(top, { title: `$(cloud-upload) ${write}`, command: 'headwater.lines.write' }),
      new CodeLens(top, { title: l10n.t('Precision: {0}', precision), command: 'headwater.lines.setPrecision', tooltip: l10n.t('The unit of the timestamps') }),
      ...(database === undefined ? [] : [new CodeLens(top, { title: l10n.t('Database: {0}', database), command: '' })]),
      ...(profile ? [new CodeLens(top, { title: l10n.t('Change Connection'), command: 'headwater.lines.chooseConnection' })] : []),
    ];
  }
}
