import type { PegasusClient } from '../client/pegasusClient';
import type { PegasusTable } from '../client/pegasusTable';
import type { TableEncodings } from '../values/encodings';
import type { TableFormats } from '../values/tableFormats';
import type { Word } from './words';
import { type Command, wrong } from './command';

/** What commands work on. */
export interface ShellContext {
  readonly client: PegasusClient;
  readonly formats: TableFormats;
  /** The table that `use` chose. */
  table: string | undefined;
  readonly scanLimit: number;
}

/** One command at work on the table that is in use. */
export interface TableCommand {
  readonly context: ShellContext;
  readonly command: Command;
  readonly table: PegasusTable;
  readonly encodings: TableEncodings;
  readonly signal: AbortSignal;
}

/** @throws HeadwaterError where no table was chosen */
export function tableInUse({ table }: ShellContext, word: Word): string {
  if (table !== undefined) return table;
  throw wrong('No table is in use in this document.', word, 'Run `use TABLE` first; `ls` lists the tables.');
}
