import type { UnsentBatch, WriterMark } from '../../../src/backends/fluss/log/unsentBatch';

/** All bytes of a batch as it is sent. */
export const sealed = (batch: UnsentBatch, mark?: WriterMark): Uint8Array => new Uint8Array(Buffer.concat(batch.sealed(mark)));
