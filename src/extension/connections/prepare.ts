import { checkFields, visibleFields } from '../../core/contract/fields';
import type { ConnectionProfile, ProfileField, Secrets } from '../../core/contract/profile';
import { CancelledError, HeadwaterError } from '../../core/errors';
import { CheckValues } from '../../protocol/backends';
import type { BackendDescriptor } from '../../protocol/backends';
import type { OpenSessionParams } from '../../protocol/sessions';
import type { Server } from '../server/api';
import type { Consent } from './consent';
import { expand, expandText, variablesIn } from './environment';
import type { Environment } from './environment';
import type { ConnectionPrompts } from './prompts';
import type { ConnectionSecrets } from './secrets';
import type { SharedProfile } from './sharedProfiles';

export interface PrepareDeps {
  readonly server: Server;
  readonly secrets: ConnectionSecrets;
  readonly consent: Consent;
  readonly prompts: ConnectionPrompts;
  readonly environment: Environment;
  descriptor(backend: string): Promise<BackendDescriptor | undefined>;
}

/** What a session of a person's own profile needs. @throws CancelledError when the person gives up */
export async function prepareOwn(deps: PrepareDeps, profile: ConnectionProfile, signal: AbortSignal): Promise<OpenSessionParams> {
  const { form } = await describe(deps, profile);
  const stored = await deps.secrets.get(profile.id);
  return { profile, secrets: { ...stored, ...(await askMissing(deps, profile, form.fields, stored, signal)) } };
}

/**
 * What a session of a connection from workspace settings needs. Before anything of the person's own (a secret, a value of
 * their environment) could leave, they are asked once for each place and way of sending it.
 * @throws HeadwaterError where a variable is not set; CancelledError when the person does not agree
 */
export async function prepareShared(deps: PrepareDeps, shared: SharedProfile, signal: AbortSignal): Promise<OpenSessionParams> {
  const { form } = await describe(deps, shared.profile);
  const kinds = new Map(form.fields.map((field) => [field.key, field.kind]));
  const { name } = shared.profile;
  const fill = (values: ConnectionProfile['values']): ConnectionProfile['values'] =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, expand(value, deps.environment, name, kinds.get(key))]));
  const profile = { ...shared.profile, values: fill(shared.profile.values) };
  const given = Object.fromEntries(Object.entries(shared.secrets).map(([key, text]) => [key, expandText(text, deps.environment, name)]));
  await askConsent(deps, shared, profile, signal);
  const stored = { ...(await deps.secrets.get(profile.id)), ...given };
  return { profile, secrets: { ...stored, ...(await askMissing(deps, profile, form.fields, stored, signal)) } };
}

async function describe(deps: PrepareDeps, profile: ConnectionProfile): Promise<BackendDescriptor> {
  const descriptor = await deps.descriptor(profile.backend);
  if (descriptor) return descriptor;
  throw new HeadwaterError({
    what: `Could not connect to ${profile.name}`,
    why: `This version of Headwater does not know the system “${profile.backend}”.`,
    todo: 'Update Headwater, or edit the connection and choose a system.',
    code: 'unknown-backend',
  });
}

async function askConsent(deps: PrepareDeps, shared: SharedProfile, expanded: ConnectionProfile, signal: AbortSignal): Promise<void> {
  const { destination } = await deps.server.request(CheckValues, { backend: expanded.backend, values: expanded.values }, signal);
  if (destination === '' || deps.consent.has(shared, destination)) return;
  const templates = [...Object.values(shared.profile.values), ...Object.values(shared.secrets)];
  const variables = [...new Set(templates.flatMap(variablesIn))];
  const agreed = await deps.prompts.consent({ profile: expanded, destination, variables, secrets: Object.keys(shared.secrets) }, signal);
  if (!agreed) throw new CancelledError();
  await deps.consent.give(shared, destination);
}

async function askMissing(
  deps: PrepareDeps,
  profile: ConnectionProfile,
  fields: readonly ProfileField[],
  stored: Secrets,
  signal: AbortSignal,
): Promise<Secrets> {
  const missing = missingSecrets(fields, profile, stored);
  if (missing.length === 0) return {};
  const typed: Record<string, string> = {};
  for (const field of missing) {
    const value = await deps.prompts.secret(profile, field, signal);
    if (value === undefined) throw new CancelledError();
    typed[field.key] = value;
  }
  const remember = await deps.prompts.remember(profile, signal);
  if (remember === undefined) throw new CancelledError();
  if (remember) await deps.secrets.change(profile.id, typed);
  else deps.secrets.keepForThisWindow(profile.id, typed);
  return typed;
}

function missingSecrets(fields: readonly ProfileField[], profile: ConnectionProfile, stored: Secrets): readonly ProfileField[] {
  const issues = new Set(checkFields(fields, profile.values, new Set(Object.keys(stored))).map((issue) => issue.key));
  return visibleFields(fields, profile.values).filter((field) => field.kind === 'secret' && issues.has(field.key));
}
