import { Diagnostic, DiagnosticSeverity, Disposable, Hover, languages, Position, Range, window, workspace } from 'vscode';
import type { CancellationToken, HoverProvider, TextDocument } from 'vscode';
import { CheckCommands, CommandHelpAt } from '../../protocol/commandLines';
import type { Server } from '../server/api';
import { commandsOf } from './lines';

/** After the last key. */
const CHECK_MS = 300;

export interface CommandChecksDeps {
  readonly server: Server;
  readonly languages: readonly string[];
  /** The document's connection, while it is open: typing must not open connections. */
  readonly connectionOf: (document: TextDocument) => string | undefined;
}

/** Says what is wrong with commands before they are run, and what they mean. */
export class CommandChecks implements Disposable, HoverProvider {
  readonly #found = languages.createDiagnosticCollection('headwater-commands');
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #owned: Disposable;

  constructor(private readonly deps: CommandChecksDeps) {
    this.#owned = Disposable.from(
      this.#found,
      languages.registerHoverProvider([...deps.languages], this),
      workspace.onDidChangeTextDocument(({ document }) => this.soon(document)),
      workspace.onDidCloseTextDocument(({ uri }) => this.#found.delete(uri)),
      window.onDidChangeActiveTextEditor((editor) => editor && this.soon(editor.document)),
    );
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#owned.dispose();
  }

  soon(document: TextDocument): void {
    if (!this.deps.languages.includes(document.languageId)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        // what cannot be checked is told when it is run
        this.#check(document).catch(() => this.#found.delete(document.uri));
      }, CHECK_MS),
    );
  }

  async provideHover(document: TextDocument, position: Position, token: CancellationToken): Promise<Hover | undefined> {
    const connectionId = this.deps.connectionOf(document);
    const line = document.lineAt(position.line).text;
    if (connectionId === undefined || /^\s*#/u.test(line)) return undefined;
    const help = await this.deps.server.request(CommandHelpAt, { connectionId, language: document.languageId, line, at: position.character }, token);
    return help ? new Hover(help.text, new Range(position.with(undefined, help.start), position.with(undefined, help.end))) : undefined;
  }

  async #check(document: TextDocument): Promise<void> {
    const connectionId = this.deps.connectionOf(document);
    if (connectionId === undefined) return;
    const { version } = document;
    const commands = commandsOf(document.getText());
    const failures = await this.deps.server.request(CheckCommands, { connectionId, language: document.languageId, lines: commands.map(({ text }) => text) });
    if (document.isClosed || document.version !== version) return;
    this.#found.set(
      document.uri,
      commands.flatMap(({ first, last }, index) => {
        const failure = failures[index];
        if (!failure) return [];
        const line = document.lineAt(first);
        // places count from where the command begins; one that goes on over lines is marked as a whole
        const start = line.firstNonWhitespaceCharacterIndex;
        const { position } = failure;
        const range = position && first === last ? new Range(first, start + position.start, first, start + position.end) : new Range(new Position(first, start), document.lineAt(last).range.end);
        return [new Diagnostic(range, failure.todo === undefined ? failure.why : `${failure.why} ${failure.todo}`, DiagnosticSeverity.Error)];
      }),
    );
  }
}
