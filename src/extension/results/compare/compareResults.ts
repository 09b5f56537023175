import { l10n, QuickPickItemKind, window } from 'vscode';
import type { ConnectionProfile } from '../../../core/contract/profile';
import { HeadwaterError } from '../../../core/errors';
import { formatCount } from '../../../core/format/numbers';
import { ResultColumns, type ResultColumn, type StartRun } from '../../../protocol/results';
import { SplitDocument } from '../../../protocol/statements';
import type { ComparePrompts, KeyMemory } from '../../data/comparer';
import type { Server } from '../../server/api';
import type { Connections, Results } from '../../services';
import type { Tab, TabList } from '../tabList';

export interface CompareDeps {
  readonly server: Server;
  readonly connections: Pick<Connections, 'find' | 'open' | 'pick'>;
  readonly results: Pick<Results, 'start' | 'hold' | 'release'>;
  readonly tabs: Pick<TabList, 'tabs'>;
  readonly keys: KeyMemory;
  readonly prompts: ComparePrompts;
  /** Asks before a statement is run again where that is wanted. */
  mayRunAgain(run: StartRun): Promise<boolean>;
}

/** One side: a result that is kept until it is released. */
interface Side {
  readonly resultId: string;
  readonly label: string;
  readonly run: StartRun;
}

type Other = { readonly kind: 'tab'; readonly tab: Tab } | { readonly kind: 'again' } | { readonly kind: 'elsewhere' };

const MOST_COLUMNS = 1_000;
/** Of a statement, beside the title of its result. */
const DETAIL_CHARS = 120;
/** Of a statement, where keys are remembered by it. */
const MEMORY_CHARS = 300;

/** Compares a result with another one, with itself run again, or with the same statement on another connection. */
export class ResultComparer {
  constructor(private readonly deps: CompareDeps) {}

  /** Resolves when the comparison is at work, or the person changed their mind. */
  async compare(tab: Tab): Promise<void> {
    const own = this.#sideOf(tab);
    const other = await this.#pickOther(tab);
    if (!other) return;
    const { results } = this.deps;
    results.hold(own.resultId);
    const held = [own.resultId];
    try {
      const against = await this.#other(tab, other);
      if (!against) return;
      held.push(against.resultId);
      const [left, right] = inOrder(own, against, other, tab);
      await this.#compare(left, right);
    } finally {
      for (const resultId of held) results.release(resultId);
    }
  }

