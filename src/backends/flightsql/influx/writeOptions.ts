import { HeadwaterError } from '../../../core/errors';
import { type Precision, precisionOf } from '../../../core/lineProtocol/precision';

export interface LineWriteOptions {
  readonly database: string;
  readonly precision: Precision;
  readonly endpoint: 'v2' | 'v3';
  /** Good lines are written although others are refused. */
  readonly acceptPartial: boolean;
  /** Answered before the lines are safe. */
  readonly noSync: boolean;
}

/** What the `# headwater:` lines of a document say, over what the connection says. */
export function writeOptions(settings: Readonly<Record<string, string>>, connection: { readonly database: string | undefined; readonly write: 'v2' | 'v3' }): LineWriteOptions {
  const database = settings['database'] ?? settings['bucket'] ?? connection.database;
  if (database === undefined || database === '') {
    throw new HeadwaterError({ what: 'Could not write lines', why: 'Neither the document nor the connection names a database.', todo: 'Write “# headwater: database=NAME” on top of the document.', kind: 'invalid', code: 'no-database' });
  }
  const precision = precisionOf(settings['precision']);
  if (precision === undefined) {
    throw new HeadwaterError({ what: 'Could not write lines', why: `“${settings['precision'] ?? ''}” is no precision.`, todo: 'Use auto, s, ms, us or ns.', kind: 'invalid', code: 'bad-precision' });
  }
  const endpoint = settings['endpoint'];
  return {
    database,
    precision,
    endpoint: endpoint === 'v2' || endpoint === 'v3' ? endpoint : connection.write,
    acceptPartial: settings['accept-partial'] !== 'false',
    noSync: settings['no-sync'] === 'true',
  };
}

const LONG: Readonly<Record<Precision, string>> = { auto: 'auto', ns: 'nanosecond', us: 'microsecond', ms: 'millisecond', s: 'second' };

export function writePath({ database, precision, endpoint, acceptPartial, noSync }: LineWriteOptions): string {
  if (endpoint === 'v2') return `/api/v2/write?${new URLSearchParams({ bucket: database, precision: precision === 'auto' ? 'ns' : precision }).toString()}`;
  const query = { db: database, precision: LONG[precision], accept_partial: String(acceptPartial), ...(noSync ? { no_sync: 'true' } : {}) };
  return `/api/v3/write_lp?${new URLSearchParams(query).toString()}`;
}
