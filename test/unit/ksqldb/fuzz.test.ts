import { describe, expect, test } from 'vitest';
import { JsonError } from '../../../src/backends/ksqldb/rows/jsonCursor';
import { parseColumns, SchemaTextError } from '../../../src/backends/ksqldb/types/parseType';
import { random } from '../support/random';
import { readPieces } from './support/results';

const ROUNDS = Number(process.env['HEADWATER_FUZZ'] ?? (process.env['HEADWATER_FULL'] ? 100_000 : 10_000));
const SEED = Number(process.env['HEADWATER_SEED'] ?? Date.now() % 1_000_000);
const INTERESTING = Buffer.from('{}[]",:\\ntfu0919-.eE\n\0');

const SCHEMA = '`A` BIGINT KEY, `B` STRING, `C` DECIMAL(20, 4), `D` DOUBLE, `E` BYTES, `F` TIMESTAMP, `G` ARRAY<STRUCT<`X` DATE, `Y` MAP<STRING, INTEGER>>>, `H` BOOLEAN, `I` TIME';
const ROW = '[9007199254740993,"a \\"b\\" \\u00e4 \\ud83d\\ude00",12.3400,-1.5E-3,"AP8Q","2026-01-01T00:00:00.001",[{"X":1,"Y":{"k":1,"l":null}},null],true,"10:20:30"]';
const V1 = Buffer.from(`[{"header":{"queryId":"q","schema":"${SCHEMA}"}},\n{"row":{"columns":${ROW}}},\n\n{"row":{"columns":${ROW},"tombstone":true}},\n{"finalMessage":"Limit Reached"}]\n`);
const LINES = Buffer.from(`{"queryId":"q","columnNames":["A","B"],"columnTypes":["ARRAY<BIGINT>","STRING"]}\n[[1,2,3],"x"]\n[null,"y"]\n{"@type":"generic_error","error_code":50000,"message":"m"}\n`);

/** Milliseconds that ten thousand rounds may take on a machine that does much else. */
const PATIENCE = Math.max(120_000, ROUNDS * 12);

type Below = (limit: number) => number;

/** Changes bytes, cuts, doubles; each round another, and cut into pieces elsewhere. */
function survives(golden: Uint8Array, read: (pieces: readonly Uint8Array[]) => unknown): void {
  const below = random(SEED);
  let whole = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const bytes = mutated(golden, below);
    try {
      read(inPieces(bytes, below));
      whole += 1;
    } catch (error) {
      if (!(error instanceof JsonError || error instanceof SchemaTextError)) throw new Error(`seed ${SEED}, round ${round}: ${String(error)}\n${Buffer.from(bytes).toString('hex')}`, { cause: error });
    }
  }
  expect(whole, 'some changes leave the bytes readable, most do not').toBeLessThan(ROUNDS);
  expect(whole).toBeGreaterThan(0);
}

function mutated(golden: Uint8Array, below: Below): Uint8Array {
  let bytes = golden.slice();
  for (let count = 1 + below(3); count > 0; count--) {
    const at = below(bytes.length);
    switch (below(5)) {
      case 0:
        bytes[at] = below(256);
        break;
      case 1:
        bytes[at] = INTERESTING[below(INTERESTING.length)] ?? 0;
        break;
      case 2:
        bytes = bytes.slice(0, Math.max(1, at));
        break;
      case 3:
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(Math.min(bytes.length, at + 1 + below(4)))]);
        break;
      default:
        bytes = new Uint8Array([...bytes.subarray(0, at), ...bytes.subarray(Math.max(0, at - 4))]);
    }
    if (bytes.length === 0) bytes = golden.slice();
  }
  return bytes;
}

function inPieces(bytes: Uint8Array, below: Below): readonly Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + below(below(3) === 0 ? 8 : bytes.length);
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

describe(`bytes that are changed at random (seed ${SEED}, ${ROUNDS} each)`, { timeout: PATIENCE }, () => {
  test('results in v1+json', () => survives(V1, (pieces) => readPieces(pieces, { framing: 'array', changes: { at: 0, row: '+U' }, largest: 100_000 }, false)));
  test('results in lines', () => survives(LINES, (pieces) => readPieces(pieces, { framing: 'lines' }, false)));
  test('schemas of headers', () => survives(Buffer.from(SCHEMA), (pieces) => parseColumns(Buffer.concat(pieces).toString('utf8'))));

  test('a changed result reads the same in pieces as in one', () => {
    const below = random(SEED + 1);
    const outcome = (pieces: readonly Uint8Array[]): string => {
      try {
        return readPieces(pieces, { framing: 'array' }).rows.join('\n');
      } catch (error) {
        if (error instanceof JsonError) return 'refused';
        throw error;
      }
    };
    for (let round = 0; round < ROUNDS / 10; round++) {
      const bytes = mutated(V1, below);
      expect(outcome(inPieces(bytes, below)), `seed ${SEED + 1}, round ${round}`).toBe(outcome([bytes]));
    }
  });
});
