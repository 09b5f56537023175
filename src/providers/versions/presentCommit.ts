import type { CommitInfo } from '../../core/contract/versions';
import { plainText } from '../../core/errors';
import { DATA_ENDING } from '../../core/format/dataNames';
import { keyOf, nameOf } from '../../extension/versions/branchId';
import type { Translator } from '../tree/words';
import { escapeMarkdown, type Presentation } from '../tree/presentation';
import type { CommitTreeNode } from './commitNodes';

export type CommitWords = ReturnType<typeof makeCommitWords>;

export function makeCommitWords(l10n: Translator) {
  return {
    by: (author: string, when: string) => l10n.t('{0}, {1}', author, when),
    loadMore: l10n.t('Load More…'),
    open: l10n.t('Open Changes'),
    retry: l10n.t('Retry'),
    changes: { added: l10n.t('added'), modified: l10n.t('modified'), removed: l10n.t('deleted'), conflict: l10n.t('in conflict') },
  };
}

/** How a node of the history looks and reads. */
export function presentCommit(node: CommitTreeNode, words: CommitWords): Presentation {
  switch (node.kind) {
    case 'branch': {
      const label = nameOf(node.branch.id);
      return { id: keyOf(node.branch.id), label, icon: 'git-branch', expansion: 'expanded', context: ['historyBranch'], accessible: label };
    }
    case 'commit': {
      const { info, branch } = node;
      const [label = ''] = info.message.split('\n');
      const description = words.by(info.author, ago(info.timeMs));
      return {
        ...{ id: `${keyOf(branch.id)} ${info.id}`, label, description, tooltip: tooltipOf(info), icon: info.parents.length > 1 ? 'git-merge' : 'git-commit' },
        ...{ expansion: info.parents.length > 0 ? 'collapsed' : 'none', context: ['commit', ...(info.parents.length > 0 ? ['changed'] : [])], accessible: `${label}, ${description}` },
      };
    }
    case 'commitChange': {
      const { change, parent } = node;
      const slash = change.path.lastIndexOf('/');
      const word = words.changes[change.change];
      const folder = change.path.slice(0, Math.max(0, slash));
      const icon = { added: 'diff-added', modified: 'diff-modified', removed: 'diff-removed', conflict: 'warning' }[change.change];
      return {
        ...{ id: `${keyOf(parent.branch.id)} ${parent.id} ${change.path}`, label: change.path.slice(slash + 1), description: folder === '' ? word : `${folder} · ${word}`, icon, expansion: 'none' },
        ...{ context: ['commitChange', change.change, ...(DATA_ENDING.test(change.path) ? ['data'] : [])], accessible: `${change.path}, ${word}`, command: { id: 'headwater.commits.openChange', title: words.open } },
      };
    }
    case 'commitFailure': {
      const label = plainText(node.failure.why);
      const of = node.parent.kind === 'branch' ? keyOf(node.parent.branch.id) : node.parent.id;
      return { id: `${of} failure`, label, icon: 'error', colour: 'list.errorForeground', expansion: 'none', context: ['commitFailure'], accessible: label, command: { id: 'headwater.commits.refresh', title: words.retry } };
    }
    case 'moreCommits':
      return { id: `${keyOf(node.branch.id)} more`, label: words.loadMore, icon: 'ellipsis', expansion: 'none', context: ['moreCommits'], accessible: words.loadMore, command: { id: 'headwater.commits.loadMore', title: words.loadMore } };
  }
}

function tooltipOf({ id, message, author, timeMs, parents, metadata }: CommitInfo): string {
  const facts = Object.entries(metadata).map(([key, value]) => `- ${escapeMarkdown(key)}: ${escapeMarkdown(value)}`);
  const head = `**${escapeMarkdown(author)}** · ${new Date(timeMs).toLocaleString()}`;
  return [head, escapeMarkdown(message), facts.join('\n'), `\`${id.slice(0, 16)}\`${parents.length > 1 ? ` ← ${parents.map((parent) => `\`${parent.slice(0, 10)}\``).join(', ')}` : ''}`].filter((part) => part !== '').join('\n\n');
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

function ago(timeMs: number): string {
  const seconds = (timeMs - Date.now()) / 1_000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
  return new Intl.RelativeTimeFormat('en', { numeric: 'auto' }).format(Math.round(seconds / length), unit);
}
