import * as z from 'zod/mini';
import type { StatementLanguage } from '../core/contract/language';
import type { FieldIssue, ImportedProfile, ProfileForm } from '../core/contract/profile';
import type { Check } from './define';
import { request } from './define';
import { fieldIssue, fieldValues, importedProfile, profile, profileForm, statementLanguage, text } from './shapes';

/** A backend without its code. */
export interface BackendDescriptor {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly description: string;
  readonly form: ProfileForm;
  readonly language: StatementLanguage;
}

export const backendDescriptor: Check<BackendDescriptor> = z.object({
  id: text,
  label: text,
  icon: text,
  description: text,
  form: profileForm,
  language: statementLanguage,
});

export const ListBackends = request<Record<string, never>, readonly BackendDescriptor[]>('backends/list', z.object({}), z.array(backendDescriptor));

export interface ParsedUrl {
  readonly backend: string;
  readonly profile: ImportedProfile;
}
const parsedUrl: Check<ParsedUrl> = z.object({ backend: text, profile: importedProfile });

/** `null` where no backend knows the URL. */
export const ParseUrl = request<{ url: string }, ParsedUrl | null>('backends/parseUrl', z.object({ url: text }), z.nullable(parsedUrl));

/** Connections that the environment describes. */
export const FoundConnections = request<Record<string, never>, readonly ParsedUrl[]>('backends/found', z.object({}), z.array(parsedUrl));

/** URL of a profile without secrets; `null` where the backend has no URL form. */
export const FormatUrl = request('backends/formatUrl', z.object({ profile }), z.nullable(text));

export interface CheckedValues {
  readonly issues: readonly FieldIssue[];
  /** Where values and secrets would be sent (`host:port`); empty where nowhere. */
  readonly destination: string;
}
const checkedValues: Check<CheckedValues> = z.object({ issues: z.array(fieldIssue), destination: text });
export const CheckValues = request('backends/check', z.object({ backend: text, values: fieldValues }), checkedValues);
