import { l10n, ThemeIcon, window } from 'vscode';
import type { ConnectionColour } from '../../../core/contract/profile';
import { themeColour } from '../../connections/appearance';
import { withOptional } from '../../connections/changes';
import type { Command } from '../command';
import type { ConnectionCommandDeps } from './deps';
import { connectionFor } from './deps';

/** Marks a connection with a colour, in the tree and in the status bar. */
export function setColour({ connections }: ConnectionCommandDeps): Command {
  return {
    id: 'headwater.connection.setColour',
    failing: l10n.t('Could not change the colour'),
    run: async (argument) => {
      const profile = await connectionFor(connections, argument, l10n.t('Set Connection Colour'));
      if (!profile) return;
      const chosen = await window.showQuickPick([{ label: l10n.t('None'), colour: undefined }, ...colours()], { title: l10n.t('Colour of “{0}”', profile.name) });
      if (chosen) await connections.save(withOptional(profile, 'colour', chosen.colour));
    },
  };
}

function colours() {
  const names: readonly (readonly [ConnectionColour, string])[] = [
    ['red', l10n.t('Red')],
    ['orange', l10n.t('Orange')],
    ['yellow', l10n.t('Yellow')],
    ['green', l10n.t('Green')],
    ['blue', l10n.t('Blue')],
    ['purple', l10n.t('Purple')],
  ];
  return names.map(([colour, label]) => ({ label, colour, iconPath: new ThemeIcon('circle-filled', themeColour(colour)) }));
}
