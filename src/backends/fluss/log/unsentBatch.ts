/** Who writes, and which of its batches to a bucket one is, from 0: a server that has the batch already then says so. */
export interface WriterMark {
  readonly id: bigint;
  readonly sequence: number;
}

/** A batch of records whose head is completed when it is sent. */
export interface UnsentBatch {
  /** Its bytes, piece by piece. Without a mark nobody is named, and nothing is recognised. */
  readonly sealed: (mark: WriterMark | undefined) => readonly Uint8Array[];
}

/** In place of a writer's id and of its sequence. */
export const NO_WRITER: WriterMark = { id: -1n, sequence: -1 };
