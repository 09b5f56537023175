import { formatCount, formatDuration } from '../../core/format/numbers';
import { Emitter } from '../../extension/emitter';
import type { Disposal } from '../../extension/emitter';
import { byDay } from '../../extension/history/days';
import type { HistoryDay } from '../../extension/history/days';
import type { HistoryEntry, HistoryOutcome } from '../../extension/history/entry';
import type { HistoryStore } from '../../extension/history/historyStore';
import { search } from '../../extension/history/search';
import type { FoundEntry } from '../../extension/history/search';
import { rowsText } from '../../extension/running/runWords';
import type { Translator } from '../../extension/running/runWords';
import { codeBlock } from '../codeBlock';
import type { TreeModel } from '../tree/modelTree';
import { escapeMarkdown } from '../tree/presentation';
import type { Presentation } from '../tree/presentation';

export interface DayNode {
  readonly kind: 'day';
  readonly day: HistoryDay;
  readonly entries: readonly EntryNode[];
}
/** What a person keeps, before all days. */
export interface PinnedNode {
  readonly kind: 'pinned';
  readonly entries: readonly EntryNode[];
}
export interface EntryNode {
  readonly kind: 'entry';
  readonly found: FoundEntry;
  /** The start of its day, where it stands below that. */
  readonly day?: number;
}
export type HistoryNode = PinnedNode | DayNode | EntryNode;

export interface HistoryModelDeps {
  readonly store: Pick<HistoryStore, 'entries' | 'onDidChange'>;
  readonly l10n: Translator;
  /** For dates; the person's own where absent. */
  readonly locale?: string;
  readonly now?: () => number;
}

/** The history grouped by day, newest first, searched; what is pinned stands before it. */
export class HistoryModel implements TreeModel<HistoryNode> {
  readonly #changed = new Emitter<HistoryNode | undefined>();
  readonly #listening: Disposal;
  #pinned: PinnedNode | undefined;
  #days: readonly DayNode[] = [];
  #filter = '';
  readonly onDidChange = this.#changed.event;

