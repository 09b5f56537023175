import { HeadwaterError } from '../../core/errors';
import type { ServerInfo } from '../../core/contract/session';
import { formatDuration } from '../../core/format/numbers';
import type { Connected } from './connected';
import { saysAbsent } from './metadata/absent';
import { CODES, SqlInfo } from './metadata/sqlInfo';
import type { FlightSqlSettings } from './profile/settings';

/** What a server says of itself. All codes are asked at once: some servers refuse a list because of one code that they do not know. */
export async function askServer(connected: Connected, system: FlightSqlSettings['system'], signal: AbortSignal): Promise<SqlInfo> {
  try {
    return new SqlInfo(await connected.small((options) => connected.sql.sqlInfo([], options), signal, 'Could not connect'));
  } catch (error) {
    // What names the database is no missing call: InfluxDB refuses every call without it, and has this one.
    if (!saysAbsent(error) || system === 'influxdb3' || namesDatabase(error)) throw error;
  }
  // Servers without SqlInfo must still show that they take the credentials.
  await connected.small((options) => connected.sql.catalogs(options), signal, 'Could not connect').catch((error: unknown) => {
    if (!saysAbsent(error) || namesDatabase(error)) throw error;
  });
  return new SqlInfo([]);
}

function namesDatabase(error: unknown): boolean {
  return error instanceof HeadwaterError && /'database' header|database header/iu.test(error.failure.why);
}

/** The server node's facts. */
export function serverInfo(info: SqlInfo, settings: FlightSqlSettings, where: string): ServerInfo {
  const flag = (code: number, words: string): readonly string[] => (info.flag(code) === true ? [words] : []);
  const milliseconds = (code: number): string | undefined => {
    const value = info.number(code);
    return value === undefined || value <= 0 ? undefined : formatDuration(value);
  };
  const number = (code: number): string | undefined => {
    const value = info.number(code);
    return value === undefined || value <= 0 ? undefined : String(value);
  };
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Address', where],
    ['Encryption', settings.tls ? (settings.tls.skipVerify ? 'TLS, any certificate accepted' : 'TLS') : 'none'],
    ['Database', settings.database],
    ['Arrow', info.text(CODES.arrowVersion)],
    ['Statement timeout', milliseconds(CODES.statementTimeout)],
    ['Transaction timeout', milliseconds(CODES.transactionTimeout)],
    ['Longest statement', number(CODES.maxStatement)],
    ['Names in quotes', info.text(CODES.quote)],
  ];
  return {
    product: info.text(CODES.name) ?? { generic: 'Flight SQL', influxdb3: 'InfluxDB 3', dremio: 'Dremio' }[settings.system],
    version: info.text(CODES.version) ?? '',
    features: [
      ...flag(CODES.readOnly, 'read-only'),
      ...(info.transactions === true ? ['transactions'] : []),
      ...flag(CODES.cancel, 'cancelling'),
      ...flag(CODES.bulkIngestion, 'bulk ingestion'),
      ...flag(CODES.substrait, 'Substrait'),
    ],
    facts: facts.flatMap(([label, value]) => (value === undefined ? [] : [[label, value] as const])),
  };
}

/** Whether this is InfluxDB 3, whichever way it was told. */
export function isInflux(info: SqlInfo, system: FlightSqlSettings['system']): boolean {
  return system === 'influxdb3' || /^influxdb/iu.test(info.text(CODES.name) ?? '');
}
