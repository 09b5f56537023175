import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HeadwaterError } from '../../../core/errors';
import { RETRIES, type RetryPolicy } from '../http/retry';
import { settingsOfYaml } from './yamlSettings';

/** What lakectl would use. */
export interface LakectlConfig {
  readonly endpoint: string;
  readonly credentials:
    | { readonly kind: 'key'; readonly accessKeyId: string; readonly secretAccessKey: string }
    | { readonly kind: 'token'; readonly token: string }
    | { readonly kind: 'awsRole'; readonly region: string | undefined };
  /** How often what reads is tried. */
  readonly retries: RetryPolicy;
  /** In words: the file, and whether variables had a say. */
  readonly source: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const WHAT = 'Could not read lakectl’s configuration';

/**
 * lakectl's configuration as lakectl and the Python SDK read it: the file, overridden by `LAKECTL_…` variables; a session token
 * wins over everything, then a whole key pair, then an AWS role.
 * @throws HeadwaterError where there is none, or not all that is needed
 */
export async function readLakectlConfig(named: string | undefined, environment: Environment, home = homedir()): Promise<LakectlConfig> {
  const file = lakectlFile(named, environment, home);
  const explicit = named !== undefined || environment['LAKECTL_CONFIG_FILE'] !== undefined;
  const { text, found } = await contentOf(file, explicit);
  const settings = settingsOfYaml(text);
  const setting = (key: string): string | undefined => environment[`LAKECTL_${key.replaceAll('.', '_').toUpperCase()}`] ?? settings.get(key);
  const endpoint = setting('server.endpoint_url');
  const source = found ? file : 'the environment';
  if (endpoint === undefined || endpoint === '') throw missing(`${source} names no endpoint (server.endpoint_url).`);
  const credentials = credentialsOf(setting);
  if (credentials) return { endpoint, credentials, retries: retriesOf(setting), source };
  throw missing(`${source} has no credentials.`);
}

/** The file that lakectl reads. */
export function lakectlFile(named: string | undefined, environment: Environment, home = homedir()): string {
  return expandHome(named ?? environment['LAKECTL_CONFIG_FILE'] ?? '~/.lakectl.yaml', home);
}

function credentialsOf(setting: (key: string) => string | undefined): LakectlConfig['credentials'] | undefined {
  const token = setting('credentials.session_token');
  if (token !== undefined && token !== '') return { kind: 'token', token };
  const [accessKeyId = '', secretAccessKey = ''] = [setting('credentials.access_key_id'), setting('credentials.secret_access_key')];
  if (accessKeyId !== '' && secretAccessKey !== '') return { kind: 'key', accessKeyId, secretAccessKey };
  return setting('credentials.provider.type') === 'aws_iam' ? { kind: 'awsRole', region: setting('credentials.provider.aws_iam.region') } : undefined;
}

function retriesOf(setting: (key: string) => string | undefined): RetryPolicy {
  const of = (key: string): string => setting(`server.retries.${key}`) ?? '';
  const attempts = Number(of('max_attempts') || RETRIES.attempts);
  const shortest = milliseconds(of('min_wait_interval')) ?? RETRIES.shortest;
  return {
    attempts: of('enabled') === 'false' || !Number.isInteger(attempts) ? 1 : Math.max(1, attempts),
    shortest,
    longest: Math.max(shortest, milliseconds(of('max_wait_interval')) ?? RETRIES.longest),
  };
}

/** Of a duration as Go writes them: `1m30s`, `200ms`. `undefined` for what is none. */
function milliseconds(text: string): number | undefined {
  if (!/^(?:[\d.]+(?:ms|[smh]))+$/u.test(text)) return undefined;
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  const parts = [...text.matchAll(/([\d.]+)(ms|[smh])/gu)].map(([, count, unit]) => Number(count) * (units[unit ?? ''] ?? NaN));
  const sum = parts.reduce((one, other) => one + other, 0);
  return Number.isFinite(sum) ? sum : undefined;
}

async function contentOf(file: string, explicit: boolean): Promise<{ readonly text: string; readonly found: boolean }> {
  try {
    return { text: await readFile(file, 'utf8'), found: true };
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (absent && !explicit) return { text: '', found: false };
    throw new HeadwaterError({ what: WHAT, why: absent ? `There is no file ${file}.` : `${file} cannot be read (${error instanceof Error ? error.message : String(error)}).`, todo: 'Choose another file, or other credentials.', kind: 'notFound' }, { cause: error });
  }
}

function missing(why: string): HeadwaterError {
  return new HeadwaterError({ what: WHAT, why, todo: 'Run `lakectl config`, set LAKECTL_… variables, or choose other credentials for this connection.', kind: 'notFound' });
}

function expandHome(file: string, home: string): string {
  return file === '~' || file.startsWith('~/') ? join(home, file.slice(1)) : file;
}
