import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLines } from '../../../src/core/lineProtocol/parse';
import { decodeLines } from '../../servers/flightsql/lineProtocol';
import { startInfluxOne } from '../../servers/flightsql/others';

/**
 * What our reader says of a line, against a real InfluxDB 1 and the decoder of InfluxData's Go module. The two differ from each other in
 * places: where they do, the case says what each thinks.
 */

interface Case {
  readonly line: string;
  /** Whether it can be written to each. */
  readonly database: boolean;
  readonly decoder: boolean;
}

const both = (ok: boolean, ...lines: readonly string[]): readonly Case[] => lines.map((line) => ({ line, database: ok, decoder: ok }));

const CASES: readonly Case[] = [
  ...both(
    true,
    'm f=1',
    'm f=1 1700000000000000000',
    'm,t=a f=1',
    'm,t=a,u=b f=1,g=2i 5',
    'my\\ table,a\\,tag=a\\=b f\\ g=1',
    'm f="text"',
    'm f="with \\"quotes\\" and \\\\ and , = spaces"',
    'm f="naïve 日本 🦆"',
    'm,tag=naïve f=1',
    'm f=t,g=T,h=true,i=True,j=TRUE,k=f,l=F,n=false,o=False,p=FALSE',
    'm f=-1.5,g=1e10,h=1E-3,k=5.',
    'm f=.5',
    'm f=9223372036854775807i,g=-9223372036854775808i',
    'm f=1 -1',
    'm f="two\nlines"',
  ),
  ...both(false, 'm', 'm ', ',t=a f=1', 'm f=', 'm f', 'm f=nonsense', 'm f=+1.5', 'm f=+1i', 'm f=1 +5', 'm f="open', 'm f=1 notime', 'm f=1 1.5', 'm,t f=1', 'm,t= f=1', 'm,=a f=1', 'm f=1i2', 'm f=tRue', 'm f=1,', 'm f=1 1 1', 'm f=9223372036854775808i'),
  // InfluxDB 1 has no unsigned numbers unless it was built with them, and takes no carriage returns; 3 has and does.
  { line: 'm f=1u', database: false, decoder: true },
  { line: 'm f=1\r', database: false, decoder: true },
];

let server: Awaited<ReturnType<typeof startInfluxOne>>;

beforeAll(async () => {
  server = await startInfluxOne();
});
afterAll(() => server.stop());

/** Each line is written to a database of its own, since a field keeps the type of its first point. */
async function accepted(line: string, database: string): Promise<boolean> {
  const made = await fetch(`${server.url}/query`, { method: 'POST', body: new URLSearchParams({ q: `CREATE DATABASE ${database}` }) });
  expect(made.status).toBe(200);
  let status = 0;
  // It takes a line (204) or refuses it (400); anything else is said while it still makes the database, or has too much to do.
  await expect.poll(async () => (status = (await fetch(`${server.url}/write?db=${database}`, { method: 'POST', body: `${line}\n` })).status), { timeout: 30_000 }).toSatisfy((said) => said === 204 || said === 400);
  return status === 204;
}
const decoded = async (line: string): Promise<boolean> => {
  const read = await decodeLines(`${line}\n`);
  return read.length === 1 && read.every((one) => !('error' in one));
};
const ours = (line: string): boolean => parseLines(line).issues.every(({ severity }) => severity !== 'error');

describe('A line is right or wrong as InfluxDB says', () => {
  for (const [index, { line, database, decoder }] of CASES.entries()) {
    test(JSON.stringify(line), { timeout: 60_000 }, async () => {
      expect({ database: await accepted(line, `case_${index}`), decoder: await decoded(line) }).toEqual({ database, decoder });
      expect(ours(line)).toBe(database || decoder);
    });
  }
});
