import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureGo } from '../../../scripts/lib/toolchain/go.mjs';

/** What InfluxData's decoder understood of a line: `{measurement, …}`, or `{error}`. */
export type DecodedLine = { readonly error: string } | { readonly measurement: string; readonly tags: readonly (readonly [string, string])[]; readonly fields: readonly (readonly [string, string, string])[]; readonly time: string };

/** Reads lines with the decoder of InfluxData's Go module. */
export async function decodeLines(text: string, precision: 'ns' | 'us' | 'ms' | 's' = 'ns'): Promise<readonly DecodedLine[]> {
  const program = await ensureGo('lineprotocol', at('test/servers/flightsql/go'), './cmd/lineprotocol');
  const child = spawn(program, ['-precision', precision], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  child.stdin.end(text);
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += String(chunk);
  await ended;
  return output.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as DecodedLine);
}
