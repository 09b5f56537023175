import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { HeadwaterError } from '../../../core/errors';
import { settingsOfYaml } from '../settings/yamlSettings';

/** The file that links a folder, as `lakectl local` of 1.84.0 writes it. */
export const REF_FILE = '.lakefs_ref.yaml';

/** A folder that holds what stands below a prefix of a branch. */
export interface LinkedFolder {
  readonly folder: string;
  readonly repository: string;
  readonly branch: string;
  /** Empty, or ends with `/`. */
  readonly prefix: string;
  /** The commit that the files were taken from. */
  readonly head: string;
}

/** @throws HeadwaterError where the folder is not linked */
export async function readLinkedFolder(folder: string): Promise<LinkedFolder> {
  const what = `Could not read the link of “${path.basename(folder)}”`;
  const text = await readFile(path.join(folder, REF_FILE), 'utf8').catch((error: unknown) => {
    throw new HeadwaterError({ what, why: `There is no ${REF_FILE} in it.`, todo: 'Name a folder that `lakectl local` has made.', kind: 'notFound' }, { cause: error });
  });
  const settings = settingsOfYaml(text);
  const [, repository, branch, below = ''] = /^lakefs:\/\/([^/]+)\/([^/]+)(?:\/(.*))?$/su.exec(settings.get('src') ?? '') ?? [];
  const head = settings.get('at_head') ?? '';
  if (repository === undefined || branch === undefined || head === '') throw new HeadwaterError({ what, why: `${REF_FILE} names no branch and commit.`, todo: 'Link the folder again by `lakectl local checkout`.', kind: 'invalid' });
  return { folder, repository, branch, prefix: below === '' || below.endsWith('/') ? below : `${below}/`, head };
}

/** What else stands in the file stays. */
export async function writeHead({ folder }: LinkedFolder, head: string): Promise<void> {
  const file = path.join(folder, REF_FILE);
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, (await readFile(file, 'utf8')).replace(/^at_head:.*$/mu, `at_head: ${head}`));
  await rename(fresh, file);
}
