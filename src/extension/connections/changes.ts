import type { ConnectionProfile } from '../../core/contract/profile';

type Mutable = { -readonly [K in keyof ConnectionProfile]: ConnectionProfile[K] };

/** The profile with an optional property set, or left out for `undefined`. */
export function withOptional<K extends 'folder' | 'colour' | 'protected' | 'statementTimeoutMs' | 'rowCap'>(
  profile: ConnectionProfile,
  key: K,
  value: ConnectionProfile[K] | undefined,
): ConnectionProfile {
  const copy: Mutable = { ...profile };
  Reflect.deleteProperty(copy, key);
  return value === undefined ? copy : { ...copy, [key]: value };
}
