import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { HeadwaterError } from '../../../core/errors';
import { splitStatements } from '../../../core/sql/split';
import { ksqlLanguage } from '../language/language';
import { classify, type StatementKind } from './classify';

export interface ScriptStatement {
  readonly text: string;
  readonly kind: StatementKind;
  /** Counted from 1. */
  readonly line: number;
}

/** Bytes of a script at most. */
const LARGEST = 16 * 1024 * 1024;

/**
 * The statements of a script. Relative names are read from the first workspace folder.
 * @throws HeadwaterError where it cannot be read, or holds what gives rows: a script has no place to show them
 */
export async function readScript(file: string, folders: readonly string[], trusted: boolean): Promise<readonly ScriptStatement[]> {
  const what = `Could not run the script \`${file}\``;
  if (!trusted) throw new HeadwaterError({ what, why: 'The workspace is not trusted, so that no files are read for its documents.', todo: 'Trust the workspace, or open the file and run it.', kind: 'forbidden' });
  const [folder] = folders;
  const path = isAbsolute(file) || folder === undefined ? file : join(folder, file);
  const text = await contentOf(path, what);
  return splitStatements(text, ksqlLanguage).statements.map((statement) => {
    const line = text.slice(0, statement.start).split('\n').length;
    const kind = classify(statement.text);
    if (kind.kind === 'select' || kind.kind === 'print' || kind.kind === 'script') throw new HeadwaterError({ what, why: `Line ${line} is a ${statement.verb} statement, which a script cannot hold here: nothing of the script was run.`, todo: 'Open the file and run it, so that its rows have a place.', kind: 'unsupported' });
    return { text: statement.text, kind, line };
  });
}

async function contentOf(path: string, what: string): Promise<string> {
  try {
    const { size } = await stat(path);
    if (size > LARGEST) throw new HeadwaterError({ what, why: `The file is larger than ${LARGEST >> 20} MiB.`, kind: 'invalid' });
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof HeadwaterError) throw error;
    throw new HeadwaterError({ what, why: `The file cannot be read (${error instanceof Error ? error.message : String(error)}).`, todo: 'Write its path, or that below the workspace folder.', kind: 'notFound' }, { cause: error });
  }
}
