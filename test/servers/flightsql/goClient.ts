import { at } from '../../../scripts/lib/paths.mjs';
import { run } from '../../../scripts/lib/run.mjs';
import { ensureGo } from '../../../scripts/lib/toolchain/go.mjs';
import type { Address } from './address';

/** Asks the client of Arrow's Go library, for what Python's clients have no calls for; see `go/cmd/flightclient`. */
export async function askGo({ host, port }: Address, what: 'poll' | 'cancel' | 'renew', statement: string): Promise<unknown> {
  const program = await ensureGo('flightclient', at('test/servers/flightsql/go'), './cmd/flightclient');
  const { code, output } = await run(program, [`${host}:${port}`, what, statement]);
  if (code !== 0) throw new Error(`The Go client failed: ${output}`);
  return JSON.parse(output.trim().split('\n').at(-1) ?? '');
}
