import { wrong } from './command';
import type { Word } from './words';

export interface LakeFsUri {
  readonly repository: string;
  /** Empty where the URI names a repository only. */
  readonly ref: string;
  readonly path: string;
}

/** `lakefs://repository/ref/path`, taken literally: nothing is percent-encoded, as in lakectl. @throws HeadwaterError */
export function uriOf(word: Word | undefined, needs: 'repository' | 'ref' | 'path'): LakeFsUri {
  const [, repository = '', ref = '', path = ''] = /^lakefs:\/\/([^/]+)(?:\/([^/]*))?(?:\/(.*))?$/su.exec(word?.text ?? '') ?? [];
  if (repository === '') throw wrong(`“${word?.text ?? ''}” is no lakeFS URI.`, word, 'Write lakefs://repository/ref/path.');
  if (needs !== 'repository' && ref === '') throw wrong('The URI names no branch, tag or commit.', word, 'Write lakefs://repository/ref.');
  if (needs === 'path' && path === '') throw wrong('The URI names no object.', word, 'Write lakefs://repository/ref/path.');
  return { repository, ref, path };
}
