import * as z from 'zod/mini';
import { HeadwaterError } from '../../core/errors';
import { count } from '../../protocol/shapes';
import type { NotebookFile, NotebookFileCell, NotebookFormat } from './notebookFile';

/** Raised when a reader of today would lose or misread what is written. */
const VERSION = 1;

const cell = z.looseObject({
  kind: z.enum(['code', 'markdown']),
  language: z.string(),
  connection: z.exactOptional(z.string()),
  name: z.exactOptional(z.string()),
  text: z.array(z.string()),
  outputs: z.exactOptional(z.array(z.object({ plain: z.string(), html: z.exactOptional(z.string()), rows: z.exactOptional(z.object({ arrow: z.string(), total: count })) }))),
});
const file = z.looseObject({ headwater: z.number(), connection: z.exactOptional(z.string()), cells: z.array(cell) });

/**
 * `*.hwnb`: JSON with its keys always in the same order and the lines of a cell as an array, so that a change of one line is one line of a diff.
 * Keys that are not known are kept, behind the others.
 */
export const jsonFormat: NotebookFormat = { read, print };

function read(text: string): NotebookFile {
  if (text.trim() === '') return { cells: [] };
  const found = file.safeParse(parse(text));
  if (!found.success) throw damaged(problemOf(found.error));
  const { headwater: version, connection, cells, ...rest } = found.data;
  if (version > VERSION) {
    throw new HeadwaterError({
      what: 'Could not open the notebook',
      why: `It was written by a newer version of Headwater (its format is ${version}, this one reads up to ${VERSION}).`,
      todo: 'Update Headwater. The file was not changed.',
      code: 'newer-notebook',
    });
  }
  return { ...(connection !== undefined && { connection }), cells: cells.map(cellOf), ...some(rest) };
}

function cellOf({ kind, language, connection, name, text, outputs, ...rest }: z.infer<typeof cell>): NotebookFileCell {
  return { kind, language, text: text.join('\n'), ...(connection !== undefined && { connection }), ...(name !== undefined && { name }), ...(outputs && { outputs }), ...some(rest) };
}

const some = (rest: Readonly<Record<string, unknown>>): { rest?: Readonly<Record<string, unknown>> } => (Object.keys(rest).length === 0 ? {} : { rest });

function print({ connection, cells, rest }: NotebookFile): string {
  const printed = {
    headwater: VERSION,
    ...(connection !== undefined && { connection }),
    cells: cells.map((one) => ({
      kind: one.kind,
      language: one.language,
      ...(one.connection !== undefined && { connection: one.connection }),
      ...(one.name !== undefined && { name: one.name }),
      text: one.text.split('\n'),
      ...(one.outputs && one.outputs.length > 0 && { outputs: one.outputs.map(({ plain, html, rows }) => ({ plain, ...(html !== undefined && { html }), ...(rows && { rows: { arrow: rows.arrow, total: rows.total } }) })) }),
      ...one.rest,
    })),
    ...rest,
  };
  return `${JSON.stringify(printed, undefined, 2)}\n`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : 'It is no JSON.');
  }
}

function damaged(why: string): HeadwaterError {
  return new HeadwaterError({
    what: 'Could not open the notebook',
    why: `The file is damaged: ${why}`,
    todo: 'Open it with the text editor (Reopen Editor With…) to mend it, or take an earlier version. The file was not changed.',
    code: 'damaged-notebook',
  });
}

function problemOf(error: z.core.$ZodError): string {
  const [issue] = error.issues;
  const place = issue?.path.map(String).join('.') ?? '';
  return place === '' ? 'it does not hold a notebook.' : `“${place}” is not as it should be.`;
}
