import * as z from 'zod/mini';
import type { ConnectionProfile } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';
import { profile } from '../../protocol/shapes';

/** Files that carry connections, without their secrets, from one person to another. */

const KIND = 'headwater connections';
const VERSION = 1;

/** A profile without an id: it gets a new one where it is imported. */
export type ExchangedProfile = Omit<ConnectionProfile, 'id'>;

const file = z.object({ kind: z.literal(KIND), version: z.number(), connections: z.array(z.unknown()) });

export function writeExchange(profiles: readonly ConnectionProfile[]): string {
  const connections = profiles.map((entry) => Object.fromEntries(Object.entries(entry).filter(([key]) => key !== 'id')));
  return `${JSON.stringify({ kind: KIND, version: VERSION, connections }, null, 2)}\n`;
}

/** @throws HeadwaterError where the text is no such file. Entries that cannot be read are counted. */
export function readExchange(text: string): { readonly profiles: readonly ExchangedProfile[]; readonly unreadable: number } {
  const head = z.safeParse(file, parsed(text));
  if (!head.success) throw unusable('It is not a file of Headwater connections.', 'Choose a file made by “Export Connections”.');
  if (head.data.version > VERSION) throw unusable('A newer version of Headwater made the file.', 'Update Headwater.');
  const read = head.data.connections.map((entry) => z.safeParse(profile, typeof entry === 'object' ? { ...entry, id: '' } : entry));
  const profiles = read.flatMap((entry) => (entry.success ? [entry.data] : []));
  return { profiles, unreadable: read.length - profiles.length };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/u, ''));
  } catch {
    return undefined;
  }
}

function unusable(why: string, todo: string): HeadwaterError {
  return new HeadwaterError({ what: 'Could not import the connections', why, todo });
}
