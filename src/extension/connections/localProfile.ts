import type { ConnectionProfile } from '../../core/contract/profile';

/** The connection that is always there and cannot be removed: the embedded engine, in memory until a file is chosen for it. */
export const LOCAL_ID = 'local';

export const LOCAL_PROFILE: ConnectionProfile = { id: LOCAL_ID, name: 'Local', backend: 'local', values: {} };
