import type { ConnectionProfile, ImportedProfile } from '../../../core/contract/profile';
import { addressOf } from '../client/address';
import { ksqlSettings } from './form';

/** `ksqldb+https://key:secret@host`, or a plain address of the usual port. */
export function parseKsqlUrl(text: string): ImportedProfile | undefined {
  const typed = text.trim();
  const own = /^(?:ksql(?:db)?\+)(https?:\/\/.+)$/iu.exec(typed)?.[1];
  const usual = /^https?:\/\/[^/]+:8088(?:\/.*)?$/iu.test(typed) ? typed : undefined;
  const address = own ?? usual;
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const [user, password] = [decoded(url.username), decoded(url.password)];
  url.username = '';
  url.password = '';
  if (addressOf(url.href) === undefined) return undefined;
  return {
    name: url.host,
    values: { url: url.href.replace(/\/+$/u, ''), auth: user === '' ? 'none' : 'basic', ...(user === '' ? {} : { user }) },
    secrets: password === '' ? {} : { password },
  };
}

export function formatKsqlUrl(profile: ConnectionProfile): string {
  const address = addressOf(ksqlSettings(profile.values).url);
  return address ? `ksqldb+${address.origin.origin}${address.prefix}` : 'ksqldb+http://';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
