import { NotebookCellData, NotebookCellKind, NotebookData } from 'vscode';
import type { NotebookSerializer } from 'vscode';
import { HeadwaterError } from '../../core/errors';
import { parametersCellOutput } from './cellOutputs';
import { metadataOf } from './metadata';
import { parametersOutput } from './parameterCells';
import { PARAMETER_LANGUAGE } from './parameterText';
import type { NotebookFile, NotebookFileCell, NotebookFormat } from './notebookFile';

/** A format of files as the editor wants it. Outputs are not kept. */
export class FormatSerializer implements NotebookSerializer {
  constructor(private readonly format: NotebookFormat) {}

  deserializeNotebook(content: Uint8Array): NotebookData {
    const { connection, cells, rest } = this.format.read(decoded(content));
    const data = new NotebookData(cells.map(cellData));
    data.metadata = { ...(connection !== undefined && { connection }), ...(rest && { rest }) };
    return data;
  }

  serializeNotebook({ cells, metadata }: NotebookData): Uint8Array {
    const { connection, rest } = metadataOf(metadata);
    const file: NotebookFile = { cells: cells.map(fileCell), ...(connection !== undefined && { connection }), ...(rest && { rest }) };
    return new TextEncoder().encode(this.format.print(file));
  }
}

function cellData({ kind, language, text, connection, name, rest }: NotebookFileCell): NotebookCellData {
  const data = new NotebookCellData(kind === 'code' ? NotebookCellKind.Code : NotebookCellKind.Markup, text, language);
  data.metadata = { ...(connection !== undefined && { connection }), ...(name !== undefined && { name }), ...(rest && { rest }) };
  // Parameters can be changed before anything has run.
  if (language === PARAMETER_LANGUAGE) data.outputs = [parametersCellOutput(parametersOutput(text))];
  return data;
}

function fileCell({ kind, languageId, value, metadata }: NotebookCellData): NotebookFileCell {
  const code = kind === NotebookCellKind.Code;
  return { kind: code ? 'code' : 'markdown', language: code ? languageId : 'markdown', text: value.replaceAll('\r\n', '\n'), ...metadataOf(metadata) };
}

function decoded(content: Uint8Array): string {
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
