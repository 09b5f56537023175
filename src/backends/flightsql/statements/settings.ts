import { HeadwaterError } from '../../../core/errors';
import type { Metadata } from '../wire/metadata';
import { DATABASE_HEADERS } from '../profile/settings';
import type { QueryLanguage } from '../influx/ticket';

/** What `-- headwater:` lines say to this backend. */
export interface StatementSettings {
  readonly language: QueryLanguage | undefined;
  /** Another database than the connection's. */
  readonly database: string | undefined;
  readonly as: 'query' | 'update' | undefined;
  /** Whether to ask for progress while the server works. */
  readonly poll: boolean;
  /** One endpoint alone, counted from 1. */
  readonly endpoint: number | undefined;
  /** `header-NAME=value`. */
  readonly headers: Metadata;
}

const WHAT = 'Could not run the statement';

/** @throws HeadwaterError where a value is none that the setting can have */
export function statementSettings(settings: Readonly<Record<string, string>> = {}): StatementSettings {
  const endpoint = settings['endpoint'];
  if (endpoint !== undefined && !/^[1-9]\d{0,6}$/u.test(endpoint)) throw wrong('endpoint', endpoint, 'Endpoints are counted from 1.');
  return {
    language: choice(settings, 'language', ['sql', 'influxql']),
    database: settings['database'],
    as: choice(settings, 'as', ['query', 'update']),
    poll: settings['poll'] === 'true',
    endpoint: endpoint === undefined ? undefined : Number(endpoint),
    headers: Object.entries(settings).flatMap(([key, value]) => (key.startsWith('header-') ? [header(key.slice('header-'.length), value)] : [])),
  };
}

/** Headers of a statement's calls, besides the connection's. */
export function headersOf({ language, database, headers }: StatementSettings): Metadata {
  return [...(language === 'influxql' ? [['x-influxdata-query-language', 'influxql'] as const] : []), ...(database === undefined ? [] : [['database', database] as const]), ...headers];
}

function header(name: string, value: string): readonly [string, string] {
  const lower = name.toLowerCase();
  if (lower === 'authorization' || lower === 'cookie' || lower.startsWith('grpc-')) throw wrong(`header-${name}`, value, 'This header is set by the connection.');
  if (!/^[0-9a-z_.-]+$/u.test(lower) || !/^[\x20-\x7e]*$/u.test(value)) throw wrong(`header-${name}`, value, 'Headers hold printable ASCII characters only.');
  if (DATABASE_HEADERS.includes(lower)) throw wrong(`header-${name}`, value, 'Write database=NAME instead.');
  return [lower, value];
}

function choice<T extends string>(settings: Readonly<Record<string, string>>, key: string, choices: readonly T[]): T | undefined {
  const value = settings[key]?.toLowerCase();
  if (value === undefined) return undefined;
  const known = choices.find((one) => one === value);
  if (known === undefined) throw wrong(key, value, `Use ${choices.join(' or ')}.`);
  return known;
}

function wrong(key: string, value: string, todo: string): HeadwaterError {
  return new HeadwaterError({ what: WHAT, why: `The setting “${key}=${value}” of the document cannot be used.`, todo, kind: 'invalid', code: 'bad-setting' });
}
