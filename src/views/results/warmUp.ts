import { Field, Int64, makeData, RecordBatch, Schema, Struct, Table, tableToIPC, Utf8 } from 'apache-arrow';
import { CellReader } from './grid/cells';

/** Reads a made-up window and returns its texts: the browser compiles what reads windows now, in idle time, and not when somebody waits for the first rows. */
export function warmUp(): readonly string[] {
  const fields = [new Field('number', new Int64(), true), new Field('text', new Utf8(), true)];
  const children = [
    makeData({ type: new Int64(), length: 1, nullCount: 0, data: BigInt64Array.of(1n) }),
    makeData({ type: new Utf8(), length: 1, nullCount: 0, valueOffsets: Int32Array.of(0, 1), data: Uint8Array.of(0x61) }),
  ];
  const batch = new RecordBatch(new Schema(fields), makeData({ type: new Struct(fields), length: 1, nullCount: 0, children }));
  const part = new CellReader('UTC').read(tableToIPC(new Table([batch]), 'stream'), 0, [0, 1]);
  return [...part.columns.values()].map((cells) => cells.at(0).text);
}
