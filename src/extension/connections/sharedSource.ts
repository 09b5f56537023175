import type { Event } from 'vscode';
import type { SharedProblem, SharedProfile } from './sharedProfiles';
import { readShared } from './sharedProfiles';

/** The connections that settings hold, as they are now. */
export interface SharedSource {
  readonly profiles: readonly SharedProfile[];
  readonly problems: readonly { readonly origin: string; readonly problem: SharedProblem }[];
  /** How many the workspace has that are not read because it is not trusted. */
  readonly ignored: number;
  readonly onDidChange: Event<void>;
}

/** One place where the setting may stand. */
export interface SharedSetting {
  /** Address of the workspace or folder, or `user`. */
  readonly origin: string;
  readonly value: unknown;
  /** True for the person's own settings, which count in a workspace that is not trusted too. */
  readonly own: boolean;
}

export function readSettings(settings: readonly SharedSetting[], trusted: boolean): Omit<SharedSource, 'onDidChange'> {
  const allowed = settings.filter((setting) => trusted || setting.own);
  const refused = settings.filter((setting) => !allowed.includes(setting));
  const read = allowed.map(({ origin, value }) => ({ origin, ...readShared(value, origin) }));
  return {
    profiles: read.flatMap(({ profiles }) => profiles),
    problems: read.flatMap(({ origin, problems }) => problems.map((problem) => ({ origin, problem }))),
    ignored: refused.reduce((count, { value }) => count + (Array.isArray(value) ? value.length : 0), 0),
  };
}
