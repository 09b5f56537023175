import * as z from 'zod/mini';
import type { RejectedLine } from '../../../core/contract/textWriter';

/**
 * What InfluxDB says of the lines it refused. Sources: the write endpoints of InfluxDB 3 (`data` with line numbers from 1),
 * Cloud's v2 (`line`, or the numbers in the message) and InfluxDB 1 (the lines' own text in the message).
 */
export interface Refusal {
  readonly why: string;
  /** `line` counts from 0 in the text that was sent. */
  readonly rejected: readonly RejectedLine[];
  /** Whether the other lines were written. */
  readonly partial: boolean;
}

const entry = z.object({ original_line: z.optional(z.string()), line_number: z.number(), error_message: z.string() });
const answer = z.object({
  error: z.optional(z.string()),
  message: z.optional(z.string()),
  line: z.optional(z.number()),
  data: z.optional(z.union([entry, z.array(entry), z.null()])),
});

/** @param sent the text of the request */
export function readRefusal(body: string, sent: string): Refusal {
  const parsed = z.safeParse(answer, jsonOf(body));
  if (!parsed.success) return { why: body.trim().slice(0, 2_000) || 'The server gave no reason.', rejected: [], partial: false };
  const { error, message, line, data } = parsed.data;
  const why = error ?? message ?? 'The server gave no reason.';
  const entries = Array.isArray(data) ? data : data ? [data] : [];
  const rejected = entries.map((one) => ({ line: Math.max(0, Math.trunc(one.line_number) - 1), why: one.error_message }));
  const partial = /partial write/iu.test(why);
  if (rejected.length > 0) return { why, rejected, partial };
  return { why, rejected: fromMessage(why, line, sent), partial };
}

function fromMessage(why: string, line: number | undefined, sent: string): readonly RejectedLine[] {
  const numbered = [...why.matchAll(/line (?<line>\d+)(?: \(1-based\))?\)?: (?<why>[^\n]*?)(?=; |\n|$)/giu)].map(({ groups }) => ({ line: Number(groups?.['line']) - 1, why: groups?.['why'] ?? why }));
  if (numbered.length > 0) return numbered;
  if (line !== undefined && line >= 1) return [{ line: Math.trunc(line) - 1, why }];
  return byText(why, sent);
}

/** InfluxDB 1 repeats the line, and cuts off what stands after it. */
function byText(why: string, sent: string): readonly RejectedLine[] {
  const lines = sent.split(/\r?\n/u);
  let from = 0;
  return [...why.matchAll(/unable to parse '(?<text>[^\n]*)': (?<why>[^\n]*)/gu)].flatMap(({ groups }) => {
    const text = groups?.['text'] ?? '';
    const found = lines.findIndex((line, index) => index >= from && line.trim() === text.trim());
    if (found < 0) return [];
    from = found + 1;
    return [{ line: found, why: groups?.['why'] ?? why }];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
