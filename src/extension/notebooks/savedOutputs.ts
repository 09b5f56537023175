import { NotebookCellOutput, NotebookCellOutputItem } from 'vscode';
import type { NotebookCellOutput as CellOutput } from 'vscode';
import type { SavedOutput } from './notebookFile';

/** Characters of the outputs of one cell that are kept in a file. */
const MOST = 262_144;
const ERROR = 'application/vnd.code.notebook.error';

/** What can be read of outputs without anything of ours: HTML, and text that is there always. */
export function readable(outputs: readonly Pick<CellOutput, 'items'>[]): readonly SavedOutput[] {
  return outputs.flatMap(({ items }) => {
    const text = (mime: string): string | undefined => {
      const item = items.find((one) => one.mime === mime);
      return item && new TextDecoder().decode(item.data);
    };
    const failure = failureText(text(ERROR));
    const html = text('text/html');
    const plain = [failure, text('text/plain')].filter((part) => part !== undefined).join('\n');
    return plain === '' && html === undefined ? [] : [{ plain, ...(html !== undefined && failure === undefined && { html }) }];
  });
}

/** Outputs as they are kept in a file: up to a bound, beyond which a line says that there was more. */
export function bounded(outputs: readonly SavedOutput[]): readonly SavedOutput[] {
  let room = MOST;
  return outputs.map((output) => {
    const size = output.plain.length + (output.html?.length ?? 0);
    room -= size;
    return room >= 0 ? output : { plain: 'This output was too large to be kept. Run the cell to see it.' };
  });
}

export function shownOutput({ plain, html }: SavedOutput): NotebookCellOutput {
  return new NotebookCellOutput([...(html === undefined ? [] : [NotebookCellOutputItem.text(html, 'text/html')]), NotebookCellOutputItem.text(plain, 'text/plain')]);
}

function failureText(json: string | undefined): string | undefined {
  if (json === undefined) return undefined;
  const read: unknown = JSON.parse(json);
  const { name, message }: { readonly name?: unknown; readonly message?: unknown } = typeof read === 'object' && read !== null ? read : {};
  return [name, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
}
