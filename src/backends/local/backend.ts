import type { Backend, ConnectContext } from '../../core/contract/backend';
import type { ConnectionProfile, Secrets } from '../../core/contract/profile';
import type { Session } from '../../core/contract/session';
import { fileOfUrl, localForm, localSettings, validateLocal } from './form';
import { duckDbLanguage } from '../../duckdb/language';
import { LocalSession } from './session';
import { SharedFiles } from './sharedFiles';

/** The embedded DuckDB: databases in memory or in a file, and the data files of the workspace. */
export class LocalBackend implements Backend {
  readonly id = 'local';
  readonly label = 'Local (DuckDB)';
  readonly icon = 'database';
  readonly description = 'Tables in memory or in a DuckDB file, and CSV, JSON and Parquet files of the workspace. Needs no server.';
  readonly form = localForm;
  readonly language = duckDbLanguage;
  readonly validate = validateLocal;

  readonly #files = new SharedFiles();

  /** @param workerPath the bundle of src/duckdb/worker.ts */
  constructor(private readonly workerPath: string) {}

  parseUrl(url: string) {
    const file = fileOfUrl(url);
    return file === undefined ? undefined : { values: { storage: 'file', file }, secrets: {} };
  }

  formatUrl(profile: ConnectionProfile): string {
    return `duckdb:${localSettings(profile.values).path}`;
  }

  destination(): string {
    return '';
  }

  connect(profile: ConnectionProfile, _secrets: Secrets, context: ConnectContext): Promise<Session> {
    return LocalSession.open(localSettings(profile.values), context, this.workerPath, this.#files);
  }
}
