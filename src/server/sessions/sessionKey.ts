import { createHash } from 'node:crypto';
import type { ServerSettings } from '../../protocol/lifecycle';
import type { OpenSessionParams } from '../../protocol/sessions';

/** Equal for two opens that would give the same session. A digest, so that no secret is kept here. */
export function sessionKey({ profile, secrets }: OpenSessionParams, settings: ServerSettings): string {
  const { trusted, timeZone, workspaceFolders, proxy } = settings;
  return createHash('sha256').update(sorted([profile.backend, profile.values, secrets, trusted, timeZone, workspaceFolders, ...(proxy ? [proxy.url, proxy.except] : [])])).digest('hex');
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1))) : part,
  );
}
