import type { Failure, TextRange } from '../errors';
import type { Execution } from './execution';

/** One thing that may stand at a place of a command line. */
export interface CommandCompletion {
  /** What the word becomes, whole. */
  readonly text: string;
  readonly detail?: string;
  readonly kind: 'command' | 'flag' | 'container' | 'ref' | 'folder' | 'object';
}

export interface CommandCompletions {
  /** UTF-16 code units from the start of the line: the word that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly items: readonly CommandCompletion[];
}

/** What a place of a command line means, in markdown. */
export interface CommandHelp extends TextRange {
  readonly text: string;
}

/** For systems that people also work by the commands of a command line tool, written in documents: one command a line. */
export interface CommandLines {
  /** VS Code language id of such documents. */
  readonly language: string;
  /** True where the command changes something; asked about on protected connections. Never throws. */
  writes(line: string): boolean;
  /** Runs one command. A failure names the place in the line where there is one. What a command chooses for those that follow belongs to the document `scope`. */
  run(line: string, options: { readonly signal: AbortSignal; readonly scope?: string }): Execution;
  /** What may stand at a place of the line. Never throws for what is unfinished. */
  complete(line: string, at: number, signal: AbortSignal): Promise<CommandCompletions>;
  /** Never throws. */
  help?(line: string, at: number): CommandHelp | undefined;
  /** What is wrong with a line, found without running it. Never throws. */
  check?(line: string): Failure | undefined;
}
