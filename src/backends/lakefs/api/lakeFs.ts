import type { HttpClient } from '../http/httpClient';
import { CommitsApi } from './commitsApi';
import { DiffsApi } from './diffsApi';
import { MergesApi } from './mergesApi';
import { ObjectsApi } from './objectsApi';
import { RefsApi } from './refsApi';
import { RepositoriesApi } from './repositoriesApi';
import { ServerApi } from './serverApi';
import { SettingsApi } from './settingsApi';

/** The calls of a lakeFS server, by what they are about. */
export class LakeFs {
  readonly server: ServerApi;
  readonly repositories: RepositoriesApi;
  readonly refs: RefsApi;
  readonly commits: CommitsApi;
  readonly diffs: DiffsApi;
  readonly merges: MergesApi;
  readonly objects: ObjectsApi;
  readonly settings: SettingsApi;

  constructor(http: HttpClient) {
    this.server = new ServerApi(http);
    this.repositories = new RepositoriesApi(http);
    this.refs = new RefsApi(http);
    this.commits = new CommitsApi(http);
    this.diffs = new DiffsApi(http);
    this.merges = new MergesApi(http);
    this.objects = new ObjectsApi(http);
    this.settings = new SettingsApi(http);
  }
}
