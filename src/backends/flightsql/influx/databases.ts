import * as z from 'zod/mini';
import { HeadwaterError } from '../../../core/errors';
import type { InfluxHttp } from './http';

export interface InfluxDatabase {
  readonly name: string;
  /** What else the server tells of it, retention among it. */
  readonly facts: readonly (readonly [label: string, value: string])[];
}

const rows = z.array(z.record(z.string(), z.unknown()));
const NAME_KEYS = ['iox::database', 'database', 'database_name', 'name'];
const WHAT = 'Could not list the databases';

/** The databases of a Core or Enterprise server, by its HTTP API. Others have none: that is a HeadwaterError. */
export async function listDatabases(http: Pick<InfluxHttp, 'get'>, signal: AbortSignal): Promise<readonly InfluxDatabase[]> {
  const { status, body } = await http.get('/api/v3/configure/database?format=json', WHAT, signal);
  if (status !== 200) {
    const kind = status === 401 ? 'unauthorized' : status === 403 ? 'forbidden' : 'unsupported';
    throw new HeadwaterError({ what: WHAT, why: `The HTTP API answered ${status}.`, todo: status === 401 || status === 403 ? 'Listing databases needs an admin token.' : 'This server does not list its databases: name one in the connection.', kind, code: `HTTP ${status}`, detail: body.slice(0, 2_000) });
  }
  const parsed = z.safeParse(rows, jsonOf(body));
  if (!parsed.success) throw new HeadwaterError({ what: WHAT, why: 'The answer of the HTTP API was not understood.', kind: 'unsupported', code: 'bad-answer', detail: body.slice(0, 2_000) });
  return parsed.data.flatMap((row) => {
    const key = NAME_KEYS.find((candidate) => typeof row[candidate] === 'string');
    const name = key === undefined ? undefined : row[key];
    if (typeof name !== 'string') return [];
    const facts = Object.entries(row).flatMap(([label, value]) => (label === key || value === null || value === false || typeof value === 'object' ? [] : [[sentenceCase(label.replaceAll('_', ' ')), typeof value === 'string' ? value : JSON.stringify(value)] as const]));
    return [{ name, facts }];
  });
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
