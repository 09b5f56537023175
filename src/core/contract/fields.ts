import type { FieldIssue, FieldValue, ProfileField } from './profile';

/** What the data of a form says about its values. Pure, so that form, host and server agree. */

export type FieldValues = Readonly<Record<string, FieldValue>>;

/** Fields that are shown, given the values of the fields their `when` asks about. A field that depends on a hidden one is hidden. */
export function visibleFields(fields: readonly ProfileField[], values: FieldValues): readonly ProfileField[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const shown = (field: ProfileField, seen: ReadonlySet<string>): boolean => {
    const { when } = field;
    if (!when) return true;
    const asked = byKey.get(when.key);
    if (!asked || seen.has(asked.key) || !shown(asked, new Set([...seen, asked.key]))) return false;
    const value = values[when.key] ?? asked.initial ?? emptyValue(asked);
    return when.is.some((wanted) => sameValue(wanted, value));
  };
  return fields.filter((field) => shown(field, new Set([field.key])));
}

/** The values of a form that nobody has touched. */
export function initialValues(fields: readonly ProfileField[]): FieldValues {
  return Object.fromEntries(fields.flatMap((field) => (field.initial === undefined || field.kind === 'secret' ? [] : [[field.key, field.initial]])));
}

/** Values without those of hidden fields, of secrets, and of fields left empty: what is worth saving. */
export function usedValues(fields: readonly ProfileField[], values: FieldValues): FieldValues {
  return Object.fromEntries(
    visibleFields(fields, values).flatMap((field) => {
      const value = values[field.key];
      return field.kind === 'secret' || value === undefined || isEmptyValue(value) ? [] : [[field.key, value]];
    }),
  );
}

/** Problems of the visible fields, in the order of the fields. `secrets` holds the keys of secrets that are typed or stored. */
export function checkFields(fields: readonly ProfileField[], values: FieldValues, secrets: ReadonlySet<string>): readonly FieldIssue[] {
  return visibleFields(fields, values).flatMap((field) => {
    const message = field.kind === 'secret' ? checkSecret(field, secrets) : checkField(field, values[field.key]);
    return message === undefined ? [] : [{ key: field.key, message }];
  });
}

function checkSecret(field: ProfileField, secrets: ReadonlySet<string>): string | undefined {
  return field.required && !secrets.has(field.key) ? `${field.label} is needed.` : undefined;
}

/** What is wrong with the value of one field that is not a secret; `undefined` where nothing is. */
export function checkField(field: ProfileField, value: FieldValue | undefined): string | undefined {
  if (value === undefined || isEmptyValue(value)) return field.required ? `${field.label} is needed.` : undefined;
  if (!fits(field, value)) return `${field.label} has a value of the wrong kind.`;
  if (typeof value === 'number') return checkNumber(field, value);
  if (typeof value !== 'string') return undefined;
  if (field.kind === 'choice' && !field.choices?.some((choice) => choice.value === value)) return `${field.label} has no choice “${value}”.`;
  if (field.pattern && !new RegExp(`^(?:${field.pattern.source})$`, 'u').test(value)) return field.pattern.message;
  return undefined;
}

function checkNumber(field: ProfileField, value: number): string | undefined {
  if (!Number.isFinite(value)) return `${field.label} must be a number.`;
  if (field.min !== undefined && value < field.min) return `${field.label} must be at least ${field.min}.`;
  if (field.max !== undefined && value > field.max) return `${field.label} must be at most ${field.max}.`;
  return undefined;
}

function fits(field: ProfileField, value: FieldValue): boolean {
  switch (field.kind) {
    case 'number':
      return typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'list':
    case 'rows':
      return Array.isArray(value);
    case 'pairs':
      return typeof value === 'object' && !Array.isArray(value);
    case 'text':
    case 'choice':
    case 'file':
    case 'folder':
    case 'secret':
      return typeof value === 'string';
  }
}

export function isEmptyValue(value: FieldValue): boolean {
  if (typeof value === 'string') return value.trim() === '';
  if (typeof value === 'object') return Object.keys(value).length === 0;
  return false;
}

export function sameValue(one: FieldValue, other: FieldValue): boolean {
  return one === other || (typeof one === 'object' && JSON.stringify(one) === JSON.stringify(other));
}

function emptyValue(field: ProfileField): FieldValue {
  return field.kind === 'boolean' ? false : '';
}
