import * as z from 'zod/mini';
import type { TextWriteReport } from '../core/contract/textWriter';
import type { LineIssue } from '../core/lineProtocol/parse';
import type { Check } from './define';
import { request } from './define';
import { count, text } from './shapes';

/** Documents of rows in a text format: see {@link TextWriteReport}. */

export interface WriteTextParams {
  readonly connectionId: string;
  readonly language: string;
  readonly text: string;
  readonly settings: Readonly<Record<string, string>>;
}
const writeTextParams: Check<WriteTextParams> = z.object({ connectionId: text, language: text, text, settings: z.record(text, text) });
const report: Check<TextWriteReport> = z.object({ lines: count, rejected: z.array(z.object({ line: count, why: text })), destination: text });
/** Needs an open session with the capability `textWriter`. */
export const WriteText = request<WriteTextParams, TextWriteReport>('text/write', writeTextParams, report);

/** Places are UTF-16 code units from the start of the text. */
export interface CheckedText {
  readonly issues: readonly LineIssue[];
  /** Lines with rows. */
  readonly rows: number;
  /** True where there are more issues than are told. */
  readonly more: boolean;
}
const issue: Check<LineIssue> = z.object({ start: count, end: count, line: count, severity: z.enum(['error', 'warning']), message: text });
const checkedText: Check<CheckedText> = z.object({ issues: z.array(issue), rows: count, more: z.boolean() });
/** What is wrong in a document of line protocol; asks no connection. */
export const CheckLines = request<{ text: string }, CheckedText>('text/check', z.object({ text }), checkedText);
