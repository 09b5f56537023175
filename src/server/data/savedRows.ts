import { Field, Schema } from 'apache-arrow';
import { readHeader } from '../../core/arrow/header';
import { ArrowDecoder } from '../../core/arrow/decode';
import { readingArrow } from '../../core/arrow/broken';
import { encodeSchema } from '../../core/arrow/messages';
import { streamMessages } from '../../core/arrow/streamMessages';
import type { Execution, ExecutionEvent } from '../../core/contract/execution';
import { HeadwaterError } from '../../core/errors';
import { formatCount } from '../../core/format/numbers';
import { CUT_KEY } from '../../core/format/metadata';
import { executionOf } from '../../engine/execution';
import type { DataRead } from '../../protocol/data';

type Saved = Extract<DataRead, { kind: 'saved' }>;

/** Rows that a document kept, as a result again. @throws HeadwaterError, while it is read, where they are damaged */
export function savedRows({ arrow, total }: Saved, signal: AbortSignal): Execution {
  return executionOf(signal, async function* (): AsyncGenerator<ExecutionEvent, void, undefined> {
    let rows = 0;
    try {
      for (const event of eventsOf(arrow)) {
        if (event.kind === 'batch') rows += event.rows;
        yield event;
      }
    } catch (error) {
      throw damaged(error);
    }
    if (total > rows) yield { kind: 'message', severity: 'info', text: `${formatCount(rows)} of ${formatCount(total)} rows were saved.` };
    yield { kind: 'done' };
  });
}

function* eventsOf(stream: Uint8Array): Generator<Extract<ExecutionEvent, { bytes: Uint8Array }>, void, undefined> {
  let first = true;
  for (const bytes of streamMessages(stream)) {
    if (first) yield { kind: 'schema', bytes: withoutCuts(bytes) };
    else {
      const header = readingArrow(() => readHeader(bytes));
      if (header.kind === 'batch') yield { kind: 'batch', rows: header.batch.rows, bytes };
      else yield { kind: header.kind, bytes };
    }
    first = false;
  }
  // Nothing, and bytes that begin with the mark of the end, are a stream without a schema; every result that was saved had one.
  if (first) throw new HeadwaterError({ what: 'Could not show the saved rows', why: 'They have no columns.' });
}

/** The cut values of a window are told by their rows in it, which another window does not have. */
function withoutCuts(message: Uint8Array): Uint8Array {
  const { schema } = new ArrowDecoder(message);
  if (!schema.fields.some(({ metadata }) => metadata.has(CUT_KEY))) return message;
  const fields = schema.fields.map(({ name, type, nullable, metadata }) => new Field(name, type, nullable, new Map([...metadata].filter(([key]) => key !== CUT_KEY))));
  return encodeSchema(new Schema(fields)).bytes;
}

function damaged(error: unknown): HeadwaterError {
  const why = error instanceof HeadwaterError ? error.failure.why : 'They cannot be decoded.';
  return new HeadwaterError({ what: 'Could not show the saved rows', why, todo: 'Run the cell again.', code: 'arrow-invalid' }, { cause: error });
}
