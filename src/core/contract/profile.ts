/** A value of a profile field. Numbers are whole or decimal as typed; `pairs` fields are records of strings; lists are arrays of strings. */
export type FieldValue = string | number | boolean | readonly string[] | Readonly<Record<string, string>>;

/** Saved settings of a connection. Holds no secret: those stand in {@link Secrets} under the keys of the form's secret fields. */
export interface ConnectionProfile {
  /** A UUID, made once; never derived from host, user or name. */
  readonly id: string;
  readonly name: string;
  /** The id of the backend. */
  readonly backend: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  /** Folder path in the tree, `/` between levels; absent at the top. */
  readonly folder?: string;
  readonly colour?: ConnectionColour;
  /** Read-only unless a person confirms each write. */
  readonly protected?: boolean;
  /** Milliseconds after which a running statement is cancelled; absent = none. */
  readonly statementTimeoutMs?: number;
  /** Most rows that one statement reads; absent = all. */
  readonly rowCap?: number;
}

export type ConnectionColour = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple';

/** Secret values by field key. In memory only. */
export type Secrets = Readonly<Record<string, string>>;

export type FieldKind = 'text' | 'number' | 'boolean' | 'choice' | 'secret' | 'file' | 'folder' | 'pairs' | 'list' | 'rows';

/** One column of a `rows` field. A cell of a `flag` is `true` or empty. */
export interface FieldColumn {
  readonly label: string;
  readonly kind: 'text' | 'flag';
  readonly placeholder?: string;
  /** Offered while typing; anything else may be typed. */
  readonly suggestions?: readonly string[];
}

/** One field of a connection form. Data only: the form, the settings schema, validation and URL import all come from it. */
export interface ProfileField {
  readonly key: string;
  readonly label: string;
  readonly kind: FieldKind;
  /** One line under the field. */
  readonly description?: string;
  /** Shown greyed in the empty field. */
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly initial?: FieldValue;
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly description?: string }[];
  readonly min?: number;
  readonly max?: number;
  /** Of a `rows` field, whose value is a list of rows: the cells of each joined by tabs. */
  readonly columns?: readonly FieldColumn[];
  /** A regular expression (flags `u`) for the whole value, with the message shown when it does not match. */
  readonly pattern?: { readonly source: string; readonly message: string };
  /** Shown only while another field has one of these values. */
  readonly when?: { readonly key: string; readonly is: readonly FieldValue[] };
  /** Heading under which the field stands; fields without one stand first. */
  readonly group?: string;
  /** File name extensions offered for `file` fields, without dots. */
  readonly extensions?: readonly string[];
  /** Shown as an unmissable warning while the value is set (verification off, for example). */
  readonly warning?: string;
}

/** Named starting values, such as "InfluxDB 3 Core". */
export interface ProfilePreset {
  readonly id: string;
  readonly label: string;
  readonly values: Readonly<Record<string, FieldValue>>;
}

export interface ProfileForm {
  readonly fields: readonly ProfileField[];
  readonly presets?: readonly ProfilePreset[];
  /** Example URLs that {@link Backend.parseUrl} understands. */
  readonly urlExamples?: readonly string[];
}

export interface FieldIssue {
  /** The field's key, or `''` for the form as a whole. */
  readonly key: string;
  readonly message: string;
}

/** What a pasted URL or an environment gave. */
export interface ImportedProfile {
  readonly name?: string;
  readonly values: Readonly<Record<string, FieldValue>>;
  readonly secrets: Secrets;
}
