import type { ConnectionProfile, ImportedProfile } from '../../../core/contract/profile';
import { endpointOf } from './endpoint';
import { lakeFsSettings } from './form';

/** `lakefs+https://key:secret@host`, or an address that ends with `/api/v1`. */
export function parseLakeFsUrl(text: string): ImportedProfile | undefined {
  const typed = text.trim();
  const own = /^lakefs\+(https?:\/\/.+)$/iu.exec(typed)?.[1];
  const http = /^https?:\/\/.+\/api\/v1\/?$/iu.test(typed) ? typed : undefined;
  const address = own ?? http;
  if (address === undefined || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  const [accessKeyId, secret] = [decode(url.username), decode(url.password)];
  url.username = '';
  url.password = '';
  if (endpointOf(url.href) === undefined) return undefined;
  const endpoint = url.href.replace(/\/+$/u, '');
  return {
    name: url.host,
    values: { credentials: 'key', endpoint, ...(accessKeyId === '' ? {} : { accessKeyId }) },
    secrets: secret === '' ? {} : { secretAccessKey: secret },
  };
}

export function formatLakeFsUrl(profile: ConnectionProfile): string {
  const { endpoint } = lakeFsSettings(profile.values);
  const found = endpointOf(endpoint);
  return found ? `lakefs+${found.origin.origin}${found.base.replace(/\/api\/v1$/u, '')}` : 'lakefs+http://';
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