  async #compare(left: Side, right: Side): Promise<void> {
    const key = await this.#key(left, right);
    if (!key) return;
    const { connectionId } = right.run;
    await this.deps.connections.open(connectionId);
    const by = key.length === 0 ? l10n.t('without a key') : l10n.t('by {0}', key.join(', '));
    const started = await this.deps.results.start(
      {
        connectionId,
        statement: `-- ${left.label} ↔ ${right.label}, ${by}`,
        title: `${left.run.title} ↔ ${right.run.title}`,
        data: { kind: 'compareResults', left: { resultId: left.resultId, label: left.label }, right: { resultId: right.resultId, label: right.label }, key },
        writes: false,
      },
      { reveal: true },
    );
    await started.settled;
  }

  #sideOf({ title, resultId, state, run }: Tab): Side {
    if (resultId === undefined || state === undefined || state.columns === 0) {
      throw new HeadwaterError({ what: l10n.t('Could not compare “{0}”', title), why: l10n.t('It has no rows.'), todo: l10n.t('Run it again first.') });
    }
    return { resultId, run: { ...run, title }, label: this.#label(title, run.connectionId) };
  }

  #label(title: string, connectionId: string): string {
    const name = this.deps.connections.find(connectionId)?.name;
    return name === undefined ? title : l10n.t('{0} on {1}', title, name);
  }

  async #other(tab: Tab, other: Other): Promise<Side | undefined> {
    switch (other.kind) {
      case 'tab': {
        const side = this.#sideOf(other.tab);
        this.deps.results.hold(side.resultId);
        return side;
      }
      case 'again':
        return this.#runAgain(tab, tab.run.connectionId);
      case 'elsewhere': {
        const profile = await this.deps.connections.pick(l10n.t('Run “{0}” on Another Connection', tab.title));
        return profile && this.#runAgain(tab, profile.id);
      }
    }
  }

  async #runAgain({ run, title }: Tab, connectionId: string): Promise<Side | undefined> {
    const { connections, results } = this.deps;
    const profile = connections.find(connectionId);
    if (!profile) throw new HeadwaterError({ what: l10n.t('Could not run “{0}” again', title), why: l10n.t('Its connection was removed.') });
    await this.#checkReads(run, profile, title);
    if (!(await this.deps.mayRunAgain({ ...run, connectionId }))) return undefined;
    await connections.open(connectionId);
    const { source, ...rest } = run;
    const started = await results.start({ ...rest, ...(source && connectionId === run.connectionId && { source }), connectionId, readAll: true }, { reveal: false, held: true });
    const { failure } = await started.settled;
    if (!failure) return { resultId: started.resultId, run: { ...run, connectionId, title }, label: this.#label(connectionId === run.connectionId ? l10n.t('{0} (again)', title) : title, connectionId) };
    results.release(started.resultId);
    throw new HeadwaterError(failure);
  }

  /** @throws HeadwaterError where running it again would change something */
  async #checkReads(run: StartRun, { backend }: ConnectionProfile, title: string): Promise<void> {
    const writes = run.writes ?? (await this.deps.server.request(SplitDocument, { text: run.statement, backend })).statements.some((one) => one.writes);
    if (writes) throw new HeadwaterError({ what: l10n.t('Could not compare “{0}”', title), why: l10n.t('Its statement changes something, and running it again would do so again.'), todo: l10n.t('Compare it with another result instead.'), kind: 'invalid' });
  }

  async #pickOther(tab: Tab): Promise<Other | undefined> {
    const tabs = this.deps.tabs.tabs.filter((other) => other.id !== tab.id && other.resultId !== undefined && (other.state?.columns ?? 0) > 0);
    // One that does not end would be waited for without an end.
    const again = [
      { label: l10n.t('$(debug-rerun) Run Again and Compare'), description: l10n.t('these rows with those of now'), other: { kind: 'again' } },
      { label: l10n.t('$(plug) Run on Another Connection and Compare…'), other: { kind: 'elsewhere' } },
    ] as const;
    const items: readonly { readonly label: string; readonly description?: string; readonly detail?: string; readonly kind?: QuickPickItemKind; readonly other?: Other }[] = [
      ...(tab.state?.live ? [] : again),
      ...(tabs.length > 0 ? [{ label: l10n.t('other results'), kind: QuickPickItemKind.Separator }] : []),
      ...tabs.map((other) => ({ label: other.title, description: this.#describe(other), detail: other.run.statement.replaceAll(/\s+/gu, ' ').slice(0, DETAIL_CHARS), other: { kind: 'tab', tab: other } as const })),
    ];
    return (await window.showQuickPick(items, { title: l10n.t('Compare “{0}” with', tab.title), matchOnDescription: true }))?.other;
  }

  #describe({ run, state, pinned }: Tab): string {
    const name = this.deps.connections.find(run.connectionId)?.name;
    return [...(name === undefined ? [] : [name]), l10n.t('{0} rows', formatCount(state?.rows ?? 0)), ...(pinned ? [l10n.t('pinned')] : [])].join(' · ');
  }

  /** Asked with what was chosen for the same statement before, or with the keys that the result knows. */
  async #key(left: Side, right: Side): Promise<readonly string[] | undefined> {
    const [own, others] = await Promise.all([this.#columns(left), this.#columns(right)]);
    const names = new Set(others.map(({ name }) => name.toLowerCase()));
    const common = own.filter(({ name }) => names.has(name.toLowerCase()));
    if (common.length === 0) return [];
    const place = `result/${right.run.connectionId}/${right.run.statement.slice(0, MEMORY_CHARS)}`;
    const remembered = this.deps.keys.get(place);
    const known = remembered.length > 0 ? remembered : common.filter(({ key }) => key !== undefined).map(({ name }) => name);
    const key = await this.deps.prompts.key(common.map(({ name, type }) => ({ name, type })), known.filter((name) => common.some((one) => one.name === name)), `${left.label} ↔ ${right.label}`);
    if (key) await this.deps.keys.set(place, key);
    return key;
  }

  #columns({ resultId }: Side): Promise<readonly ResultColumn[]> {
    return this.deps.server.request(ResultColumns, { resultId, from: 0, count: MOST_COLUMNS });
  }
}

/** What was run again is how it is now; of two tabs the one that was run first is how it was. */
function inOrder(own: Side, against: Side, other: Other, tab: Tab): readonly [left: Side, right: Side] {
  const before = other.kind === 'tab' && (other.tab.state?.startedAt ?? 0) < (tab.state?.startedAt ?? 0);
  return before ? [against, own] : [own, against];
}
