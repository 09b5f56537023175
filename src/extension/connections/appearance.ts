import { ThemeColor, ThemeIcon } from 'vscode';
import type { ConnectionColour, ConnectionProfile } from '../../core/contract/profile';
import type { SessionState } from '../services';

/** One of the colours that package.json contributes: the workbench's own `charts.orange` is hardly seen in some themes. */
export function themeColour(colour: ConnectionColour): ThemeColor {
  return new ThemeColor(`headwater.${colour}`);
}

/** The state by shape, the person's mark by colour: neither is told by colour alone. */
export function connectionIcon(profile: ConnectionProfile, state: SessionState): ThemeIcon {
  const colour = profile.colour ? themeColour(profile.colour) : undefined;
  switch (state) {
    case 'opening':
      return new ThemeIcon('loading~spin', colour);
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'open':
      return new ThemeIcon('vm-active', colour);
    case 'closed':
      return new ThemeIcon('database', colour);
  }
}
