import type { FieldValue, ProfileField } from '../../core/contract/profile';
import { HeadwaterError } from '../../core/errors';

/** `${env:NAME}` in the values of connections that stand in settings. */

const REFERENCE = /\$\{env:([^}]*)\}/gu;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Names of the variables that a value asks for. */
export function variablesIn(value: FieldValue): readonly string[] {
  return textsOf(value).flatMap((text) => [...text.matchAll(REFERENCE)].map((match) => match[1] ?? ''));
}

/**
 * A value with its variables filled in. A number or boolean field given as text becomes a number or boolean.
 * @throws HeadwaterError that names the variable which is not set; `connection` names the connection in it
 */
export function expand(value: FieldValue, environment: Environment, connection: string, kind: ProfileField['kind'] = 'text'): FieldValue {
  const fill = (text: string): string => expandText(text, environment, connection);
  if (typeof value === 'string') return typed(fill(value), kind);
  if (typeof value !== 'object') return value;
  if (isList(value)) return value.map(fill);
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, fill(text)]));
}

/** @throws HeadwaterError that names the variable which is not set */
export function expandText(text: string, environment: Environment, connection: string): string {
  return text.replace(REFERENCE, (_, name: string) => environment[name] ?? missing(name, connection));
}

function missing(name: string, connection: string): never {
  throw new HeadwaterError({
    what: `Could not connect to ${connection}`,
    why: `Its settings use the environment variable ${name}, which is not set.`,
    todo: `Set ${name} and start the editor from there, or change the setting headwater.connections.`,
    code: 'variable-not-set',
  });
}

function typed(text: string, kind: ProfileField['kind']): FieldValue {
  if (kind === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function textsOf(value: FieldValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' ? Object.values(value) : [];
}

function isList(value: readonly string[] | Readonly<Record<string, string>>): value is readonly string[] {
  return Array.isArray(value);
}
