import { HeadwaterError } from '../../../core/errors';
import type { Codec } from '../values/codec';
import { CodecError } from '../values/codec';
import { notHere } from './notHere';
import type { Flag } from './usage';
import { type Usage, USAGES } from './usages';
import { type Word, wordsOf } from './words';

/** A command with everything in its place. */
export class Command {
  constructor(
    readonly usage: Usage,
    readonly word: Word,
    readonly operands: readonly Word[],
    private readonly flags: ReadonlyMap<string, readonly Word[]>,
  ) {}

  has(flag: string): boolean {
    return this.flags.has(flag);
  }

  /** The values of a flag that was given, the last one deciding. */
  flag(name: string): Word | undefined {
    return this.flags.get(name)?.at(-1);
  }

  /** Of a flag that the command needs. @throws HeadwaterError */
  needed(name: string): Word {
    const word = this.flag(name);
    if (word) return word;
    throw wrong(`--${name} is needed.`, this.word);
  }

  all(name: string): readonly Word[] {
    return this.flags.get(name) ?? [];
  }

  /** A whole number. @throws HeadwaterError */
  number(name: string): number | undefined {
    const word = this.flag(name);
    return word && wholeNumber(word);
  }

  boolean(name: string, otherwise: boolean): boolean {
    const word = this.flag(name);
    return word ? word.text === 'true' : otherwise;
  }

  operand(index: number): Word {
    const word = this.operands[index];
    if (word) return word;
    throw wrong(`The ${this.usage.operands[index] ?? 'word'} is missing.`, this.word);
  }
}

/** The bytes that a word stands for: in quotes its own, else as the table's encoding reads them. @throws HeadwaterError with the place */
export function bytesOf(word: Word, codec: Codec): Uint8Array {
  if (word.quoted) return word.bytes;
  try {
    return codec.fromText(word.text);
  } catch (error) {
    if (error instanceof CodecError) throw wrong(`${error.message}.`, at(word, error.at), `It is read as ${codec.label}: put it in quotes to give its bytes, or choose another encoding.`);
    throw error;
  }
}

const at = (word: Word, inside: number | undefined): Word => (inside === undefined || word.start + inside >= word.end ? word : { ...word, start: word.start + inside });

/** @throws HeadwaterError with the place of what is wrong */
export function parseCommand(line: string): Command {
  const [first, ...rest] = wordsOf(line);
  const usage = first && USAGES.find(({ name }) => name === first.text);
  if (!first || !usage) throw unknown(first);
  const operands: Word[] = [];
  const flags = new Map<string, Word[]>();
  let onlyOperands = false;
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index];
    if (!word) break;
    if (word.text === '--' && !word.quoted && !onlyOperands) onlyOperands = true;
    // a number below zero is no flag
    else if (onlyOperands || word.quoted || !/^-[^\d]/u.test(word.text)) operands.push(word);
    else {
      const { flag, value } = flagOf(usage, word);
      let given = value;
      if (flag.value !== undefined && !given) given = rest[(index += 1)];
      if (flag.value !== undefined && !given) throw wrong(`--${flag.name} needs a value.`, word);
      if (given) checkValue(flag, given);
      flags.set(flag.name, [...(flags.get(flag.name) ?? []), given ?? word]);
    }
  }
  checkOperands(usage, operands, [first, ...rest]);
  const missing = usage.flags.find(({ name, needed }) => needed === true && !flags.has(name));
  if (missing) throw wrong(`--${missing.name} is needed.`, first, `${missing.about}.`);
  return new Command(usage, first, operands, flags);
}

function checkOperands({ operands: wanted }: Usage, given: readonly Word[], words: readonly Word[]): void {
  const needed = wanted.filter((operand) => !/[?…]$/u.test(operand));
  const missing = needed[given.length];
  if (missing !== undefined) throw wrong(`The ${missing} is missing.`, words.at(-1));
  const last = wanted.at(-1);
  if (last?.endsWith('…')) {
    const group = last.split(' ').length;
    const rest = given.length - needed.length;
    if (rest % group !== 0) throw wrong(`The ${last.slice(0, -1).split(' ')[rest % group] ?? ''} is missing.`, words.at(-1));
  } else if (given.length > wanted.length) throw wrong(`“${given[wanted.length]?.text ?? ''}” is more than this command takes.`, given[wanted.length]);
}

function flagOf({ flags, name: command }: Usage, word: Word): { readonly flag: Flag; readonly value: Word | undefined } {
  const [, dashes = '', name = '', value] = /^(--?)([^=]+)(?:=(.*))?$/su.exec(word.text) ?? [];
  const flag = flags.find((one) => (dashes === '--' ? one.name === name : one.short === name));
  if (!flag) throw wrong(`\`${command}\` has no flag “${word.text}”.`, word, flags.length === 0 ? undefined : `It has ${flags.map((one) => `--${one.name}`).join(', ')}.`);
  if (value !== undefined && flag.value === undefined) throw wrong(`--${flag.name} takes no value.`, word);
  return { flag, value: value === undefined ? undefined : { ...word, text: value, bytes: new TextEncoder().encode(value), start: word.end - value.length } };
}

function checkValue({ name, value }: Flag, given: Word): void {
  if (value === 'number') wholeNumber(given);
  const choices = value === 'boolean' ? ['true', 'false'] : typeof value === 'object' ? value : undefined;
  if (choices && !choices.includes(given.text)) throw wrong(`“${given.text}” is no ${name}.`, given, `It is one of ${choices.join(', ')}.`);
}

/** @throws HeadwaterError */
export function wholeNumber(word: Word): number {
  const value = Number(word.text);
  if (/^[+-]?\d+$/u.test(word.text) && Number.isSafeInteger(value)) return value;
  throw wrong(`“${word.text}” is no whole number.`, word);
}

function unknown(word: Word | undefined): HeadwaterError {
  if (!word) return wrong('There is no command.', undefined);
  const elsewhere = notHere(word.text);
  if (elsewhere) return wrong(elsewhere.why, word, elsewhere.todo);
  const near = USAGES.filter(({ name }) => name.startsWith(word.text.slice(0, 3))).map(({ name }) => name);
  return wrong(`There is no command “${word.text}” here.`, word, near.length > 0 ? `Is it ${near.join(', ')}?` : 'Write `help` for all of them.');
}

export function wrong(why: string, word: Word | undefined, todo?: string): HeadwaterError {
  return new HeadwaterError({ what: 'Could not run the command', why, kind: 'invalid', code: 'syntax', ...(todo === undefined ? {} : { todo }), ...(word ? { position: { start: word.start, end: word.end } } : {}) });
}
