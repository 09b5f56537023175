import * as z from 'zod/mini';
import type { StatementParameter } from '../core/contract/execution';
import type { Inspection } from '../core/contract/inspection';
import type { Check } from './define';
import { request } from './define';
import { columnInfo, facts, text } from './shapes';
import { statementParameter } from './statements';

export interface InspectParams {
  readonly connectionId: string;
  readonly statement: string;
  readonly parameters?: readonly StatementParameter[];
  readonly settings?: Readonly<Record<string, string>>;
  /** The document, for its transaction. */
  readonly scope?: string;
}
const inspectParams: Check<InspectParams> = z.object({
  connectionId: text,
  statement: text,
  parameters: z.exactOptional(z.array(statementParameter)),
  settings: z.exactOptional(z.record(text, text)),
  scope: z.exactOptional(text),
});
export const inspection: Check<Inspection> = z.object({ id: text, facts, columns: z.exactOptional(z.array(columnInfo)), parts: z.array(z.object({ label: text, facts })) });
/** Needs an open session with the capability `inspections`. */
export const InspectStatement = request<InspectParams, Inspection>('statement/inspect', inspectParams, inspection);
