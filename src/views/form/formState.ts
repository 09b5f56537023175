import { checkFields, initialValues, isEmptyValue, sameValue, usedValues, visibleFields } from '../../core/contract/fields';
import type { FieldValues } from '../../core/contract/fields';
import type { FieldIssue, FieldValue, ProfileField, ProfilePreset } from '../../core/contract/profile';
import type { FormInput, FormIssues, FormKind, FormModel, FormUrl } from '../../protocol/formView';

/** The two sets of fields of a form: of the chosen kind, and common to all kinds. */
export type Part = 'values' | 'common';

/** What a form view remembers while it is closed and opened again; without secrets. */
export interface FormMemory {
  readonly kind: string;
  readonly values: FieldValues;
  readonly common: FieldValues;
}

/** Everything that a person has done to a form so far. No document, no host: the view draws it, tests read it. */
export class FormState {
  #kind: string;
  /** By kind, so that looking at another kind loses nothing. */
  readonly #values = new Map<string, FieldValues>();
  #common: FieldValues;
  #secrets: Record<string, string | null> = {};
  #stored: ReadonlySet<string>;
  readonly #touched = new Set<string>();
  #submitted = false;
  #hostIssues: FormIssues = { values: [], common: [] };

  constructor(
    readonly model: FormModel,
    memory?: FormMemory,
  ) {
    const known = memory && model.kinds.some((kind) => kind.id === memory.kind) ? memory : undefined;
    this.#kind = known?.kind ?? model.kind;
    this.#stored = new Set(model.stored);
    for (const kind of model.kinds) this.#values.set(kind.id, initialValues(kind.fields));
    this.#values.set(model.kind, { ...this.#values.get(model.kind), ...model.input.values });
    if (known) this.#values.set(known.kind, known.values);
    this.#common = { ...initialValues(model.common), ...model.input.common, ...known?.common };
  }

  get kind(): FormKind | undefined {
    return this.model.kinds.find((kind) => kind.id === this.#kind);
  }

  get memory(): FormMemory {
    return { kind: this.#kind, values: this.#of('values'), common: this.#common };
  }

  get input(): FormInput {
    const used = new Set(this.visible('values').map((field) => field.key));
    const secrets = Object.fromEntries(Object.entries(this.#secrets).filter(([key, value]) => used.has(key) && value !== ''));
    return { kind: this.#kind, values: usedValues(this.#fields('values'), this.#of('values')), common: usedValues(this.model.common, this.#common), secrets };
  }

  visible(part: Part): readonly ProfileField[] {
    return visibleFields(this.#fields(part), this.#of(part));
  }

  value(part: Part, key: string): FieldValue | undefined {
    return this.#of(part)[key];
  }

  secret(key: string): string {
    return this.#secrets[key] ?? '';
  }

  /** True where the host holds a secret that is neither replaced nor removed. */
  isStored(key: string): boolean {
    return this.#stored.has(key) && this.#secrets[key] !== null;
  }

  chooseKind(id: string): void {
    this.#kind = id;
    this.#hostIssues = { values: [], common: [] };
  }

  applyPreset(preset: ProfilePreset): void {
    this.#set('values', { ...this.#of('values'), ...preset.values });
  }

  applyUrl(url: FormUrl): void {
    this.#kind = url.kind;
    this.#set('values', { ...initialValues(this.#fields('values')), ...url.values });
    this.#stored = new Set([...this.#stored, ...url.stored]);
    if (url.name !== undefined && isEmptyValue(this.#common['name'] ?? '')) this.#common = { ...this.#common, name: url.name };
  }

  setValue(part: Part, key: string, value: FieldValue | undefined): void {
    const others = Object.entries(this.#of(part)).filter(([other]) => other !== key);
    this.#set(part, Object.fromEntries(value === undefined ? others : [...others, [key, value]]));
    this.#hostIssues = { ...this.#hostIssues, [part]: this.#hostIssues[part].filter((issue) => issue.key !== key) };
  }

  /** Text replaces what is stored; `''` keeps it; `null` removes it. */
  setSecret(key: string, value: string | null): void {
    this.#secrets = { ...this.#secrets, [key]: value };
  }

  /** From now on the field's problems are shown. */
  touch(part: Part, key: string): void {
    this.#touched.add(`${part} ${key}`);
  }

  setHostIssues(issues: FormIssues): void {
    this.#hostIssues = issues;
  }

  /** Shows every problem from now on; true where there is none that the view can see. */
  submit(): boolean {
    this.#submitted = true;
    return this.#own('values').length + this.#own('common').length === 0;
  }

  /** The message to show at a field. */
  issueOf(part: Part, key: string): string | undefined {
    const own = this.#submitted || this.#touched.has(`${part} ${key}`) ? this.#own(part) : [];
    return [...own, ...this.#hostIssues[part]].find((issue) => issue.key === key)?.message;
  }

  /** Messages that belong to no visible field. */
  get formIssues(): readonly string[] {
    return (['values', 'common'] as const).flatMap((part) => {
      const shown = new Set(this.visible(part).map((field) => field.key));
      return this.#hostIssues[part].filter((issue) => !shown.has(issue.key)).map((issue) => issue.message);
    });
  }

  /** The first field with a problem, for the focus after a failed submit. */
  get firstIssue(): { readonly part: Part; readonly key: string } | undefined {
    const order: readonly (readonly [Part, readonly ProfileField[]])[] = [
      ['common', this.visible('common').filter((field) => field.group === undefined)],
      ['values', this.visible('values')],
      ['common', this.visible('common').filter((field) => field.group !== undefined)],
    ];
    for (const [part, fields] of order) {
      const field = fields.find(({ key }) => this.issueOf(part, key) !== undefined);
      if (field) return { part, key: field.key };
    }
    return undefined;
  }

  /** The warning of a field whose value differs from its initial one in the direction warned about: while it is set. */
  warningOf(part: Part, field: ProfileField): string | undefined {
    const value = this.#of(part)[field.key];
    const set = field.kind === 'boolean' ? value === true : value !== undefined && !isEmptyValue(value) && !sameValue(value, field.initial ?? '');
    return set ? field.warning : undefined;
  }

  #own(part: Part): readonly FieldIssue[] {
    const secrets = new Set([...this.#stored].filter((key) => this.isStored(key)));
    for (const [key, value] of Object.entries(this.#secrets)) if (value !== null && value !== '') secrets.add(key);
    return checkFields(this.#fields(part), this.#of(part), part === 'values' ? secrets : new Set());
  }

  #fields(part: Part): readonly ProfileField[] {
    return part === 'values' ? (this.kind?.fields ?? []) : this.model.common;
  }

  #of(part: Part): FieldValues {
    return part === 'values' ? (this.#values.get(this.#kind) ?? {}) : this.#common;
  }

  #set(part: Part, values: FieldValues): void {
    if (part === 'values') this.#values.set(this.#kind, values);
    else this.#common = values;
  }
}
