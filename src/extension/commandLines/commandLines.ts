import { CompletionItem, CompletionItemKind, Disposable, l10n, languages, Position, Range, window, workspace } from 'vscode';
import type { CancellationToken, CompletionItemProvider, TextDocument, Uri } from 'vscode';
import type { CommandCompletion } from '../../core/contract/commandLines';
import type { ConnectionProfile } from '../../core/contract/profile';
import { documentSettings } from '../../core/sql/settings';
import { CommandWrites, CompleteCommand } from '../../protocol/commandLines';
import { registerCommand } from '../commands/command';
import type { FailureReporter } from '../failures';
import type { WriteGuard } from '../running/writeGuard';
import type { Server } from '../server/api';
import type { Connections, Results } from '../services';
import { CommandChecks } from './commandChecks';
import { commandsOf, type DocumentCommand } from './lines';
import { openLinkedFolder } from './linkedFolder';

/** Language ids of documents with commands. */
export const COMMAND_LANGUAGES: readonly string[] = ['lakectl', 'pegasus'];

export interface CommandLinesDeps {
  readonly connections: Connections;
  readonly server: Server;
  readonly results: Pick<Results, 'start'>;
  readonly guard: Pick<WriteGuard, 'mayRunAgain'>;
  readonly failures: FailureReporter;
}

/** Documents with commands of a command line tool: they are run line by line, and their results shown in the grid. */
export class CommandLineDocuments implements Disposable, CompletionItemProvider {
  readonly #owned: Disposable;
  /** Connections that a person chose for documents that name none. */
  readonly #chosen = new Map<string, string>();

  constructor(private readonly deps: CommandLinesDeps) {
    const failing = l10n.t('Could not run the command');
    const checks = new CommandChecks({ server: deps.server, languages: COMMAND_LANGUAGES, connectionOf: (document) => this.#openConnectionOf(document)?.id });
    this.#owned = Disposable.from(
      registerCommand({ id: 'headwater.commandLine.run', failing, run: () => this.#run('here') }, deps.failures),
      registerCommand({ id: 'headwater.commandLine.runAll', failing, run: () => this.#run('all') }, deps.failures),
      registerCommand({ id: 'headwater.commandLine.linkedFolder', failing: l10n.t('Could not open the commands of the folder'), run: openLinkedFolder }, deps.failures),
      languages.registerCompletionItemProvider([...COMMAND_LANGUAGES], this, '/', '-', ' '),
      checks,
      deps.connections.onDidChangeState(() => window.activeTextEditor && checks.soon(window.activeTextEditor.document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#chosen.delete(uri.toString())),
    );
  }

  dispose(): void {
    this.#owned.dispose();
  }

  /** Offers nothing while the document's connection is not known or not open: typing must not open connections. */
  async provideCompletionItems(document: TextDocument, position: Position, token: CancellationToken): Promise<CompletionItem[]> {
    const profile = this.#openConnectionOf(document);
    if (!profile) return [];
    const line = document.lineAt(position.line).text;
    if (/^\s*#/u.test(line)) return [];
    const { start, end, items } = await this.deps.server.request(CompleteCommand, { connectionId: profile.id, language: document.languageId, line, at: position.character }, token);
    const range = new Range(position.with(undefined, start), position.with(undefined, end));
    return items.map((item) => itemOf(item, range));
  }

  async #run(what: 'here' | 'all'): Promise<void> {
    const editor = window.activeTextEditor;
    if (!editor || !COMMAND_LANGUAGES.includes(editor.document.languageId)) return;
    const { document, selection } = editor;
    const commands = commandsOf(document.getText());
    const chosen = what === 'all' ? commands : commands.filter(({ first, last }) => first <= selection.end.line && last >= selection.start.line);
    if (chosen.length === 0) {
      window.setStatusBarMessage(l10n.t('$(info) There is no command to run here.'), 4_000);
      return;
    }
    const profile = this.#connectionOf(document) ?? (await this.#choose(document));
    if (!profile) return;
    for (const command of chosen) if (!(await this.#runOne(document, profile, command))) return;
  }

  /** False where the ones after it should not run. */
  async #runOne(document: TextDocument, profile: ConnectionProfile, { text, first, last }: DocumentCommand): Promise<boolean> {
    const { languageId: language, uri } = document;
    await this.deps.connections.open(profile.id);
    const writes = await this.deps.server.request(CommandWrites, { connectionId: profile.id, language, line: text });
    const range = { start: document.offsetAt(new Position(first, 0)), end: document.offsetAt(document.lineAt(last).range.end) };
    const run = { connectionId: profile.id, statement: text, title: text.slice(0, 60), command: language, writes, source: { uri: uri.toString(), range } };
    if (!(await this.deps.guard.mayRunAgain(run))) return false;
    const { settled } = await this.deps.results.start(run, { reveal: true });
    return (await settled).phase !== 'failed';
  }

  /** `# headwater: connection=NAME` at the top, or what a person chose for the document. */
  #connectionOf(document: TextDocument): ConnectionProfile | undefined {
    const named = documentSettings(document.getText(new Range(0, 0, 40, 0)), ['#'])['connection'];
    if (named !== undefined) return this.deps.connections.findByName(named);
    const chosen = this.#chosen.get(document.uri.toString());
    return chosen === undefined ? undefined : this.deps.connections.find(chosen);
  }

  #openConnectionOf(document: TextDocument): ConnectionProfile | undefined {
    const profile = this.#connectionOf(document);
    return profile && this.deps.connections.state(profile.id) === 'open' ? profile : undefined;
  }

  async #choose({ uri }: { readonly uri: Uri }): Promise<ConnectionProfile | undefined> {
    const profile = await this.deps.connections.pick(l10n.t('Choose the Connection of This Document'));
    if (profile) this.#chosen.set(uri.toString(), profile.id);
    return profile;
  }
}

const KINDS: Readonly<Record<CommandCompletion['kind'], CompletionItemKind>> = {
  command: CompletionItemKind.Keyword,
  flag: CompletionItemKind.Property,
  container: CompletionItemKind.Module,
  ref: CompletionItemKind.Reference,
  folder: CompletionItemKind.Folder,
  object: CompletionItemKind.File,
};

function itemOf({ text, detail, kind }: CommandCompletion, range: Range): CompletionItem {
  const item = new CompletionItem(text, KINDS[kind]);
  item.range = range;
  item.filterText = text;
  if (detail !== undefined) item.detail = detail;
  if (kind === 'folder') item.command = { command: 'editor.action.triggerSuggest', title: '' };
  return item;
}
