import { CodeLens, Disposable, l10n, languages, Range, Uri, window, workspace } from 'vscode';
import type { TextDocument } from 'vscode';
import type { Inspection } from '../../core/contract/inspection';
import type { StartRun } from '../../protocol/results';
import { inspectionText } from './inspectionText';

const SCHEME = 'headwater-inspection';
/** Older ones are forgotten; their documents keep their text. */
const MOST = 50;

interface Shown {
  readonly text: string;
  readonly partLines: readonly number[];
  readonly run: StartRun;
  readonly inspection: string;
}

/** What systems told of statements, as read-only documents with a way to each part's rows. */
export class InspectionDocuments {
  readonly #shown = new Map<string, Shown>();
  readonly #registered: Disposable;
  #made = 0;

  constructor() {
    this.#registered = Disposable.from(
      workspace.registerTextDocumentContentProvider(SCHEME, { provideTextDocumentContent: (uri) => this.#shown.get(uri.toString())?.text ?? l10n.t('This inspection is gone. Inspect the statement again.') }),
      languages.registerCodeLensProvider({ scheme: SCHEME }, { provideCodeLenses: (document) => this.#lenses(document) }),
    );
  }

  dispose(): void {
    this.#registered.dispose();
  }

  /** @param run the statement, as it would be started */
  async show(run: StartRun, inspection: Inspection): Promise<void> {
    const { text, partLines } = inspectionText(run.title, run.statement, inspection, {
      statement: l10n.t('Statement'),
      columns: l10n.t('Columns'),
      noColumns: l10n.t('They are told with the rows.'),
      part: (number, label) => `${label} ${number}`,
    });
    const uri = Uri.from({ scheme: SCHEME, path: `/${++this.#made}/${run.title.replaceAll(/[/\\?#%]/gu, ' ').trim() || 'Statement'}.md` });
    this.#shown.set(uri.toString(), { text, partLines, run, inspection: inspection.id });
    for (const key of [...this.#shown.keys()].slice(0, -MOST)) this.#shown.delete(key);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  #lenses({ uri }: TextDocument): CodeLens[] {
    const shown = this.#shown.get(uri.toString());
    if (!shown) return [];
    return shown.partLines.map((line, index) => {
      const run: StartRun = { ...shown.run, title: `${shown.run.title} · ${index + 1}`, part: { inspection: shown.inspection, index } };
      return new CodeLens(new Range(line, 0, line, 0), { title: `$(play) ${l10n.t('Fetch Rows')}`, command: 'headwater.query.fetchPart', arguments: [run] });
    });
  }
}
