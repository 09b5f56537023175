import { splitStatements } from '../src/core/sql/split';
import { duckDbLanguage } from '../src/duckdb/language';

/** 2 MB of statements as people write them. */
const SCRIPT = [
  '-- headwater: name=orders by day\n',
  "SELECT o.day, sum(o.amount) AS \"total amount\", 'a;b' AS note\nFROM main.orders AS o JOIN customers USING (customer_id)\nWHERE o.day >= DATE '2024-01-01' AND o.state IN ('open', 'paid') -- only those\nGROUP BY ALL ORDER BY 1;\n\n",
  "INSERT INTO notes VALUES (1, $$it's; fine$$), (2, E'tab\\t;'); /* a /* nested */ comment; */\n",
  'CREATE OR REPLACE VIEW v AS WITH a AS (SELECT 1 AS x) SELECT x FROM a;\n',
]
  .join('')
  .repeat(4_000);
const TEXT = Buffer.from(SCRIPT.slice(0, 2_000_000)).toString();

const RUNS = 15;

function median(work: () => unknown): number {
  for (let warm = 0; warm < 3; warm++) work();
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return times.sort((one, other) => one - other)[RUNS >> 1] ?? Infinity;
}

function first(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/**
 * Two peers in the same run: reading every character once with `charCodeAt` in a bare loop, the least that any splitter can do,
 * and the limit of 100 ms that the splitter is held to. `text.split(';')` is named for scale only: it is wrong about strings and comments.
 */
export async function run(): Promise<void> {
  const cold = first(() => splitStatements(TEXT, duckDbLanguage));
  const ours = median(() => splitStatements(TEXT, duckDbLanguage));
  const loop = median(readEveryCharacter);
  const naive = median(() => TEXT.split(';'));
  const line = (metric: string, value: number, peer: string, peerValue: number) =>
    console.log(JSON.stringify({ bench: 'split', metric, value: round(value), unit: 'ms', peer, peerValue: round(peerValue), ratio: round(peerValue / value), runs: RUNS }));
  line('2 MB, median', ours, 'limit of 100 ms', 100);
  line('2 MB, first time in the process', cold, 'limit of 100 ms', 100);
  line('2 MB against a bare loop', ours, 'charCodeAt over every character', loop);
  line("2 MB against text.split(';'), which is wrong about strings and comments", ours, "text.split(';')", naive);
}

function readEveryCharacter(): number {
  let sum = 0;
  for (let at = 0; at < TEXT.length; at++) sum = (sum + TEXT.charCodeAt(at)) | 0;
  return sum;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
