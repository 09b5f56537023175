import { NotebookCellData, NotebookCellKind, NotebookData } from 'vscode';
import type { NotebookSerializer } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { formatBytes } from '../../core/format/numbers';
import { parametersCellOutput } from './cellOutputs';
import { metadataOf } from './metadata';
import { parametersOutput } from './parameterCells';
import { PARAMETER_LANGUAGE } from './parameterText';
import { bounded } from './boundedOutputs';
import { readable, shownOutput } from './savedOutputs';
import type { NotebookFile, NotebookFileCell, NotebookFormat } from './notebookFile';

/** Larger files are no notebooks that anybody could work with. */
const MOST_BYTES = 256 * 1024 * 1024;

/** A format of files as the editor wants it. Outputs are kept, bounded and as text, where that is wanted. */
export class FormatSerializer implements NotebookSerializer {
  constructor(
    private readonly format: NotebookFormat,
    private readonly keepsOutputs: () => boolean,
  ) {}

  deserializeNotebook(content: Uint8Array): NotebookData {
    return notebookData(this.format.read(decoded(content)));
  }

  serializeNotebook({ cells, metadata }: NotebookData): Uint8Array {
    const { connection, rest } = metadataOf(metadata);
    const file: NotebookFile = { cells: cells.map((cell) => fileCell(cell, this.keepsOutputs())), ...(connection !== undefined && { connection }), ...(rest && { rest }) };
    return new TextEncoder().encode(this.format.print(file));
  }
}

/** A notebook as the editor has it. */
export function notebookData({ connection, cells, rest }: NotebookFile): NotebookData {
  const data = new NotebookData(cells.map(cellData));
  data.metadata = { ...(connection !== undefined && { connection }), ...(rest && { rest }) };
  return data;
}

function cellData({ kind, language, text, connection, name, outputs, rest }: NotebookFileCell): NotebookCellData {
  const data = new NotebookCellData(kind === 'code' ? NotebookCellKind.Code : NotebookCellKind.Markup, text, language);
  data.metadata = { ...(connection !== undefined && { connection }), ...(name !== undefined && { name }), ...(rest && { rest }) };
  if (outputs) data.outputs = outputs.map(shownOutput);
  // Parameters can be changed before anything has run.
  if (language === PARAMETER_LANGUAGE) data.outputs = [parametersCellOutput(parametersOutput(text))];
  return data;
}

function fileCell({ kind, languageId, value, metadata, outputs = [] }: NotebookCellData, keepsOutputs: boolean): NotebookFileCell {
  const code = kind === NotebookCellKind.Code;
  return { kind: code ? 'code' : 'markdown', language: code ? languageId : 'markdown', text: value.replaceAll('\r\n', '\n'), ...metadataOf(metadata), ...(keepsOutputs && languageId !== PARAMETER_LANGUAGE && { outputs: bounded(readable(outputs)) }) };
}

function decoded(content: Uint8Array): string {
  if (content.byteLength > MOST_BYTES) {
    throw new HeadwaterError({
      what: 'Could not open the notebook',
      why: `The file has ${formatBytes(content.byteLength)}, more than a notebook can have (${formatBytes(MOST_BYTES)}).`,
      todo: 'Take the outputs out of it with another program. The file was not changed.',
      code: 'notebook-too-large',
    });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    throw new HeadwaterError({
      what: 'Could not open the notebook',
      why: 'The file is not text in UTF-8.',
      todo: 'Save it as UTF-8 with the program that wrote it. The file was not changed.',
      code: 'damaged-notebook',
    });
  }
}
