import { Table, tableFromIPC } from 'apache-arrow';
import { ArrowDecoder } from '../../src/core/arrow/decode';
import { readHeader } from '../../src/core/arrow/header';
import { nodeCodecs } from '../../src/core/arrow/nodeCodecs';
import type { Execution, ExecutionEvent } from '../../src/core/contract/execution';
import { makeCellFormatter } from '../../src/core/format/cell';

/** Everything that a statement told. */
export interface Gathered {
  readonly kinds: readonly ExecutionEvent['kind'][];
  readonly batches: number;
  /** Absent for statements without rows. */
  readonly table: Table | undefined;
  readonly texts: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly done: (ExecutionEvent & { readonly kind: 'done' }) | undefined;
}

export async function drain(execution: Execution, look: (event: ExecutionEvent) => void = () => undefined): Promise<void> {
  for await (const event of execution.events) look(event);
}

export async function collect(execution: Execution): Promise<Gathered> {
  const kinds: ExecutionEvent['kind'][] = [];
  const parts: Uint8Array[] = [];
  let done: Gathered['done'];
  await drain(execution, (event) => {
    kinds.push(event.kind);
    if ('bytes' in event) parts.push(event.bytes);
    if (event.kind === 'done') done = event;
  });
  const table = parts.length === 0 ? undefined : tableOf(parts);
  return { kinds, batches: kinds.filter((kind) => kind === 'batch').length, table, texts: table ? textsOf(table) : [], done };
}

/** The Arrow library reads no compressed batches. */
function tableOf(parts: readonly Uint8Array[]): Table {
  const [schema, ...rest] = parts;
  const compressed = rest.some((bytes) => {
    const header = readHeader(bytes);
    return header.kind === 'batch' && header.batch.compression !== undefined;
  });
  if (!schema || !compressed) return tableFromIPC([...parts]);
  const decoder = new ArrowDecoder(schema, nodeCodecs());
  return new Table(decoder.schema, rest.map((bytes) => decoder.batch(bytes).recordBatch()));
}

function textsOf(table: Table): Gathered['texts'] {
  return table.schema.fields.map((field, index) => {
    const formatter = makeCellFormatter(field, { timeZone: 'UTC' });
    const values = table.batches.flatMap((batch) => Array.from({ length: batch.numRows }, (_, row) => formatter.format(batch.data.children[index]!, row).text));
    return { name: field.name, values };
  });
}
