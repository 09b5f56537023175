import type { ColumnInfo } from './catalog';
import type { Execution, RunOptions } from './execution';

/** What a system tells of a statement's result before its rows are read. Plain data. */
export interface Inspection {
  /** Names it for {@link Inspections.read}; forgotten when the session ends, or after some more inspections. */
  readonly id: string;
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** Absent where the system tells columns only with the rows. */
  readonly columns?: readonly ColumnInfo[];
  /** What the rows come in, in the system's own word for each; they can be read one by one. */
  readonly parts: readonly { readonly label: string; readonly facts: readonly (readonly [label: string, value: string])[] }[];
}

/** For systems that tell how a result will come before it does. */
export interface Inspections {
  inspect(text: string, options: RunOptions): Promise<Inspection>;
  /** The rows of one part. The iteration throws a HeadwaterError with kind `notFound` where the inspection is forgotten. */
  read(id: string, part: number, options: RunOptions): Execution;
}
