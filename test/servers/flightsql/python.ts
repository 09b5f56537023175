import { readFile } from 'node:fs/promises';
import { at } from '../../../scripts/lib/paths.mjs';
import { ensureVenv } from '../../../scripts/lib/toolchain/venv.mjs';

const folder = at('test/servers/flightsql/python');

/** The Python that has the judges (ADBC, pyarrow, flightsql-dbapi, InfluxData's client), ROAPI and what the doubles stand on. */
export async function flightPython(): Promise<{ readonly python: string; readonly script: (name: string) => string }> {
  const requirements = (await readFile(`${folder}/requirements.txt`, 'utf8')).split('\n').filter((line) => line !== '');
  const { python } = await ensureVenv('flightsql', requirements);
  return { python, script: (name) => `${folder}/${name}` };
}