  constructor(private readonly deps: HistoryModelDeps) {
    this.#listening = deps.store.onDidChange(() => this.refresh());
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    if (text === this.#filter) return;
    this.#filter = text;
    this.refresh();
  }

  /** Another window may have added to it. */
  refresh(): void {
    this.#changed.fire(undefined);
  }

  async children(node: HistoryNode | undefined): Promise<readonly HistoryNode[]> {
    if (node) return node.kind === 'entry' ? [] : node.entries;
    const found = search(await this.deps.store.entries(), this.#filter);
    const pinned = found.filter(({ entry }) => entry.pinned);
    this.#pinned = pinned.length === 0 ? undefined : { kind: 'pinned', entries: pinned.map((one) => ({ kind: 'entry', found: one })) };
    this.#days = byDay(found.filter(({ entry }) => !entry.pinned), this.#now()).map((day) => ({ kind: 'day', day, entries: day.found.map((one) => ({ kind: 'entry', found: one, day: day.start })) }));
    return [...(this.#pinned ? [this.#pinned] : []), ...this.#days];
  }

  parent(node: HistoryNode): HistoryNode | undefined {
    if (node.kind !== 'entry') return undefined;
    return node.day === undefined ? this.#pinned : this.#days.find(({ day }) => day.start === node.day);
  }

  present(node: HistoryNode): Presentation {
    switch (node.kind) {
      case 'pinned':
        return this.#group('pinned', this.deps.l10n.t('Pinned'), node.entries.length, true);
      case 'day':
        return this.#day(node);
      case 'entry':
        return this.#entry(node);
    }
  }

  dispose(): void {
    this.#listening.dispose();
    this.#changed.dispose();
  }

  #day({ day }: DayNode): Presentation {
    return this.#group(`day ${day.start}`, this.#dayLabel(day), day.found.length, day === this.#days[0]?.day || this.#filter !== '');
  }

  #group(id: string, label: string, entries: number, open: boolean): Presentation {
    const count = formatCount(entries);
    return { id: `${id}${this.#filter === '' ? '' : ' found'}`, label, description: count, expansion: open ? 'expanded' : 'collapsed', context: ['day'], accessible: this.deps.l10n.t('{0}, {1} statements', label, count) };
  }

  #dayLabel({ ago, start }: HistoryDay): string {
    if (ago === 0) return this.deps.l10n.t('Today');
    if (ago === 1) return this.deps.l10n.t('Yesterday');
    return new Date(start).toLocaleDateString(this.deps.locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  }

  #entry({ found }: EntryNode): Presentation {
    const { entry, label, highlights } = found;
    const outcome = this.#outcome(entry.outcome);
    const time = this.#time(entry);
    const description = [time, entry.connectionName, ...this.#figures(entry)].filter((part) => part !== '').join(' · ');
    return {
      ...{ id: entry.id, label, highlights, description, expansion: 'none' as const, context: ['entry', entry.outcome, entry.pinned ? 'pinned' : 'unpinned'] },
      ...LOOKS[entry.outcome],
      tooltip: this.#tooltip(entry, outcome),
      command: { id: 'headwater.history.show', title: this.deps.l10n.t('Show Statement') },
      accessible: [label, outcome, description].join(', '),
    };
  }

  /** Among what is pinned there is no day above it. */
  #time({ startedAt, pinned }: HistoryEntry): string {
    const at = new Date(startedAt);
    const time = at.toLocaleTimeString(this.deps.locale, { hour: '2-digit', minute: '2-digit' });
    return pinned ? `${at.toLocaleDateString(this.deps.locale, { day: 'numeric', month: 'short' })}, ${time}` : time;
  }

  #figures(entry: HistoryEntry): readonly string[] {
    const { l10n } = this.deps;
    if (entry.outcome === 'started') return [];
    const rows = entry.rowsAffected === undefined ? rowsText(l10n, BigInt(entry.rows), false) : rowsText(l10n, BigInt(entry.rowsAffected), true);
    return [...(entry.outcome === 'failed' && entry.rows === 0 ? [] : [rows]), formatDuration(entry.elapsedMs)];
  }

  #tooltip(entry: HistoryEntry, outcome: string): string {
    const { l10n } = this.deps;
    const when = new Date(entry.startedAt).toLocaleString(this.deps.locale, { dateStyle: 'full', timeStyle: 'medium' });
    const notes = [entry.reason, entry.altered ? l10n.t('The statement is not kept as it ran: it is too long, or a secret was taken out.') : undefined];
    return [
      `**${escapeMarkdown(outcome)}** · ${escapeMarkdown([entry.connectionName, when, ...this.#figures(entry)].filter((part) => part !== '').join(' · '))}`,
      codeBlock(entry.statement),
      ...notes.flatMap((note) => (note === undefined ? [] : [escapeMarkdown(note)])),
    ].join('\n\n');
  }

  #outcome(outcome: HistoryOutcome): string {
    const { l10n } = this.deps;
    switch (outcome) {
      case 'started':
        return l10n.t('Started, end not recorded');
      case 'paused':
        return l10n.t('First rows read');
      case 'done':
        return l10n.t('Done');
      case 'failed':
        return l10n.t('Failed');
      case 'cancelled':
        return l10n.t('Stopped');
    }
  }

  #now(): number {
    return (this.deps.now ?? Date.now)();
  }
}

/** By shape and colour. */
const LOOKS: Readonly<Record<HistoryOutcome, Pick<Presentation, 'icon' | 'colour'>>> = {
  started: { icon: 'question' },
  paused: { icon: 'pass', colour: 'testing.iconPassed' },
  done: { icon: 'pass', colour: 'testing.iconPassed' },
  failed: { icon: 'error', colour: 'testing.iconFailed' },
  cancelled: { icon: 'circle-slash' },
};
