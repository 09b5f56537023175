import type { ObjectPath, Objects, ObjectStat } from '../../core/contract/objects';
import { HeadwaterError } from '../../core/errors';
import { dataFormat } from './formats';

/** Objects that one name may stand for. */
const MOST_OBJECTS = 10_000;
const PAGE = 1_000;
const WILD = /[*?[]/u;

/** A pattern, or a prefix: what ends with a slash. */
export function standsForMany(path: ObjectPath): boolean {
  return isPrefix(path) || WILD.test(path.at(-1) ?? '');
}

export function isPrefix(path: ObjectPath): boolean {
  return path.at(-1)?.endsWith('/') === true;
}

/**
 * Objects whose key matches the pattern of the path's last part, in the order of their keys: `*` and `?` within a folder, `**` over folders,
 * `[abc]` and `[!a-c]` one character. A prefix stands for all data files below it but hidden ones.
 */
export async function matchingObjects(objects: Objects, path: ObjectPath, label: string, signal: AbortSignal): Promise<readonly ObjectStat[]> {
  const container = path.slice(0, -1);
  const pattern = path.at(-1) ?? '';
  const prefix = isPrefix(path) ? pattern : pattern.slice(0, pattern.slice(0, pattern.search(WILD)).lastIndexOf('/') + 1);
  const matches = isPrefix(path) ? isDataFileBelow(pattern) : matcher(globPattern(pattern));
  const found: ObjectStat[] = [];
  for (let cursor: string | undefined, more = true; more; ) {
    const page = await objects.list([...container, prefix], { ...(cursor === undefined ? {} : { cursor }), limit: PAGE, recursive: true }, signal);
    found.push(...page.objects.filter((one) => matches(one.path.at(-1) ?? '')));
    if (found.length > MOST_OBJECTS) throw tooMany(label);
    cursor = page.next;
    more = cursor !== undefined;
  }
  return found.sort((one, other) => ((one.path.at(-1) ?? '') < (other.path.at(-1) ?? '') ? -1 : 1));
}

const matcher = (pattern: RegExp) => (key: string) => pattern.test(key);

/** What writers of tables put beside them, such as `_SUCCESS` and `_delta_log/`, has names that begin with `_` or `.`. */
function isDataFileBelow(prefix: string): (key: string) => boolean {
  return (key) => dataFormat(key) !== undefined && !key.slice(prefix.length).split('/').some((part) => /^[_.]/u.test(part) && !part.includes('='));
}

export function globPattern(glob: string): RegExp {
  let source = '';
  for (let at = 0; at < glob.length; at++) {
    const rest = glob.slice(at);
    const set = /^\[(!?)([^\]/]+)\]/u.exec(rest);
    if (rest.startsWith('**/')) {
      source += '(?:.*/)?';
      at += 2;
    } else if (rest.startsWith('**')) {
      source += '.*';
      at += 1;
    } else if (set) {
      source += `[${set[1] === '!' ? '^' : ''}${(set[2] ?? '').replaceAll('\\', '\\\\').replaceAll('^', '\\^')}]`;
      at += set[0].length - 1;
    } else source += wildcard(glob[at] ?? '');
  }
  return new RegExp(`^${source}$`, 's');
}

function wildcard(character: string): string {
  if (character === '*') return '[^/]*';
  if (character === '?') return '[^/]';
  return character.replace(/[\\^$.*+?()[\]{}|/]/u, String.raw`\$&`);
}

function tooMany(label: string): HeadwaterError {
  return new HeadwaterError({
    what: `Could not read \`${label}\``,
    why: `More than ${MOST_OBJECTS.toLocaleString('en-US')} objects have such a name.`,
    todo: 'Write a narrower pattern.',
    kind: 'unsupported',
    code: 'too-many-objects',
  });
}
