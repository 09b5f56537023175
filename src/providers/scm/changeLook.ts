import { l10n } from 'vscode';
import type { ChangeInfo } from '../../core/contract/versions';

export interface ChangeLook {
  readonly letter: string;
  readonly word: string;
  /** A theme colour: those that Git's changes have. */
  readonly colour: string;
}

/** How a change reads: one letter, a word, and never a colour alone. */
export function lookOf(change: ChangeInfo['change']): ChangeLook {
  switch (change) {
    case 'added':
      return { letter: 'A', word: l10n.t('Added'), colour: 'gitDecoration.addedResourceForeground' };
    case 'modified':
      return { letter: 'M', word: l10n.t('Modified'), colour: 'gitDecoration.modifiedResourceForeground' };
    case 'removed':
      return { letter: 'D', word: l10n.t('Deleted'), colour: 'gitDecoration.deletedResourceForeground' };
    case 'conflict':
      return { letter: '!', word: l10n.t('Changed on both sides'), colour: 'gitDecoration.conflictingResourceForeground' };
  }
}
