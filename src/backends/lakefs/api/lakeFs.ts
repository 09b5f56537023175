import type { HttpClient } from '../http/httpClient';
import { CommitsApi } from './commitsApi';
import { DiffsApi } from './diffsApi';
import { ImportsApi } from './importsApi';
import { MergesApi } from './mergesApi';
import { MultipartApi } from './multipartApi';
import { ObjectsApi } from './objectsApi';
import { PullsApi } from './pullsApi';
import { RefsApi } from './refsApi';
import { RepositoriesApi } from './repositoriesApi';
import { RunsApi } from './runsApi';
import { ServerApi } from './serverApi';
import { SettingsApi } from './settingsApi';
import { StagingApi } from './stagingApi';

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
  readonly staging: StagingApi;
  readonly multipart: MultipartApi;
  readonly imports: ImportsApi;
  readonly pulls: PullsApi;
  readonly runs: RunsApi;

  constructor(http: HttpClient) {
    this.server = new ServerApi(http);
    this.repositories = new RepositoriesApi(http);
    this.refs = new RefsApi(http);
    this.commits = new CommitsApi(http);
    this.diffs = new DiffsApi(http);
    this.merges = new MergesApi(http);
    this.objects = new ObjectsApi(http);
    this.settings = new SettingsApi(http);
    this.staging = new StagingApi(http);
    this.multipart = new MultipartApi(http);
    this.imports = new ImportsApi(http);
    this.pulls = new PullsApi(http);
    this.runs = new RunsApi(http);
  }
}
