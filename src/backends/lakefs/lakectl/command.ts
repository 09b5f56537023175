import { HeadwaterError } from '../../../core/errors';
import { type Flag, type Usage, USAGES } from './usages';
import { type Word, wordsOf } from './words';

/** A command with everything in its place. */
export interface Command {
  readonly usage: Usage;
  readonly operands: readonly Word[];
  /** The values of each flag that was given; without value: an empty text. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
}

/** `lakectl fs ls lakefs://r/main/ -r`; the first word may be left out. @throws HeadwaterError with the place of what is wrong */
export function parseCommand(line: string): Command {
  const words = wordsOf(line);
  const own = words[0]?.text === 'lakectl' ? words.slice(1) : words;
  const usage = USAGES.find(({ path }) => path.every((part, index) => own[index]?.text === part));
  if (!usage) throw unknown(own);
  const rest = own.slice(usage.path.length);
  const operands: Word[] = [];
  const flags = new Map<string, string[]>();
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at];
    if (!word) break;
    if (!/^-./u.test(word.text)) {
      operands.push(word);
      continue;
    }
    const { found, value } = flagOf(usage, word);
    let given = value;
    if (found.value && given === undefined) given = rest[(at += 1)]?.text;
    if (found.value && given === undefined) throw wrong(`--${found.name} needs a value.`, word);
    flags.set(found.name, [...(flags.get(found.name) ?? []), given ?? '']);
  }
  const needed = usage.operands.filter((operand) => !operand.endsWith('?'));
  const missing = needed[operands.length];
  if (missing !== undefined) throw wrong(`The ${missing} is missing.`, own.at(-1));
  if (operands.length > usage.operands.length) throw wrong(`“${operands[usage.operands.length]?.text ?? ''}” is more than this command takes.`, operands[usage.operands.length]);
  return { usage, operands, flags };
}

function flagOf({ flags, path }: Usage, word: Word): { readonly found: Flag; readonly value: string | undefined } {
  const [, dashes = '', name = '', value] = /^(--?)([^=]+)(?:=(.*))?$/su.exec(word.text) ?? [];
  const found = flags.find((flag) => (dashes === '--' ? flag.name === name : flag.short === name));
  if (!found) throw wrong(`\`${path.join(' ')}\` has no flag “${word.text}”.`, word, flags.length === 0 ? undefined : `It has ${flags.map((flag) => `--${flag.name}`).join(', ')}.`);
  return { found, value };
}

function unknown(words: readonly Word[]): HeadwaterError {
  const [first, second] = words;
  const group = USAGES.filter(({ path }) => path.length > 1 && path[0] === first?.text).map(({ path }) => path[1] ?? '');
  if (group.length > 0) return wrong(`\`${first?.text ?? ''}\` has no command “${second?.text ?? ''}”.`, second ?? first, `It has ${group.join(', ')}.`);
  return wrong(first ? `There is no command “${first.text}” here.` : 'There is no command.', first, `Known are ${[...new Set(USAGES.map(({ path }) => path[0] ?? ''))].join(', ')}.`);
}

export function wrong(why: string, at: Word | undefined, todo?: string): HeadwaterError {
  return new HeadwaterError({ what: 'Could not run the command', why, kind: 'invalid', code: 'syntax', ...(todo === undefined ? {} : { todo }), ...(at ? { position: { start: at.start, end: at.end } } : {}) });
}
