import type { CommandLines } from '../../../src/core/contract/commandLines';
import { HeadwaterError, type Failure } from '../../../src/core/errors';
import { collect, type Gathered } from '../../contract/gather';

/** Lines of the shell, as tests give them. */
export interface ShellLines {
  readonly run: (line: string) => Promise<Gathered>;
  /** The rows of a command, as the grid shows them. */
  readonly rows: (line: string) => Promise<readonly (readonly string[])[]>;
  /** Why a line is not run, and which piece of it is to blame. */
  readonly refused: (line: string) => Promise<Failure & { readonly piece: string }>;
}

/** @param shell there once the tests run */
export function shellLines(shell: () => CommandLines): ShellLines {
  const run = (line: string): Promise<Gathered> => collect(shell().run(line, { signal: new AbortController().signal }));
  return {
    run,
    rows: async (line) => {
      const { texts, table } = await run(line);
      return Array.from({ length: table?.numRows ?? 0 }, (_, row) => texts.map(({ values }) => values[row] ?? ''));
    },
    refused: async (line) => {
      try {
        await run(line);
      } catch (error) {
        if (error instanceof HeadwaterError) return { ...error.failure, piece: error.failure.position ? line.slice(error.failure.position.start, error.failure.position.end) : '' };
        throw error;
      }
      throw new Error(`${line} was run`);
    },
  };
}
