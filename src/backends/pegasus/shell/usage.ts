/** What a flag takes: nothing, any word, or one of some words. */
export interface Flag {
  readonly name: string;
  readonly short?: string;
  readonly value?: 'text' | 'number' | 'boolean' | readonly string[];
  readonly about: string;
  /** The command does nothing without it. */
  readonly needed?: true;
}

/** One command as the shell of Pegasus has it (src/shell/main.cpp). */
export interface Usage<Name extends string = string> {
  readonly name: Name;
  /** What stands after it, in order; `?` at the end where it may be left out, `…` where more may follow. */
  readonly operands: readonly string[];
  readonly flags: readonly Flag[];
  readonly about: string;
  readonly writes: boolean;
  /** Works on the table that `use` chose. */
  readonly onTable: boolean;
}

/** Commands that change something of the cluster, not of the table in use. */
export const admin = <Name extends string>(name: Name, operands: readonly string[], about: string, flags: readonly Flag[] = []): Usage<Name> => ({ name, operands, flags, about, writes: true, onTable: false });
/** Commands that only show something of the cluster. */
export const show = <Name extends string>(name: Name, operands: readonly string[], about: string, flags: readonly Flag[] = []): Usage<Name> => ({ ...admin(name, operands, about, flags), writes: false });
