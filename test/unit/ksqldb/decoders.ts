import { JsonError } from '../../../src/backends/ksqldb/rows/jsonCursor';
import type { ReaderOptions } from '../../../src/backends/ksqldb/rows/resultReader';
import { parseColumns, SchemaTextError } from '../../../src/backends/ksqldb/types/parseType';
import type { Below, Fuzzed } from '../support/fuzzing';
import { readPieces } from './support/results';

const TELLING = Buffer.from('{}[]",:\\ntfu0919-.eE\n\0');

export const SCHEMA = '`A` BIGINT KEY, `B` STRING, `C` DECIMAL(20, 4), `D` DOUBLE, `E` BYTES, `F` TIMESTAMP, `G` ARRAY<STRUCT<`X` DATE, `Y` MAP<STRING, INTEGER>>>, `H` BOOLEAN, `I` TIME';
const ROW = '[9007199254740993,"a \\"b\\" \\u00e4 \\ud83d\\ude00",12.3400,-1.5E-3,"AP8Q","2026-01-01T00:00:00.001",[{"X":1,"Y":{"k":1,"l":null}},null],true,"10:20:30"]';
export const V1 = Buffer.from(`[{"header":{"queryId":"q","schema":"${SCHEMA}"}},\n{"row":{"columns":${ROW}}},\n\n{"row":{"columns":${ROW},"tombstone":true}},\n{"finalMessage":"Limit Reached"}]\n`);
const LINES = Buffer.from('{"queryId":"q","columnNames":["A","B"],"columnTypes":["ARRAY<BIGINT>","STRING"]}\n[[1,2,3],"x"]\n[null,"y"]\n{"@type":"generic_error","error_code":50000,"message":"m"}\n');

/** Bytes as a connection may give them: cut anywhere. */
export function inPieces(bytes: Uint8Array, below: Below): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + below(below(3) === 0 ? 8 : bytes.length);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const refuses = (error: unknown): boolean => error instanceof JsonError || error instanceof SchemaTextError;

function result(name: string, golden: Uint8Array, options: ReaderOptions): Fuzzed {
  return { name, golden, telling: TELLING, refuses, decode: (bytes, below) => void readPieces(inPieces(bytes, below), options, false) };
}

/** What reads bytes of servers, with bytes that it reads. */
export const DECODERS: readonly Fuzzed[] = [
  result('results in v1+json', V1, { framing: 'array', changes: { at: 0, row: '+U' }, largest: 100_000 }),
  result('results in lines', LINES, { framing: 'lines' }),
  { name: 'schemas of headers', golden: Buffer.from(SCHEMA), telling: TELLING, refuses, decode: (bytes) => void parseColumns(Buffer.from(bytes).toString('utf8')) },
];
