import { HeadwaterError } from '../../core/errors';
import type { TextPart } from './kind';

/** A text made around a part of the statement; errors in that part are placed where the person wrote it. */
export interface BuiltText {
  readonly text: string;
  readonly parts: readonly { readonly at: number; readonly part: TextPart }[];
}

export function built(strings: TemplateStringsArray, ...values: readonly (string | TextPart | BuiltText)[]): BuiltText {
  const parts: { at: number; part: TextPart }[] = [];
  let text = strings[0] ?? '';
  values.forEach((value, index) => {
    const start = text.length;
    if (typeof value === 'string') text += value;
    else {
      parts.push(...('parts' in value ? value.parts.map(({ at, part }) => ({ at: start + at, part })) : [{ at: start, part: value }]));
      text += value.text;
    }
    text += strings[index + 1] ?? '';
  });
  return { text, parts };
}

/** Work on a text whose errors are placed in the statement. */
export async function placed<T>(text: BuiltText, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw placedError(error, text);
  }
}

/** The error with its place in the statement as it was written. */
export function placedError(error: unknown, { parts }: BuiltText): unknown {
  if (!(error instanceof HeadwaterError) || !error.failure.position) return error;
  const { position, ...failure } = error.failure;
  const found = parts.find(({ at, part }) => position.start >= at && position.start <= at + part.text.length);
  if (!found) return new HeadwaterError(failure, { cause: error });
  const moved = found.part.start - found.at;
  return new HeadwaterError({ ...failure, position: { start: position.start + moved, end: position.end + moved } }, { cause: error });
}
