import * as z from 'zod/mini';
import type { ParameterType, StatementParameter } from '../core/contract/execution';
import type { Check } from './define';
import { notification, request } from './define';
import { count, failure, text, textRange } from './shapes';
import type { Failure, TextRange } from '../core/errors';

export interface StatementInfo extends TextRange {
  /** The statement's text without its terminator; `start` and `end` are its place in the document. */
  readonly text: string;
  /** First word in upper case; empty where there is none. */
  readonly verb: string;
  readonly writes: boolean;
  /** Parameters in order of first appearance: `1`, `2`… for `?` and `$1`, the name for `$name`. */
  readonly parameters: readonly string[];
  /** From a `-- headwater: name=…` line directly above, or the verb and the main name. */
  readonly title: string;
  /** From `-- headwater: key=value` lines directly above. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface DocumentStatements {
  readonly statements: readonly StatementInfo[];
  /** `-- headwater: key=value` lines at the top. */
  readonly settings: Readonly<Record<string, string>>;
}

const documentStatements: Check<DocumentStatements> = z.object({
  statements: z.array(
    z.object({ start: count, end: count, text, verb: text, writes: z.boolean(), parameters: z.array(text), title: text, settings: z.exactOptional(z.record(text, text)) }),
  ),
  settings: z.record(text, text),
});

/** Statements of a text in the language of a backend. Offsets are UTF-16 code units. */
export const SplitDocument = request<{ text: string; backend: string }, DocumentStatements>('statements/split', z.object({ text, backend: text }), documentStatements);

export const parameterType: Check<ParameterType> = z.enum(['text', 'integer', 'decimal', 'double', 'boolean', 'date', 'timestamp', 'blob-hex', 'json']);
export const statementParameter: Check<StatementParameter> = z.object({ name: text, type: parameterType, value: z.nullable(text) });

/** Which connection a document uses, for the language features; sent by the host whenever it changes. */
export interface DocumentBinding {
  readonly uri: string;
  /** Absent where the document has none. */
  readonly connectionId?: string;
  readonly backend?: string;
}
const documentBinding: Check<DocumentBinding> = z.object({ uri: text, connectionId: z.exactOptional(text), backend: z.exactOptional(text) });
export const BindDocument = notification('document/bind', documentBinding);

/** Problems that running found; the server publishes them as diagnostics until the document changes there. */
export interface RunProblem {
  readonly uri: string;
  readonly statement: TextRange;
  /** Positions inside are relative to the statement's start; absent clears this statement's problem. */
  readonly failure?: Failure;
}
const runProblem: Check<RunProblem> = z.object({ uri: text, statement: textRange, failure: z.exactOptional(failure) });
export const ReportProblem = notification('document/problem', runProblem);
