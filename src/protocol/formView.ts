import * as z from 'zod/mini';
import type { FieldIssue, FieldValue, ProfileField, ProfilePreset } from '../core/contract/profile';
import type { Check } from './define';
import { fieldValues, text } from './shapes';

/**
 * What a form webview and its host tell each other. Forms of every purpose (a connection, an action of a node) are one
 * view over this data. Secrets go from the view to the host only: the view knows no more than that one is stored.
 */

/** One of the things that the form can make: a system to connect to. A form for one thing has one kind. */
export interface FormKind {
  readonly id: string;
  readonly label: string;
  /** A codicon name. */
  readonly icon: string;
  readonly description: string;
  readonly fields: readonly ProfileField[];
  readonly presets: readonly ProfilePreset[];
}

export interface FormButton {
  readonly id: string;
  readonly label: string;
  readonly primary: boolean;
}

export interface FormModel {
  readonly title: string;
  /** One sentence under the title. */
  readonly intro?: string;
  /** Heading of the choice between kinds. */
  readonly kindsTitle: string;
  readonly kinds: readonly FormKind[];
  readonly kind: string;
  /** Fields that every kind has: those without a group stand above the kind's own, the others below. */
  readonly common: readonly ProfileField[];
  readonly input: FormInput;
  /** Keys of the kind's secrets that the host holds. */
  readonly stored: readonly string[];
  /** Examples for the URL box; there is none where this is empty. */
  readonly urlExamples: readonly string[];
  readonly canTest: boolean;
  /** True where the host tells what the values would make. */
  readonly previewed?: boolean;
  readonly buttons: readonly FormButton[];
}

/** What the person has entered. */
export interface FormInput {
  readonly kind: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly common: Readonly<Record<string, FieldValue>>;
  /** Only what was typed or, as `null`, removed; what is absent stays as it is stored. */
  readonly secrets: Readonly<Record<string, string | null>>;
}

export const formInput: Check<FormInput> = z.object({ kind: text, values: fieldValues, common: fieldValues, secrets: z.record(text, z.nullable(text)) });

/** Issues of both sets of fields; `key` `''` means the form as a whole. */
export interface FormIssues {
  readonly values: readonly FieldIssue[];
  readonly common: readonly FieldIssue[];
}

export interface FormTest {
  readonly product: string;
  readonly version: string;
  readonly connectMs: number;
  readonly roundTripMs: number;
}

/** What a URL gave; its secrets stay with the host. */
export interface FormUrl {
  readonly kind: string;
  readonly name?: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly stored: readonly string[];
}

/** One view of what the values would make. */
export interface FormPreview {
  readonly title: string;
  readonly text: string;
}

export interface Browse {
  readonly kind: 'file' | 'folder';
  readonly label: string;
  readonly extensions: readonly string[];
}
export const browse: Check<Browse> = z.object({ kind: z.enum(['file', 'folder']), label: text, extensions: z.array(text) });

export const submit: Check<{ button: string; input: FormInput }> = z.object({ button: text, input: formInput });
export const url: Check<{ url: string }> = z.object({ url: text });

/** Answered by the host. */
// A type, not an interface: only a type is known to have no other keys.
export type FormHostMethods = {
  readonly load: { readonly params: null; readonly result: FormModel };
  /** Checks beyond the data of the form. */
  readonly check: { readonly params: FormInput; readonly result: FormIssues };
  /** `null` where nobody knows the URL. */
  readonly parseUrl: { readonly params: { readonly url: string }; readonly result: FormUrl | null };
  readonly browse: { readonly params: Browse; readonly result: string | null };
  /** Fails where the values do not fit yet: the reason is shown in place of the preview. */
  readonly preview: { readonly params: FormInput; readonly result: readonly FormPreview[] };
  readonly test: { readonly params: FormInput; readonly result: FormTest };
  /** Closes the form where there is no issue. */
  readonly submit: { readonly params: { readonly button: string; readonly input: FormInput }; readonly result: FormIssues };
  readonly showLog: { readonly params: null; readonly result: null };
};
