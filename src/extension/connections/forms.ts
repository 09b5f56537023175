import type { ConnectionProfile, FieldValue, Secrets } from '../../core/contract/profile';

/** What a form for a new connection starts with. */
export interface FormStart {
  readonly backend?: string;
  readonly name?: string;
  readonly folder?: string;
  readonly values?: Readonly<Record<string, FieldValue>>;
  /** Kept in the host and shown as given, never sent to the form. */
  readonly secrets?: Secrets;
}

/** Opens connection forms. One that is open for the same connection is shown instead of a second. */
export interface ConnectionForms {
  add(start: FormStart): Promise<void>;
  edit(profile: ConnectionProfile): Promise<void>;
}
