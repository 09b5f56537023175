import { Emitter } from '../../extension/emitter';
import type { Disposal, Listen } from '../../extension/emitter';
import { wholeSeconds, wordsOf } from '../../extension/running/runWords';
import type { Translator } from '../../extension/running/runWords';
import type { Stoppable, Stopper } from '../../extension/running/stopper';
import type { Connections } from '../../extension/services';
import { codeBlock } from '../codeBlock';
import type { TreeModel } from '../tree/modelTree';
import { escapeMarkdown } from '../tree/presentation';
import type { Presentation } from '../tree/presentation';

export interface RunningNode {
  readonly id: string;
  readonly what: Stoppable;
}

export interface RunningModelDeps {
  readonly stopper: Pick<Stopper, 'all'>;
  readonly connections: Pick<Connections, 'find'>;
  readonly pulse: { readonly onDidChange: Listen<void> };
  readonly l10n: Translator;
  readonly now?: () => number;
}

/** What runs where: one row for each run or statement. */
export class RunningModel implements TreeModel<RunningNode> {
  readonly #changed = new Emitter<RunningNode | undefined>();
  readonly #listening: Disposal;
  readonly onDidChange = this.#changed.event;

  constructor(private readonly deps: RunningModelDeps) {
    this.#listening = deps.pulse.onDidChange(() => this.#changed.fire(undefined));
  }

  children(node: RunningNode | undefined): readonly RunningNode[] {
    return node ? [] : this.deps.stopper.all.map((what) => ({ id: idOf(what), what }));
  }

  parent(): undefined {
    return undefined;
  }

  present({ id, what }: RunningNode): Presentation {
    const { l10n, connections, now = Date.now } = this.deps;
    const { title, connection, doing, elapsedMs } = wordsOf(what, connections, l10n, now());
    const paused = what.watched?.state.phase === 'paused';
    const elapsed = wholeSeconds(elapsedMs);
    const description = [connection, elapsed, doing].filter((part) => part !== '').join(' · ');
    const statement = what.watched?.run.statement;
    return {
      ...{ id, label: title, description, expansion: 'none' as const },
      icon: paused ? 'debug-pause' : 'loading~spin',
      context: ['run', paused ? 'paused' : 'running', ...(what.watched ? ['result'] : [])],
      accessible: [title, paused ? l10n.t('paused') : l10n.t('running'), description].join(', '),
      ...(statement === undefined ? {} : { tooltip: tooltipOf(statement, connection), command: { id: 'headwater.running.show', title: l10n.t('Show Result') } }),
    };
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }
}

function idOf(what: Stoppable): string {
  return what.kind === 'run' ? `run ${what.run.startedAt} ${what.run.summary.title}` : what.watched.state.resultId;
}

function tooltipOf(statement: string, connection: string): string {
  return `**${escapeMarkdown(connection)}**\n\n${codeBlock(statement)}`;
}
