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
  run(path: readonly string[], values: Readonly<Record<string, FieldValue>>, signal: AbortSignal): Promise<ActionOutcome>;
}

export interface ActionOutcome {
  /** Shown in the status bar or as a notification. */
  readonly message?: string;
  /** Nodes whose children have changed. */
  readonly changed?: readonly (readonly string[])[];
  /** A text to open in an editor. */
  readonly document?: { readonly language: string; readonly text: string };
}
