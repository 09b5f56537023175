import * as z from 'zod/mini';
import type { ChangeKind } from '../core/contract/tables';
import type { Check } from './define';
import { request } from './define';
import { count, path, text } from './shapes';
import { changeKind, type InTable, type KeyTexts, keyTexts } from './tables';

/** A change of one row as a person has made it in the grid. */
export interface RowEdit {
  /** The view's own name of it. */
  readonly id: string;
  readonly kind: 'insert' | 'update' | 'delete';
  /** The row of the result; absent for an insert. */
  readonly row?: number;
  /** Values by column of the table, as text; `null` is NULL. None for a delete. */
  readonly values: readonly (readonly [column: number, value: string | null])[];
}
export const rowEdit: Check<RowEdit> = z.object({ id: text, kind: z.enum(['insert', 'update', 'delete']), row: z.exactOptional(count), values: z.array(z.tuple([count, z.nullable(text)])) });

export interface CheckValueParams extends InTable {
  readonly column: number;
  readonly values: readonly (string | null)[];
}
/** Why each text is no value of the column, in one sentence; `null` where it is one. */
export const CheckColumnValues = request<CheckValueParams, readonly (string | null)[]>(
  'tables/checkValues',
  z.object({ connectionId: text, table: path, column: count, values: z.array(z.nullable(text)) }),
  z.array(z.nullable(text)),
);

export interface EditParams extends InTable {
  /** The result that the rows of the edits stand in. */
  readonly resultId: string;
  readonly edits: readonly RowEdit[];
}
const editParams: Check<EditParams> = z.object({ connectionId: text, table: path, resultId: text, edits: z.array(rowEdit) });

/** The keys of rows of a result as text, by which {@link FindRows} finds them in another result of the same table. Empty where the table has no key. */
export const RowKeys = request<InTable & { readonly resultId: string; readonly rows: readonly number[] }, readonly KeyTexts[]>(
  'tables/rowKeys',
  z.object({ connectionId: text, table: path, resultId: text, rows: z.array(count) }),
  z.array(keyTexts),
);

/** The rows of a result that have these keys; `null` where there is none, or none yet. */
export const FindRows = request<InTable & { readonly resultId: string; readonly keys: readonly KeyTexts[] }, readonly (number | null)[]>(
  'tables/findRows',
  z.object({ connectionId: text, table: path, resultId: text, keys: z.array(keyTexts) }),
  z.array(z.nullable(count)),
);

/** What exactly would be done. */
export interface EditOperation {
  readonly id: string;
  readonly kind: ChangeKind;
  readonly key: readonly (readonly [column: string, value: string])[];
  readonly changes: readonly { readonly column: string; readonly before: string | null; readonly after: string | null }[];
  /** Why it cannot be done. */
  readonly problem?: string;
}
const operation: Check<EditOperation> = z.object({
  id: text,
  kind: changeKind,
  key: z.array(z.tuple([text, text])),
  changes: z.array(z.object({ column: text, before: z.nullable(text), after: z.nullable(text) })),
  problem: z.exactOptional(text),
});

export interface EditReview {
  readonly operations: readonly EditOperation[];
  /** Applied together or not at all; else one by one, in this order. */
  readonly atomic: boolean;
}
/** Changes nothing. */
export const ReviewEdits = request<EditParams, EditReview>('tables/review', editParams, z.object({ operations: z.array(operation), atomic: z.boolean() }));

/** `unknown`: it was sent, and never acknowledged. `untried`: it was not sent, since an earlier one failed. */
export interface EditOutcome {
  readonly id: string;
  readonly state: 'written' | 'refused' | 'unknown' | 'untried';
  readonly why?: string;
}
const outcome: Check<EditOutcome> = z.object({ id: text, state: z.enum(['written', 'refused', 'unknown', 'untried']), why: z.exactOptional(text) });

export interface EditReport {
  readonly atomic: boolean;
  readonly outcomes: readonly EditOutcome[];
}
/** Nothing is retried. */
export const ApplyEdits = request<EditParams, EditReport>('tables/apply', editParams, z.object({ atomic: z.boolean(), outcomes: z.array(outcome) }));
