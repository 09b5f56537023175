import { ThemeColor, ThemeIcon } from 'vscode';
import type { ConnectionColour, ConnectionProfile } from '../../core/contract/profile';
import type { SessionState } from '../services';

const COLOURS: Readonly<Record<ConnectionColour, string>> = {
  red: 'charts.red',
  orange: 'charts.orange',
  yellow: 'charts.yellow',
  green: 'charts.green',
  blue: 'charts.blue',
  purple: 'charts.purple',
};

export function themeColour(colour: ConnectionColour): ThemeColor {
  return new ThemeColor(COLOURS[colour]);
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
