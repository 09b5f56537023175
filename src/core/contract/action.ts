import type { FieldValue, ProfileField } from './profile';

/** An extra verb that a node offers (create table, terminate query, import…), with a small form of its own. */
export interface Action {
  readonly id: string;
  /** Title case verb and noun: "Drop Table". */
  readonly title: string;
  readonly icon?: string;
  readonly group: 'open' | 'query' | 'change' | 'copy' | 'danger';
  readonly fields: readonly ProfileField[];
  /** Asked before running: what is named and what it means; absent = not asked. */
  readonly confirm?: { readonly message: string; readonly detail: string; readonly button: string };
  /** True where it changes something: asked about on protected connections in any case. */
  readonly writes: boolean;
  /** What the form starts with on this node, where that is not the fields' own. */
  initial?(path: readonly string[], signal: AbortSignal): Promise<Readonly<Record<string, FieldValue>>>;
  /** The fields on this node, in place of {@link fields}, where they depend on it: a value for each column of a table. */
  fieldsOf?(path: readonly string[], signal: AbortSignal): Promise<readonly ProfileField[]>;
  /** What {@link run} would send, in the system's own words; asked while the form is filled in. @throws HeadwaterError where the values do not fit yet */
  preview?(path: readonly string[], values: Readonly<Record<string, FieldValue>>, signal: AbortSignal): Promise<readonly ActionPreview[]>;
  /** `progress`: one line about how far it is, told as often as it likes. */
  run(path: readonly string[], values: Readonly<Record<string, FieldValue>>, signal: AbortSignal, progress?: (text: string) => void): Promise<ActionOutcome>;
}

export interface ActionPreview {
  readonly title: string;
  /** A VS Code language id. */
  readonly language: string;
  readonly text: string;
}

export interface ActionOutcome {
  /** Shown in the status bar or as a notification. */
  readonly message?: string;
  /** Nodes whose children have changed. */
  readonly changed?: readonly (readonly string[])[];
  /** A text to open in an editor. */
  readonly document?: { readonly language: string; readonly text: string };
}

/** Something that has turned up, and the action that would mend it, which a person is asked about. */
export interface ActionOffer {
  /** What is so: one or two sentences. */
  readonly text: string;
  /** Id and title of one of the session's actions without fields, and the node that it runs on. */
  readonly action: string;
  readonly title: string;
  readonly path: readonly string[];
}
