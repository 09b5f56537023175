import path from 'node:path';
import { Field, Float64, makeData, RecordBatch, Schema, Struct } from 'apache-arrow';
import { ArrowEncoder } from '../../../src/core/arrow/messages';
import type { ArrowMessage } from '../../../src/core/contract/execution';
import { failureOf } from '../../../src/core/errors';
import { writeParquet } from '../../../src/duckdb/parquet';

/** Writes more rows as Parquet than the process may write, and tells why that failed. Arguments: DuckDB's worker, a folder. */

const ROWS = 50_000;

async function* messages(): AsyncIterable<ArrowMessage> {
  const schema = new Schema([new Field('n', new Float64(), false)]);
  const encoder = new ArrowEncoder(schema);
  yield encoder.schema();
  for (let batch = 0; batch < 40; batch++) {
    const numbers = makeData({ type: new Float64(), length: ROWS, data: Float64Array.from({ length: ROWS }, () => Math.random()) });
    yield* encoder.write(new RecordBatch(schema, makeData({ type: new Struct(schema.fields), length: ROWS, children: [numbers] })));
  }
}

const [, , workerPath = '', folder = ''] = process.argv;
writeParquet({ workerPath, path: path.join(folder, 'rows.parquet'), messages: messages(), signal: new AbortController().signal }).then(
  () => {
    console.log('{}');
  },
  (error: unknown) => {
    console.log(JSON.stringify(failureOf(error, 'untold')));
  },
);
