import { l10n, window } from 'vscode';
import type { StatementParameter } from '../../core/contract/execution';
import type { ConnectionProfile } from '../../core/contract/profile';
import type { Failure } from '../../core/errors';
import type { StatementInfo } from '../../protocol/statements';
import { askParameters } from './parameters/askParameters';
import type { ParameterPrompt } from './parameters/askParameters';
import type { RememberedValues } from './parameters/rememberedValues';
import { scopeOf } from './parameters/scope';
import type { RunPrompts } from './prompts';
import { quoteStatements } from './quoteStatements';

export interface EditorPromptsDeps {
  readonly remembered: RememberedValues;
  parameterPrompt(statement: StatementInfo): Promise<ParameterPrompt>;
  /** Tells about an error, with a way to the connection's settings. */
  report(error: unknown, what: string, profile: ConnectionProfile): void;
}

/** Asks in the editor's dialogs and inputs. */
export class EditorRunPrompts implements RunPrompts {
  constructor(private readonly deps: EditorPromptsDeps) {}

  async confirmWrites(profile: ConnectionProfile, statements: readonly StatementInfo[]): Promise<boolean> {
    const [only] = statements;
    const single = statements.length === 1 && only;
    const button = single ? l10n.t('Run {0}', only.verb) : l10n.t('Run {0} Statements', statements.length);
    const message = single
      ? l10n.t('Run {0} on the protected connection “{1}”?', only.verb, profile.name)
      : l10n.t('Run {0} statements that change data on the protected connection “{1}”?', statements.length, profile.name);
    const quoted = quoteStatements(statements.map(({ text }) => text));
    const detail = [...quoted.shown, ...(quoted.left > 0 ? [l10n.t('… and {0} more', quoted.left)] : [])].join('\n\n');
    return (await window.showWarningMessage(message, { modal: true, detail }, button)) === button;
  }

  async goOn(failed: StatementInfo, failure: Failure | undefined, left: number): Promise<boolean> {
    const button = left === 1 ? l10n.t('Run the Last Statement') : l10n.t('Run {0} More Statements', left);
    const message = l10n.t('{0} failed. Go on?', failed.title);
    return (await window.showWarningMessage(message, { modal: true, detail: failure ? `${failure.what}: ${failure.why}` : '' }, button)) === button;
  }

  async parameters(statement: StatementInfo, uri: string | undefined, known: ReadonlyMap<string, StatementParameter>): Promise<readonly StatementParameter[] | undefined> {
    const names = statement.parameters.filter((name) => !known.has(name));
    const remembered = (name: string): StatementParameter | undefined => (uri === undefined ? undefined : this.deps.remembered.get(scopeOf(uri, statement, name), name));
    const given = names.length === 0 ? [] : await askParameters(names, remembered, await this.deps.parameterPrompt(statement));
    if (!given) return undefined;
    if (uri !== undefined) for (const value of given) await this.deps.remembered.put(scopeOf(uri, statement, value.name), [value]);
    return statement.parameters.flatMap((name) => known.get(name) ?? given.find((value) => value.name === name) ?? []);
  }

  failed(error: unknown, what: string, profile: ConnectionProfile): void {
    this.deps.report(error, what, profile);
  }

  nothing(): void {
    window.setStatusBarMessage(l10n.t('$(info) There is no statement to run here.'), 4_000);
  }
}
