import type { ConnectionProfile, ProfileField } from '../../core/contract/profile';
import type { Secrets } from '../../core/contract/profile';

/** What connections ask a person. Each answer `undefined` means that the person gave up. */
export interface ConnectionPrompts {
  /** A secret that is needed and not stored. */
  secret(profile: ConnectionProfile, field: ProfileField, signal: AbortSignal): Promise<string | undefined>;
  /** Whether the secrets just typed are kept in the secret storage. */
  remember(profile: ConnectionProfile, signal: AbortSignal): Promise<boolean | undefined>;
  /** Whether a connection from the workspace may send secrets and environment values to its destination. */
  consent(question: ConsentQuestion, signal: AbortSignal): Promise<boolean>;
}

export interface ConsentQuestion {
  readonly profile: ConnectionProfile;
  /** `host:port`. */
  readonly destination: string;
  /** Names of the environment variables whose values would be sent. */
  readonly variables: readonly string[];
  readonly secrets: readonly (keyof Secrets)[];
}
